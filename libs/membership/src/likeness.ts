/*
 * Names that people would take for each other (WB-4; Unicode TR 36, TR 39). `likenessOf` writes a name as the eye reads it:
 * two names with the same likeness are not told apart in a list. The table holds what looks alike in the fonts of our
 * readers: Cyrillic and Greek letters like Latin ones, kanji like kana, small kana like large ones, digits like letters.
 * Accents are kept, since a name with one is another name.
 */
import { invalid } from './membership.errors.ts'

/** What nobody sees: controls, formats (bidirectional and zero width among them), fillers, halves of characters. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/u
/** Says only which shape of a kanji is meant, which no reader can be expected to see. */
const VARIATION = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu

// Each line: the letters that look like others, and below each the other.
const ALIKE: readonly (readonly [letters: string, like: string])[] = [
  ['АВЕЅІЈКМНОРСТУХԚԜЗб', 'ABESIJKMHOPCTYXQW36'],
  ['авеѕіјкмнорстухԁԛԝһӏԍг', 'abesijkmhopctyxdqwhlgr'],
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ['αβεικνορστυχγ', 'abeikvopotuxy'],
  ['ıɑɡƖ', 'iagl'],
  ['0Il1|', 'oiiii'],
  ['一—–―‐−─-', 'ーーーーーーーー'],
  ['二八力口囗工夕卜千干匕又厶丿士入曰', 'ニハカロロエタトチチヒヌムノ土人日'],
  ['へべぺり', 'ヘベペリ'],
  ['ァィゥェォッャュョヮヵヶ', 'アイウエオツヤユヨワカケ'],
  ['ぁぃぅぇぉっゃゅょゎ', 'あいうえおつやゆよわ'],
]
const LIKE = new Map(ALIKE.flatMap(([letters, like]) => [...letters].map((letter, at) => [letter, [...like][at]])))

/** A name as the eye reads it, for comparison only. */
export function likenessOf(name: string): string {
  const plain = name
    .normalize('NFKC')
    .replace(VARIATION, '')
    .replace(/[\s・·.,]/gu, '')
  return [...plain]
    .map(letter => LIKE.get(letter) ?? letter)
    .join('')
    .toLowerCase()
    .replaceAll('l', 'i')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
}

/** @throws HubError INVALID_INPUT naming the first of these fields that holds a character nobody sees */
export function assertSeen(texts: Readonly<Record<string, string | null>>): void {
  for (const [field, text] of Object.entries(texts)) {
    const hidden = HIDDEN.exec(text ?? '')?.[0].codePointAt(0)
    if (hidden === undefined) continue
    const code = `U+${hidden.toString(16).toUpperCase().padStart(4, '0')}`
    throw invalid(
      field,
      'HIDDEN_CHARACTER',
      `Holds a control, bidirectional or invisible character (${code}), which a name must not.`,
      `名称には使えない制御文字・双方向制御文字・不可視文字（${code}）が含まれています。`,
    )
  }
}

/** What of an organisation is compared. */
export interface Named {
  readonly name: string
  readonly nameEn: string
  readonly prefecture: string | null
}

/** The names that organisations have already, by their likeness. */
export class TakenNames {
  readonly #names = new Map<string, Named[]>()
  readonly #englishNames = new Map<string, string>()

  constructor(taken: readonly Named[] = []) {
    for (const named of taken) this.add(named)
  }

  add(named: Named): void {
    const likeness = likenessOf(named.name)
    this.#names.set(likeness, [...(this.#names.get(likeness) ?? []), named])
    this.#englishNames.set(likenessOf(named.nameEn), named.nameEn)
  }

  /**
   * Refuses a name that readers would take for that of another organisation. Towns of the same name in two prefectures are
   * no deception, as long as it is written alike; English names repeat as the Japanese ones do.
   * @throws HubError INVALID_INPUT naming the field
   */
  assertFree(request: Named, place = ''): void {
    const taken = this.#names.get(likenessOf(request.name))?.find(other => !areNamesakes(request, other))
    if (taken) throw confusable(`${place}name`, taken.name)
    const english = this.#englishNames.get(likenessOf(request.nameEn))
    if (english !== undefined && english !== request.nameEn) throw confusable(`${place}nameEn`, english)
  }
}

const areNamesakes = (one: Named, other: Named): boolean =>
  one.name === other.name && one.prefecture !== null && other.prefecture !== null && one.prefecture !== other.prefecture

const confusable = (field: string, other: string) =>
  invalid(
    field,
    'NAME_CONFUSABLE',
    `Reads like the name of an organisation that is there already (${other}). Write it so that people can tell them apart.`,
    `登録済みの組織「${other}」と見分けがつきません。区別できる名称にしてください。`,
  )
