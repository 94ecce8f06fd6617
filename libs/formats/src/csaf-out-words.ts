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
    'CSAF 2.0 has no place for this score; it was left out.',
    'CSAF 2.0にこの評価値を書く場所がないため、書き出しません。',
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
    if (url === undefined) return []
    return [
      {
        category: 'external',
        summary: textOf(reference['description']) ?? textOf(reference['source_name']) ?? url,
        url,
      },
    ]
  })
}
