/** An edition as a PDF: its head, summary, text and indicators, with the category at the top and the bottom of every page. */
import { blocksOf, type Block, type Face, type Words } from './markdown-blocks.ts'
import { huntMarkdown } from './hunt-markdown.ts'
import { COLUMN, PAGE, Sheet } from './pdf-sheet.ts'
import {
  bannerOf,
  copyLine,
  headFacts,
  INDICATOR_HEADS,
  INDICATORS,
  MOST_INDICATORS,
  moreIndicators,
  proofLine,
  type RenderedEdition,
} from './rendered-edition.ts'
import { visibleText } from './visible-text.ts'

const PLAIN: Face = { bold: false, code: false }
const BOLD: Face = { bold: true, code: false }
const plain = (text: string): Words => [{ text: visibleText(text), style: PLAIN }]
const bold = (text: string): Words => [{ text: visibleText(text), style: BOLD }]

const FULL = { x: PAGE.left, width: COLUMN }
const BODY = 10.5
const SMALL = 8.5
const GREY = '#555555'
const FAINT = '#f2f3f5'
const RULE = '#c9ccd3'
/** The tones of the portal's banner. */
const TONES = {
  COMPREHENSIVE: { ground: '#8f1d2c', ink: '#ffffff' },
  PROVISION: { ground: '#ffc861', ink: '#221500' },
  NOTICE: { ground: '#0b5f52', ink: '#ffffff' },
}
const HEADINGS = [15, 13.5, 12, 11, 10.5, 10.5]

/** @returns the bytes of the file. @throws TooManyPages */
export async function pdfOf(edition: RenderedEdition): Promise<Buffer> {
  // A file's properties are shown outside of the document: above NOTICE the reference alone.
  const title = edition.category === 'NOTICE' ? visibleText(edition.title) : edition.reference
  const sheet = new Sheet(title, new Date(edition.releasedAt))
  head(sheet, edition)
  for (const block of blocksOf(edition.body)) draw(sheet, block)
  for (const block of blocksOf(huntMarkdown(edition.hunt).join('\n\n'))) draw(sheet, block)
  indicators(sheet, edition)
  sheet.skip(8)
  sheet.set(plain(proofLine(edition)), { ...FULL, size: 7.5, colour: GREY })
  sheet.eachPage((page, pages) => furniture(sheet, edition, page, pages))
  return sheet.end()
}

function head(sheet: Sheet, edition: RenderedEdition): void {
  sheet.set(bold(edition.title), { ...FULL, size: 18, leading: 1.5 })
  sheet.skip(6)
  for (const [name, value] of headFacts(edition)) sheet.set(plain(`${name}: ${value}`), { ...FULL, size: SMALL, colour: GREY }) // prettier-ignore
  for (const remark of edition.remarks) sheet.set(plain(remark), { ...FULL, size: SMALL })
  sheet.skip(8)
  const ground = { x: PAGE.left + 10, width: COLUMN - 20, size: BODY }
  sheet.set(bold(edition.summary), ground, (y, height) => sheet.box(PAGE.left, y, COLUMN, height + 0.3, FAINT))
  sheet.skip(12)
}

function draw(sheet: Sheet, block: Block): void {
  if (block.kind === 'heading') {
    const size = HEADINGS[block.level - 1] ?? BODY
    sheet.skip(sheet.y === PAGE.top ? 0 : 8)
    sheet.need(size * 1.65 + BODY * 3) // a heading does not stand alone at the foot of a page
    sheet.set(block.words, { ...FULL, size })
    sheet.skip(3)
  } else if (block.kind === 'paragraph') paragraph(sheet, block)
  else if (block.kind === 'code') {
    const x = PAGE.left + inset(block.depth)
    const width = PAGE.width - PAGE.right - x
    sheet.skip(2)
    const ground = { x: x + 8, width: width - 16, size: 9, leading: 1.5 }
    for (const line of block.lines)
      sheet.set([{ text: line, style: PLAIN }], ground, (y, height) => sheet.box(x, y, width, height + 0.3, FAINT))
    sheet.skip(6)
  } else if (block.kind === 'table') {
    sheet.skip(4)
    table(sheet, block.rows)
    sheet.skip(8)
  } else {
    sheet.need(12)
    sheet.line(PAGE.left, sheet.y + 6, COLUMN, RULE)
    sheet.skip(12)
  }
}

/** However deep lists are nested, room for text is left. */
const inset = (depth: number): number => Math.min(depth, 8) * 16

function paragraph(sheet: Sheet, block: Extract<Block, { kind: 'paragraph' }>): void {
  const x = PAGE.left + inset(block.depth)
  const ground = { x, width: PAGE.width - PAGE.right - x, size: BODY, ...(block.isQuoted ? { colour: GREY } : {}) }
  let { mark } = block
  sheet.set(block.words, ground, (y, height) => {
    if (block.isQuoted) sheet.box(x - 8, y, 2, height + 0.3, RULE)
    if (mark === null) return
    const width = sheet.widthOf(mark, PLAIN, BODY)
    sheet.put(plain(mark), x - width - 3, y, ground)
    mark = null // before its first line alone
  })
  sheet.skip(block.depth > 0 ? 2 : 6)
}

