import { bodyOf, computeEdition, productInput, type EditionInput } from './product.ts'
import { sha256Hex } from './signing.ts'
import { allTexts, outOfDateKeys, requireTexts, textsOf } from './texts.ts'

const key = (digit: number) => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`
const own = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }
const original = { key: key(1), text: '遮断してください。', ...own }
const english = { key: key(2), text: 'Please block it.', language: 'en', translationOf: key(1), ...own }
const audience = { everyone: true }

const read = (...editions: object[]): EditionInput[] =>
  productInput.parse({
    ...{ title: '仮題', kind: 'BULLETIN', severity: 'LOW', urgency: 'ROUTINE' },
    editions: editions.map(edition => ({ title: '題', summary: '概要', audience, ...edition })),
  }).editions
const computed = (...fragments: object[]) => {
  const editions = read({ fragments })
  requireTexts(editions)
  return computeEdition(editions[0])
}
const faultOf = (...editions: object[]) => {
  try {
    requireTexts(read(...editions))
    return null
  } catch (error) {
    const { reason, field } = error as { reason: string; field: string } // a HubError
    return [reason, field]
  }
}

describe('the texts of an edition', () => {
  it.each([
    [
      'English of nothing',
      [original, { ...english, translationOf: undefined }],
      ['NOT_A_TRANSLATION', 'editions[0].fragments[1].language'],
    ],
    [
      'Japanese of something',
      [original, { ...english, language: 'ja' }],
      ['NOT_A_TRANSLATION', 'editions[0].fragments[1].language'],
    ],
    [
      'a translation of nothing',
      [original, { ...english, translationOf: key(9) }],
      ['TRANSLATION_OF_NOTHING', 'editions[0].fragments[1].translationOf'],
    ],
    [
      'a translation of a translation',
      [original, english, { ...english, key: key(3), translationOf: key(2) }],
      ['TRANSLATION_OF_TRANSLATION', 'editions[0].fragments[2].translationOf'],
    ],
    [
      'a translation of itself',
      [original, { ...english, translationOf: key(2) }],
      ['TRANSLATION_OF_TRANSLATION', 'editions[0].fragments[1].translationOf'],
    ],
    [
      'a second translation',
      [original, english, { ...english, key: key(3) }],
      ['TRANSLATED_TWICE', 'editions[0].fragments[2].translationOf'],
    ],
    [
      'a translation of another originator',
      [original, { ...english, originator: '某社', consentedTiers: ['MEMBER'] }],
      ['OTHER_ORIGINATOR', 'editions[0].fragments[1].originator'],
    ],
    ['an edition for executives alone', [{ ...original, part: 'INTENT' }], ['NO_ANALYSIS', 'editions[0].fragments']],
  ])('are refused with %s', (_, fragments, fault) => {
    expect(faultOf({ fragments })).toEqual(fault)
  })

  it('are refused with a translation of a text in another edition, and taken in any order', () => {
    const other = {
      fragments: [
        { ...original, key: key(5) },
        { ...english, translationOf: key(1) },
      ],
    }
    expect(faultOf({ fragments: [original] }, other)).toEqual([
      'TRANSLATION_ELSEWHERE',
      'editions[1].fragments[1].translationOf',
    ])
    expect(faultOf({ fragments: [english, original] })).toBeNull()
  })

  it('are in English as restricted as in Japanese, and from the same originator', () => {
    const secret = { ...original, containsSecret: true, originator: '某社', consentedTiers: ['GOVERNMENT', 'MEMBER'] }
    const { fragments, category } = computed(secret, english, { ...original, key: key(4) })
    expect(category).toBe('PROVISION')
    expect(fragments[1]).toMatchObject({
      containsSecret: true,
      originator: '某社',
      consentedTiers: ['GOVERNMENT', 'MEMBER'],
    })
    // More restricted is allowed, wider is not.
    const narrower = { ...english, identifiesPerson: true, originator: '某社', consentedTiers: ['MEMBER', 'PUBLIC'] }
    expect(computed(secret, narrower).fragments[1]).toMatchObject({
      identifiesPerson: true,
      consentedTiers: ['MEMBER'],
    })
    expect(computed(secret, narrower).category).toBe('COMPREHENSIVE')
    // And of the same part.
    expect(
      computed(original, { ...original, key: key(5), part: 'INTENT' }, { ...english, translationOf: key(5) })
        .fragments[2].part,
    ).toBe('INTENT')
  })

  it('are out of date in English once the Japanese changed, whatever anybody says', () => {
    const now = computed(original, english)
    expect(now.fragments[1].translatedDigest).toBe(sha256Hex(original.text))
    expect([...outOfDateKeys(now)]).toEqual([])
    const changed = computed(
      { ...original, text: '遮断は不要です。' },
      { ...english, translatedDigest: sha256Hex(original.text) },
    )
    expect([...outOfDateKeys(changed)]).toEqual([key(2)])
    expect(allTexts(changed).at(-1)).toEqual({
      part: 'ANALYSIS',
      ja: '遮断は不要です。',
      en: 'Please block it.',
      outOfDate: true,
    })
  })

  it('are the same of title and summary', () => {
    const [edition] = read({
      fragments: [original],
      titleEn: { text: 'Title' },
      summaryEn: { text: 'Summary', translatedDigest: sha256Hex('前の概要') },
    })
    expect(allTexts(computeEdition(edition)).slice(0, 2)).toEqual([
      { part: 'TITLE', ja: '題', en: 'Title', outOfDate: false },
      { part: 'SUMMARY', ja: '概要', en: 'Summary', outOfDate: true },
    ])
  })

  it('are released in the order in which they are read, and the body stays the Japanese for analysts', () => {
    const part = (digit: number, name: string, text: string) => ({ ...original, key: key(digit), part: name, text })
    const draft = computed(
      part(5, 'DECISION', '決'),
      original,
      part(6, 'BACKGROUND', '背'),
      part(7, 'INTENT', '意'),
      english,
      { ...original, key: key(8), text: '二' },
    )
    expect(bodyOf(draft)).toBe('遮断してください。\n\n二')
    expect(textsOf(draft).map(({ part, ja, en }) => [part, ja, en])).toEqual([
      ...[
        ['TITLE', '題', null],
        ['SUMMARY', '概要', null],
        ['ANALYSIS', '遮断してください。', 'Please block it.'],
        ['ANALYSIS', '二', null],
      ],
      ...[
        ['BACKGROUND', '背', null],
        ['INTENT', '意', null],
        ['DECISION', '決', null],
      ],
    ])
  })

  it('are none besides the body, where there is only that', () => {
    expect(textsOf(computed(original))).toEqual([])
  })
})
