import { HubError } from '@noroshi/errors'
import { demoCouncil } from './demo-council.ts'
import { assertSeen, likenessOf, TakenNames, type Named } from './likeness.ts'

const named = (name: string, nameEn = name, prefecture: string | null = null) => ({ name, nameEn, prefecture })
const assertDistinct = (request: Named, others: readonly Named[]) => new TakenNames(others).assertFree(request)
const refusal = (act: () => void): Partial<HubError> | null => {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof HubError) return error
    throw error
  }
}

describe('two names that people would take for each other', () => {
  it.each([
    ['Noroshi Power', 'Nоrоshi Роwеr', 'Cyrillic'],
    ['HOKUTO BANK', 'ΗΟΚUΤΟ ΒΑΝΚ', 'Greek capitals'],
    ['ISAC Japan', 'lSAC Japan', 'a small L for a capital I'],
    ['Core 10', 'C0re lO', 'digits for letters'],
    ['Modern Gas', 'Modem Gas', 'rn for m'],
    ['ＮＯＲＯＳＨＩ', 'noroshi', 'full width and case'],
    ['ｷﾔﾉﾝ電機', 'キャノン電機', 'half width and small kana'],
    ['第一電力', '第ー電力', 'a long vowel for the kanji of one'],
    ['カロエ業', '力口工業', 'kanji for kana'],
    ['へいわ銀行', 'ヘいわ銀行', 'katakana for hiragana'],
    ['富士電力', '富土電力', 'earth for samurai'],
    ['東雲 電力', '東雲電力', 'a space'],
    ['葛\u{E0100}城市', '葛城市', 'a variant of the same kanji'],
    ['が', 'か\u3099', 'a composed mark'],
  ])('%s and %s are alike (%s… %s)', (one, other) => {
    expect(likenessOf(one)).toBe(likenessOf(other))
    expect(refusal(() => assertDistinct(named(one), [named(other)]))).toMatchObject({
      code: 'INVALID_INPUT',
      reason: 'NAME_CONFUSABLE',
      field: 'name',
      messageJa: expect.stringContaining('見分けがつきません'),
    })
  })

  it.each([
    ['東雲市', '東雲町'],
    ['第一銀行', '第二銀行'],
    ['暁電力', '曉電力'],
    ['かき', 'がき'],
    ['Resume', 'Résumé'],
    ['Москва', 'Moscow'],
  ])('%s and %s are not', (one, other) => {
    expect(likenessOf(one)).not.toBe(likenessOf(other))
    expect(refusal(() => assertDistinct(named(one), [named(other)]))).toBeNull()
  })

  it('may be the same in two prefectures, written alike', () => {
    const fuchu = (name: string, prefecture: string | null) => named(name, 'Fuchu City', prefecture)
    expect(refusal(() => assertDistinct(fuchu('府中市', '広島県'), [fuchu('府中市', '東京都')]))).toBeNull()
    expect(refusal(() => assertDistinct(fuchu('府中市', '東京都'), [fuchu('府中市', '東京都')]))?.field).toBe('name')
    expect(refusal(() => assertDistinct(fuchu('府中市', null), [fuchu('府中市', '東京都')]))?.field).toBe('name')
    expect(refusal(() => assertDistinct(fuchu('府 中市', '広島県'), [fuchu('府中市', '東京都')]))?.field).toBe('name')
  })

  it('are refused in English too, unless they are the very same', () => {
    expect(refusal(() => assertDistinct(named('甲', 'Nоroshi'), [named('乙', 'Noroshi')]))?.field).toBe('nameEn')
    expect(refusal(() => assertDistinct(named('甲', 'Noroshi'), [named('乙', 'Noroshi')]))).toBeNull()
  })

  it('are not among the organisations that we show the hub with', () => {
    const { organisations } = demoCouncil(new Date('2026-10-01T00:00:00Z')).council
    const taken = new TakenNames()
    for (const organisation of organisations) {
      taken.assertFree(organisation)
      taken.add(organisation)
    }
    expect(organisations.length).toBeGreaterThan(20)
  })
})

describe('a character that nobody sees', () => {
  const HIDDEN = [0x00, 0x07, 0x0a, 0x7f, 0x85, 0xad, 0x61c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0x3164, 0xfeff, 0xfff9, 0xe0041] // prettier-ignore

  it('is refused in a name, by its number, in two languages', () => {
    for (const code of HIDDEN) {
      const written = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
      const error = refusal(() => assertSeen({ name: '暁', nameEn: `Dawn${String.fromCodePoint(code)} Power` }))
      expect([written, error?.field, error?.reason]).toEqual([written, 'nameEn', 'HIDDEN_CHARACTER'])
      expect(error?.message).toContain(written)
      expect(error?.messageJa).toContain(written)
    }
  })

  it('is not what a kanji’s variant, an accent or a wide space is', () => {
    expect(refusal(() => assertSeen({ name: '葛\u{E0100}城　市', nameEn: 'Café', prefecture: null }))).toBeNull()
  })
})