/** More columns than this are set as lines of text: each would be a letter wide. */
const MOST_COLUMNS = 8

function table(sheet: Sheet, rows: readonly (readonly Words[])[], parts?: readonly number[]): void {
  const count = Math.max(...rows.map(row => row.length))
  if (count > MOST_COLUMNS) {
    for (const row of rows) sheet.set(row.flatMap((cell, index) => (index > 0 ? [...plain(' | '), ...cell] : cell)), { ...FULL, size: 9 }) // prettier-ignore
    return
  }
  const widths = (parts ?? sharesOf(sheet, rows, count)).map(part => part * COLUMN)
  const lefts = widths.map((_, index) => PAGE.left + widths.slice(0, index).reduce((sum, width) => sum + width, 0))
  for (const [place, row] of rows.entries()) {
    const cells = row.map((cell, index) => sheet.lines(cell, { x: 0, width: widths[index] - 8, size: 9 }))
    const height = 9 * 1.5
    for (let line = 0; line < Math.max(1, ...cells.map(({ length }) => length)); line += 1) {
      sheet.need(height)
      if (place === 0) sheet.box(PAGE.left, sheet.y, COLUMN, height + 0.3, FAINT)
      cells.forEach((lines, index) => {
        if (lines[line]) sheet.put(lines[line], lefts[index] + 4, sheet.y, { x: 0, width: 0, size: 9, leading: 1.5 })
      })
      sheet.skip(height)
    }
    sheet.line(PAGE.left, sheet.y, COLUMN, RULE)
  }
}

/** Shares of the width by what stands in the columns, none so narrow that it cannot be read. */
function sharesOf(sheet: Sheet, rows: readonly (readonly Words[])[], count: number): number[] {
  const natural = Array.from({ length: count }, (_, index) =>
    Math.max(
      40,
      ...rows.slice(0, 100).map(row => {
        const letters = (row[index] ?? []).map(run => run.text).join('').slice(0, 60) // prettier-ignore
        return Math.min(280, sheet.widthOf(letters, PLAIN, 9) + 10)
      }),
    ),
  )
  // What is narrow keeps its width; the rest share what is left.
  const isNarrow = (width: number) => width <= COLUMN / count
  const narrow = natural.filter(isNarrow).reduce((total, width) => total + width, 0)
  const wide = natural.filter(width => !isNarrow(width)).reduce((total, width) => total + width, 0)
  return natural.map(width => (isNarrow(width) && wide > 0 ? width : (width * (COLUMN - (wide > 0 ? narrow : 0))) / (wide || narrow)) / COLUMN) // prettier-ignore
}

function indicators(sheet: Sheet, edition: RenderedEdition): void {
  if (edition.indicators.length === 0) return
  draw(sheet, { kind: 'heading', level: 2, words: bold(INDICATORS) })
  const rows = edition.indicators
    .slice(0, MOST_INDICATORS)
    .map(({ kind, value, name }) => [plain(kind), plain(value), plain(name === value ? '' : name)])
  table(sheet, [INDICATOR_HEADS.map(bold), ...rows], [0.2, 0.5, 0.3])
  const more = edition.indicators.length - MOST_INDICATORS
  if (more > 0) sheet.set(plain(moreIndicators(more)), { ...FULL, size: 9, colour: GREY })
}

const BANNER = 22

/** What stands on every page: the category above and below, the reference and the number of the page, and whose copy it is. */
function furniture(sheet: Sheet, edition: RenderedEdition, page: number, pages: number): void {
  if (edition.copy) sheet.watermark(copyLine(edition.copy))
  const { ground, ink } = TONES[edition.category]
  const banner = bannerOf(edition)
  const x = (PAGE.width - sheet.widthOf(banner, BOLD, 9)) / 2
  for (const y of [0, PAGE.height - BANNER]) {
    sheet.box(0, y, PAGE.width, BANNER, ground)
    sheet.put(bold(banner), x, y + 3.5, { ...FULL, size: 9, colour: ink })
  }
  const foot = { ...FULL, size: 8, colour: GREY }
  const y = PAGE.height - BANNER - 20
  sheet.put(plain(edition.reference), PAGE.left, y, foot)
  const number = `${page} / ${pages}`
  sheet.put(plain(number), (PAGE.width - sheet.widthOf(number, PLAIN, 8)) / 2, y, foot)
  if (!edition.copy) return
  const copy = `複製番号 Copy ${edition.copy.number}`
  sheet.put(plain(copy), PAGE.width - PAGE.right - sheet.widthOf(copy, PLAIN, 8), y, foot)
}
