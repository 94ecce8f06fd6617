/*
 * Where lines of Japanese and English text end (行分割). Between ideographs and kana a line may end anywhere but for what is forbidden
 * (禁則処理, JIS X 4051 §8.1): no line begins with a closing mark, a small kana or a prolonged sound mark, none ends with an opening
 * bracket, and pairs such as …… stay together. Latin words, numbers and values such as addresses end at spaces; what is longer than a
 * line is cut where it must be, so that nothing runs over the edge. Pure: widths come from whoever draws.
 */

/** Letters that are drawn alike. */
export interface Run<Style> {
  readonly text: string
  readonly style: Style
}

/** 行頭禁則: closing brackets, commas and stops, middle dots, sound marks, iteration marks, small kana. */
const NOT_FIRST = new Set(
  '、。，．,.・：；:;？！?!‼⁇⁈⁉゛゜´｀¨＾ヽヾゝゞ々〻ー～〜‐゠–—%％‰℃℉′″”’）〕］｝〉》」』】〙〗〟｠»)]}｣､｡･ﾞﾟｰぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ',
)
/** 行末禁則: opening brackets, and signs that stand before their number. */
const NOT_LAST = new Set('“‘（〔［｛〈《「『【〘〖〝｟«([{｢￥＄£＃№')
/** 分離禁止: two of these stay together. */
const INSEPARABLE = new Set('—…‥―')

const CJK =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u30FF\uFF00-\uFFEF]/u

/** Whether a line may end between two neighbouring letters. */
export function mayBreak(before: string, after: string): boolean {
  if (after === ' ') return false // it ends the line before and is not seen there
  if (NOT_FIRST.has(after) || NOT_LAST.has(before)) return false
  if (before === after && INSEPARABLE.has(after)) return false
  if (before === ' ' || before === '\u3000') return true
  return CJK.test(before) || CJK.test(after) || before === '-' || before === '/'
}

interface Letter<Style> {
  readonly text: string
  readonly style: Style
  readonly width: number
}

/**
 * Lines no wider than `most`; a line feed in a text ends its line. Spaces at the end of a line are dropped.
 * @param widthOf the width of one letter (a code point) in a style, in the unit of `most`
 */
export function linesOf<Style>(
  runs: readonly Run<Style>[],
  widthOf: (letter: string, style: Style) => number,
  most: number,
): Run<Style>[][] {
  const lines: Run<Style>[][] = []
  let line: Letter<Style>[] = []
  let width = 0
  const end = (count: number): void => {
    const rest = line.slice(count)
    lines.push(joined(line.slice(0, count)))
    line = rest[0]?.text === ' ' ? rest.slice(1) : rest
    width = line.reduce((sum, letter) => sum + letter.width, 0)
  }
  for (const { text, style } of runs)
    for (const letter of text) {
      if (letter === '\n') {
        end(line.length)
        continue
      }
      const next = { text: letter, style, width: widthOf(letter, style) }
      // A space that does not fit hangs at the end, unseen.
      while (line.length > 0 && letter !== ' ' && width + next.width > most) end(lastPlaceToEnd(line, letter))
      line.push(next)
      width += next.width
    }
  if (line.length > 0 || lines.length === 0) end(line.length)
  return lines
}

/** How many letters of a full line stay when `next` does not fit: up to the last allowed place, or all where there is none (追い出し). */
function lastPlaceToEnd<Style>(line: readonly Letter<Style>[], next: string): number {
  for (let count = line.length; count > 0; count -= 1)
    if (mayBreak(line[count - 1].text, line[count]?.text ?? next)) return count
  return line.length
}

/** Neighbours of one style as one run again. */
function joined<Style>(letters: readonly Letter<Style>[]): Run<Style>[] {
  let seen = letters.length
  while (seen > 0 && letters[seen - 1].text === ' ') seen -= 1
  const runs: { text: string; style: Style }[] = []
  for (const { text, style } of letters.slice(0, seen)) {
    const last = runs.at(-1)
    if (last && last.style === style) last.text += text
    else runs.push({ text, style })
  }
  return runs
}
