import { LossReport } from './conversion.ts'
import { recordsOf, textOf, type Draft, type Properties } from './misp-words.ts'

/** What STIX says and CSAF cannot. */
const OUT_LOSSES = {
  'csaf-no-word': [
    'CSAF has nothing for an object of this type; it was left out.',
    'この型のオブジェクトに当たるものがCSAFにないため、書き出しません。',
  ],
  'csaf-no-product': [
    'CSAF asks for the products that it is about, and none is known; it was left out.',
    'CSAFで必要な対象製品が分からないため、書き出しません。',
  ],
  'csaf-no-score': [
    'This version of CSAF has no place for this score; it was left out.',
    'このバージョンのCSAFにこの評価値を書く場所がないため、書き出しません。',
  ],
  'csaf-cwe': [
    'A weakness (CWE) without the name or the version that CSAF asks for, or one too many for it, was left out.',
    'CSAFで必要な名称・バージョンが分からないか、1件しか書けないため、脆弱性タイプ（CWE）を書き出しません。',
  ],
  'csaf-revoked': ['Its sender revoked it; it was left out.', '提供元が失効させたオブジェクトのため、書き出しません。'],
  'csaf-other-version': [
    'The advisory that this came from is of another version of CSAF, or not valid: its products and vulnerabilities were told from STIX alone.',
    '元のアドバイザリのCSAFバージョンが異なるか、規則に合わないため、製品と脆弱性はSTIXの内容だけから書き出しました。',
  ],
  'csaf-tlp-stricter': [
    'An object or advisory in it carries a stricter TLP label than the edition: the document has the stricter one.',
    '含まれるオブジェクトまたはアドバイザリのTLPが版のものより厳しいため、文書には厳しいほうを付けました。',
  ],
  'csaf-tlp': [
    'CSAF 2.0 knows TLP 1: AMBER+STRICT became RED, which lets nobody see more.',
    'CSAF 2.0はTLP 1のみのため、AMBER+STRICTをより狭いREDとして書き出しました。',
  ],
} as const

export type OutLosses = LossReport<typeof OUT_LOSSES>

export function outLosses(): OutLosses {
  return new LossReport(OUT_LOSSES)
}

/** Links of an object, for people. */
export function referencesOf(object: Properties): Draft[] {
  return recordsOf(object['external_references']).flatMap(reference => {
    const url = textOf(reference['url'])
    if (!url) return []
    return [
      {
        category: 'external',
        summary: textOf(reference['description']) || textOf(reference['source_name']) || url,
        url,
      },
    ]
  })
}
