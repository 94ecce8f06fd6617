import { LossReport } from './conversion.ts'

/** What a MISP event and STIX cannot say alike. The first group is left out; of the others, the event is restored exactly. */
export const MISP_LOSSES = {
  // Left out: it is in no object, and does not come back.
  'misp-instance-number': [
    'A number of the sending MISP instance; it means nothing elsewhere and was left out.',
    '送信元のMISPインスタンス内だけで意味を持つ番号のため、取り込みません。',
  ],
  'misp-creator-email': [
    'The e-mail address of the person who made the event was left out.',
    'イベント作成者個人のメールアドレスは取り込みません。',
  ],
  'misp-not-expected': [
    'A value of another kind is expected here; it was left out.',
    '想定された種類の値ではないため、取り込みません。',
  ],
  'misp-too-deep': ['Nested too deeply; it was left out.', '入れ子が深すぎるため、取り込みません。'],
  'misp-too-many': [
    'There are more of these than are read from one document; the rest was left out.',
    '1つの文書から読み取る件数の上限を超えた分は、取り込みません。',
  ],
  'misp-too-large': [
    'Too large for one object; it was left out.',
    '1つのオブジェクトには大きすぎるため、取り込みません。',
  ],
  'misp-unstorable': [
    'A text with NUL or half a surrogate pair, a number beyond ±(2^53−1) or a forbidden name cannot be stored; it was left out.',
    'NUL文字・不完全なサロゲート・±(2^53−1)を超える数・禁止された名前は保存できないため、取り込みません。',
  ],
  'misp-not-valid': [
    'What became of it would not be valid STIX 2.1; it was left out.',
    'STIX 2.1として正しい形にならないため、取り込みません。',
  ],

  // Inexact in STIX; kept beside it, and restored in MISP.
  'misp-uuid': [
    'Not a UUID, or used twice: the object has an id of its own.',
    'UUIDでないか、重複しているため、独自のIDを付けました。',
  ],
  'misp-time': [
    'Not a time that can be read; another time stands for it.',
    '時刻として読めないため、別の時刻で代えました。',
  ],
  'misp-value': [
    'The value is not valid as a STIX observable; it is in an object of MISP’s own kind, and in a pattern where it is to be detected.',
    'STIXの観測データとして正しくない値です。MISP独自のオブジェクトとして保持し、検知対象であればパターンに含めました。',
  ],
  'misp-registry-hive': [
    'The registry hive was written in full, as STIX asks.',
    'レジストリハイブを、STIXの定めに従い省略しない形で書きました。',
  ],
  'misp-attribute-type': [
    'STIX has no object for attributes of this type; it is in an object of MISP’s own kind.',
    'この型の属性に当たるSTIXオブジェクトはないため、MISP独自のオブジェクトとして保持します。',
  ],
  'misp-object-template': [
    'STIX has no object for this template; it is in an object of MISP’s own kind.',
    'このテンプレートに当たるSTIXオブジェクトはないため、MISP独自のオブジェクトとして保持します。',
  ],
  'misp-object-attribute': [
    'STIX has no property for this attribute of the object; it is kept beside it.',
    'このオブジェクト属性に当たるSTIXプロパティはないため、併記して保持します。',
  ],
  'misp-galaxy': [
    'STIX has no object for clusters of this galaxy; it is in an object of MISP’s own kind.',
    'このギャラクシーに当たるSTIXオブジェクトはないため、MISP独自のオブジェクトとして保持します。',
  ],
  'misp-sighting': [
    'STIX cannot say that something expires at a sighting; it is kept beside it.',
    '目撃による失効はSTIXで表せないため、併記して保持します。',
  ],
  'misp-proposal': [
    'STIX has no proposals; they are kept beside it.',
    '変更提案はSTIXで表せないため、併記して保持します。',
  ],
  'misp-reference': [
    'The reference leads to something that is not in the document.',
    '参照先がこの文書の中にありません。',
  ],
  'misp-deleted': [
    'Deleted in MISP: it is kept beside the event, and in no object of its own.',
    'MISPで削除済みです。イベントに併記して保持し、個別のオブジェクトにはしません。',
  ],
} as const

export type MispLosses = LossReport<typeof MISP_LOSSES>

export function mispLosses(): MispLosses {
  return new LossReport(MISP_LOSSES)
}

/** What STIX says and a MISP event cannot. */
export const STIX_LOSSES = {
  'stix-object': [
    'MISP has nothing for an object of this type; it was left out.',
    'この型のオブジェクトに当たるものがMISPにないため、書き出しません。',
  ],
  'stix-property': [
    'MISP has nothing for this property; it was left out.',
    'このプロパティに当たるものがMISPにないため、書き出しません。',
  ],
  'stix-reference': [
    'The relationship leads to something that is not in the event; it was left out.',
    '関係の相手がイベントの中にないため、書き出しません。',
  ],
  'stix-marking': [
    'MISP has no tag for this marking; the event is for your organisation only.',
    'このマーキングに当たるタグがMISPにないため、イベントの配布範囲を自組織のみとしました。',
  ],
  'stix-source-differs': [
    'The object was changed after it came from MISP: it is written anew from what STIX says.',
    'MISPから取り込んだ後に変更されています。STIXの内容から書き直しました。',
  ],
  'stix-too-many': [
    'There are more objects than one event takes; the rest was left out.',
    '1つのイベントに書き出せる件数を超えた分は、書き出しません。',
  ],
} as const

export type StixLosses = LossReport<typeof STIX_LOSSES>

export function stixLosses(): StixLosses {
  return new LossReport(STIX_LOSSES)
}
