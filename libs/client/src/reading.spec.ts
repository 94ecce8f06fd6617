import { readingOf, type EditionText } from './reading.ts'

const text = (part: EditionText['part'], ja: string, en: string | null = null, outOfDate = false): EditionText => ({
  part,
  ja,
  en,
  outOfDate,
})
const words = { title: '題', summary: '概要', body: '甲\n\n乙' }
const full = {
  ...words,
  texts: [
    ...[
      text('TITLE', '題', 'Title'),
      text('SUMMARY', '概要'),
      text('ANALYSIS', '甲', 'A', true),
      text('ANALYSIS', '乙'),
    ],
    ...[text('BACKGROUND', '背', 'Back'), text('DECISION', '決')],
  ],
}
const shown = (reading: ReturnType<typeof readingOf>) =>
  [reading.title, reading.summary, ...reading.sections].map(({ text, note }) =>
    note === null ? text : `${text} ${note}`,
  )

describe('an edition', () => {
  it('is read by analysts and by executives', () => {
    expect(shown(readingOf(full, 'ANALYST', 'ja'))).toEqual(['題', '概要', '甲', '乙'])
    expect(shown(readingOf(full, 'EXECUTIVE', 'ja'))).toEqual(['題', '概要', '背', '決'])
  })

  it('is read in English, and says of each text whether it is not translated or out of date', () => {
    expect(shown(readingOf(full, 'ANALYST', 'en'))).toEqual([
      'Title',
      '概要 UNTRANSLATED',
      'A OUT_OF_DATE',
      '乙 UNTRANSLATED',
    ])
    expect(shown(readingOf(full, 'EXECUTIVE', 'en'))).toEqual(['Title', '概要 UNTRANSLATED', 'Back', '決 UNTRANSLATED'])
  })

  it('is read as it is where it has one text alone', () => {
    const plain = { ...words, texts: [] }
    expect(shown(readingOf(plain, 'ANALYST', 'ja'))).toEqual(['題', '概要', '甲\n\n乙'])
    const executive = readingOf(plain, 'EXECUTIVE', 'en')
    expect(executive.lacksExecutive).toBe(true)
    expect(shown(executive)).toEqual(['題 UNTRANSLATED', '概要 UNTRANSLATED', '甲\n\n乙 UNTRANSLATED'])
    expect(readingOf(full, 'EXECUTIVE', 'ja').lacksExecutive).toBe(false)
  })

  it('needs no translation where nothing is Japanese', () => {
    const foreign = { title: 'Title', summary: 'Summary', body: 'Text', texts: [] }
    expect(shown(readingOf(foreign, 'ANALYST', 'en'))).toEqual(['Title', 'Summary', 'Text'])
  })
})
