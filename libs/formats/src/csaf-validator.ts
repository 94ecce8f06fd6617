import { CSAF_DEPTH, isCsaf, readCsafStructure, type CsafDocument } from './csaf-document.ts'
import { findingsOf } from './csaf-tests.ts'
import { SENTENCES_OF_2_1 } from './csaf-sentences-2-1.ts'
import { admitForeign } from './foreign.ts'
import { refused, type Fault, type Reading } from './fault.ts'

/** What each mandatory test says, in English and Japanese. */
const SENTENCES: Readonly<Record<string, readonly [string, string]>> = {
  '6.1.1': ['This product id is defined nowhere.', 'この製品IDは定義されていません。'],
  '6.1.2': ['This product id is defined twice.', 'この製品IDは2回定義されています。'],
  '6.1.3': ['This product is defined by way of itself.', 'この製品の定義は循環しています。'],
  '6.1.4': ['This group id is defined nowhere.', 'この製品グループIDは定義されていません。'],
  '6.1.5': ['This group id is defined twice.', 'この製品グループIDは2回定義されています。'],
  '6.1.6': ['The status of this product contradicts another one.', 'この製品の状況が、他の記載と矛盾しています。'],
  '6.1.7': ['This product has two scores of one CVSS version.', 'この製品に、同じCVSSバージョンの評価が2つあります。'],
  '6.1.8': ['The CVSS vector is not valid.', 'CVSSベクトルが正しくありません。'],
  '6.1.9': [
    'Version, score or severity are not what the CVSS vector comes to.',
    'バージョン・評価値・深刻度のいずれかが、CVSSベクトルの計算結果と異なります。',
  ],
  '6.1.10': ['A property contradicts the CVSS vector.', 'CVSSの項目が、CVSSベクトルと矛盾しています。'],
  '6.1.12': ['Not a language tag.', '言語タグとして正しくありません。'],
  '6.1.13': ['Not a package URL.', 'パッケージURL（purl）として正しくありません。'],
  '6.1.14': ['Sorted by date, the revisions are not in order.', '日付順に並べると、改訂番号が順番どおりになりません。'],
  '6.1.15': ['A translator must name the source language.', '翻訳者が発行する文書には、原文の言語が必要です。'],
  '6.1.16': ['The version is not that of the latest revision.', 'バージョンが最新の改訂番号と異なります。'],
  '6.1.17': ['A version before the first release must be a draft.', '初版より前のバージョンの状態は、draftです。'],
  '6.1.18': [
    'A released document has no revisions before the first.',
    '公開済みの文書に、初版より前の改訂は記載できません。',
  ],
  '6.1.19': ['A revision must not be a pre-release.', '改訂履歴に、プレリリース版は記載できません。'],
  '6.1.20': [
    'A document that is no draft must not be a pre-release.',
    'draft以外の文書のバージョンに、プレリリース版は使えません。',
  ],
  '6.1.21': ['A revision is missing in the history.', '改訂履歴に抜けがあります。'],
  '6.1.22': ['This revision is there twice.', 'この改訂番号は2回記載されています。'],
  '6.1.23': ['This CVE is there twice.', 'このCVEは2回記載されています。'],
  '6.1.24': ['This party is involved twice on one date.', '同じ日付に、同じ関係者が2回記載されています。'],
  '6.1.25': ['This hash algorithm is there twice.', '同じハッシュアルゴリズムが2回記載されています。'],
  '6.1.26': [
    'This category is too like the name of a profile.',
    'カテゴリーの名称が、プロファイル名と紛らわしいです。',
  ],
  '6.1.27': ['The profile of this category asks for it.', 'このカテゴリーのプロファイルで必須の項目です。'],
  '6.1.28': ['A translation cannot have the language of its source.', '翻訳の言語が原文の言語と同じです。'],
  '6.1.29': ['A remediation must name its products or groups.', '対策には、対象の製品または製品グループが必要です。'],
  '6.1.30': [
    'Integers and semantic versions must not be mixed.',
    '整数のバージョンとセマンティックバージョンが混在しています。',
  ],
  '6.1.31': [
    'A product version must not name a range of versions.',
    '製品バージョン（product_version）に、バージョンの範囲は記載できません。',
  ],
  '6.1.32': ['A flag must name its products or groups.', 'フラグには、対象の製品または製品グループが必要です。'],
  '6.1.33': ['This product is in more than one flag.', 'この製品は、複数のフラグに記載されています。'],
  ...SENTENCES_OF_2_1,
}

/** Faults of one document that are told; more are of no use. */
const MOST_FAULTS = 200

/** What is wrong with a document whose structure is right: the mandatory tests of §6.1. */
export function csafFaults(document: CsafDocument): Fault[] {
  return findingsOf(document)
    .slice(0, MOST_FAULTS)
    .map(({ test, path }) => {
      const [message, messageJa] = SENTENCES[test] ?? ['', '']
      return {
        rule: `csaf-${test}`,
        path,
        section: `CSAF ${document.document.csaf_version} §${test}`,
        message,
        messageJa,
      }
    })
}

/** Reads a CSAF 2.0 or 2.1 document that is valid: right in its structure, and passing the mandatory tests. Never throws. */
export function readCsaf(value: unknown): Reading<CsafDocument> {
  if (!isCsaf(value)) return refused('csaf-document', 'CSAF §3.2', 'Not a CSAF document.', 'CSAF文書ではありません。')
  const beyond: string[] = []
  const admitted = admitForeign(value, (_, path) => beyond.push(path), { depth: CSAF_DEPTH })
  if (beyond.length > 0)
    return refused(
      'csaf-limit',
      'CSAF §3.2',
      'Too deep, too large, or not storable.',
      '深すぎるか、大きすぎるか、保存できない内容です。',
      beyond[0],
    )
  const read = readCsafStructure(admitted)
  if (!read.ok) return read
  const faults = csafFaults(read.value)
  return faults.length === 0 ? read : { ok: false, faults }
}
