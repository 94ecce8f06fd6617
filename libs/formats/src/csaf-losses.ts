import { LossReport } from './conversion.ts'

/** What a CSAF document and STIX cannot say alike. The first group is left out; of the others, the document is restored exactly. */
export const CSAF_LOSSES = {
  'csaf-too-deep': ['Nested too deeply; it was left out.', '入れ子が深すぎるため、取り込みません。'],
  'csaf-too-many': [
    'There are more of these than are read from one document; the rest was left out.',
    '1つの文書から読み取る件数の上限を超えた分は、取り込みません。',
  ],
  'csaf-too-large': [
    'Too large for one object; it was left out.',
    '1つのオブジェクトには大きすぎるため、取り込みません。',
  ],
  'csaf-unstorable': [
    'A text with NUL or half a surrogate pair, a number beyond ±(2^53−1) or a forbidden name cannot be stored; it was left out.',
    'NUL文字・不完全なサロゲート・±(2^53−1)を超える数・禁止された名前は保存できないため、取り込みません。',
  ],
  'csaf-not-valid': [
    'What became of it would not be valid STIX 2.1; it was left out.',
    'STIX 2.1として正しい形にならないため、取り込みません。',
  ],

  'csaf-kept': [
    'STIX has no word for it; it is kept beside the object and comes back unchanged.',
    'STIXに当たる語がないため、オブジェクトに併記して保持し、CSAFに戻すとき復元します。',
  ],
  'csaf-cpe': ['Not a CPE name; the software has none.', 'CPE名として正しくないため、ソフトウェアには記載しません。'],
} as const

export type CsafLosses = LossReport<typeof CSAF_LOSSES>

export function csafLosses(): CsafLosses {
  return new LossReport(CSAF_LOSSES)
}
