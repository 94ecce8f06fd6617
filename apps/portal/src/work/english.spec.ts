import type { Product, TornFragment } from '../api/types.ts'
import { formOf, inputOf, newEdition, newForm, newFragment, type EditionForm, type ProductForm } from './draft.ts'
import { digestsFor, isOutOfDate, newEnglishFragment, tallyOf } from './english.ts'
import { derivedEdition } from './ladder.ts'

const english = (text: string, madeFrom: string | null, digest: string | null = null) => ({
  ...newEnglishFragment(),
  ...{ text, madeFrom, digest },
})
const fragment = (text: string, own: ReturnType<typeof english> | null = null) => ({
  ...newFragment(),
  text,
  english: own,
})
const edition = (more: Partial<EditionForm>): EditionForm => ({
  ...newEdition(),
  title: '題',
  summary: '概要',
  ...more,
})
const form = (...editions: EditionForm[]): ProductForm => ({ ...newForm(), editions })
const sent = async (one: ProductForm) => inputOf(one, await digestsFor(one)).editions[0]

describe('English in the form of a draft', () => {
  it('is out of date when the Japanese is another than it was made from', () => {
    expect(isOutOfDate(english('A', '甲'), '甲 ')).toBe(false)
    expect(isOutOfDate(english('A', '甲'), '乙')).toBe(true)
    expect(isOutOfDate(english('A', null, 'ab'), '甲')).toBe(true)
    expect(isOutOfDate(english(' ', null), '甲')).toBe(false)
    const mixed = edition({
      titleEn: { text: 'T', madeFrom: '前の題', digest: null },
      fragments: [fragment('甲', english('A', '甲')), fragment('乙')],
    })
    expect(tallyOf(mixed)).toEqual({ all: 4, done: 2, late: 1 })
  })

  it('is sent after all originals, as restricted as its own, and without a digest where it is in step', async () => {
    const own = { ...fragment('甲', english('A', '甲')), containsSecret: true, originator: '銀行' }
    const fragments =
      (await sent(form(edition({ fragments: [own, fragment('乙', english('  ', null))] }))))?.fragments ?? []
    expect(
      fragments.map(({ text, language, containsSecret, originator }) => [text, language, containsSecret, originator]),
    ).toEqual([
      ['甲', 'ja', true, '銀行'],
      ['乙', 'ja', false, null],
      ['A', 'en', true, null],
    ])
    expect(fragments[2]).toMatchObject({ translationOf: own.key, translatedDigest: null, key: own.english?.key })
  })

  it('names the very text that it was made from where that changed since', async () => {
    const changed = edition({
      titleEn: { text: 'T', madeFrom: 'abc', digest: null },
      summaryEn: { text: 'S', madeFrom: null, digest: 'as stored' },
      fragments: [fragment('乙', english('A', 'abc '))],
    })
    const one = await sent(form(changed))
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' // FIPS 180-4, example 1
    expect(one?.titleEn).toEqual({ text: 'T', translatedDigest: abc })
    expect(one?.summaryEn).toEqual({ text: 'S', translatedDigest: 'as stored' })
    expect(one?.fragments[1]?.translatedDigest).toBe(abc)
  })

  it('comes back beside its original, knowing what it was made from only while it is in step', () => {
    const stored = (key: string, more: object) => ({
      ...newFragment(),
      key,
      language: 'ja',
      translationOf: null,
      translatedDigest: null,
      outOfDate: false,
      ...more,
    })
    // Of a product, only this matters here.
    const product = {
      editions: [
        {
          ...{
            title: '題',
            summary: '概要',
            requiredRank: 0,
            titleEn: { text: 'T', translatedDigest: 'd', outOfDate: true },
            summaryEn: null,
          },
          fragments: [
            stored('2', { text: 'A', language: 'en', translationOf: '1', translatedDigest: 'x' }),
            stored('1', { text: '甲' }),
            stored('3', { text: '乙' }),
            stored('4', { text: 'B', language: 'en', translationOf: '3', translatedDigest: 'y', outOfDate: true }),
          ],
        },
      ],
    } as unknown as Product
    const [first] = formOf(product).editions
    expect(first?.titleEn).toEqual({ text: 'T', madeFrom: null, digest: 'd' })
    expect(first?.fragments.map(({ key, english }) => [key, english?.key, english?.madeFrom, english?.digest])).toEqual(
      [
        ['1', '2', '甲', 'x'],
        ['3', '4', null, 'y'],
      ],
    )
  })

  it('goes down the ladder with a text that stays, and with no other', () => {
    const [kept, late, goes] = [
      fragment('甲', english('A', '甲')),
      fragment('乙', english('B', '前')),
      { ...fragment('丙', english('C', '丙')), containsSecret: true },
    ]
    const line = (key = '', isTorn = false): TornFragment => ({
      key,
      reasons: isTorn ? [{ code: 'SECRET', detail: null }] : [],
      objects: [],
    })
    const above = edition({ titleEn: { text: 'T', madeFrom: '題', digest: null }, fragments: [kept, late, goes] })
    const lines = [
      line(kept.key),
      line(kept.english?.key),
      line(late.key),
      line(late.english?.key),
      line(goes.key, true),
      line(goes.english?.key, true),
    ]
    const below = derivedEdition(above, 'NOTICE', lines)
    expect(below.titleEn).toBeNull()
    expect(below.fragments.map(({ english }) => english?.text)).toEqual(['A', 'B', undefined])
    expect(below.fragments.map(({ text, english }) => isOutOfDate(english, text))).toEqual([false, true, false])
    expect(below.fragments[0]?.english).toMatchObject({ derivedFrom: kept.english?.key })
    expect(below.fragments[0]?.english?.key).not.toBe(kept.english?.key)
    expect(inputOf(form(above, below)).editions[1]?.fragments.map(({ derivedFrom }) => derivedFrom)).toEqual([
      ...[kept.key, late.key, goes.key],
      ...[kept.english?.key, late.english?.key],
    ])
    // Not judged by the hub: it goes.
    expect(derivedEdition(above, 'NOTICE', [line(kept.key)]).fragments[0]?.english).toBeNull()
  })
})
