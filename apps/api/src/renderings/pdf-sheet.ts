/*
 * Sheets of A4 on which lines are set from top to bottom. The font is embedded as the subset that is used, with a map back to
 * Unicode, so that text can be searched and copied. Letters are set one by one, each at its own advance: no feature of the font joins or moves
 * any, which is how Japanese is set, and shaping took four seconds for a hundred pages where this takes a few tenths.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import { linesOf, type Run } from './line-breaks.ts'
import type { Face, Words } from './markdown-blocks.ts'
import { codeOf } from './visible-text.ts'

/** More sheets than this are no document to print. */
export const MOST_PAGES = 200

export const PAGE = { width: 595.28, height: 841.89, left: 56, right: 56, top: 62, bottom: 68 }
export const COLUMN = PAGE.width - PAGE.left - PAGE.right

/** Says that the text is longer than {@link MOST_PAGES}. */
export class TooManyPages extends Error {}

/** What is used of fontkit, which PDFKit reads fonts with. */
interface Glyph {
  readonly advanceWidth: number
}
interface EmbeddedFont {
  readonly unitsPerEm: number
  hasGlyphForCodePoint(code: number): boolean
  glyphForCodePoint(code: number): Glyph
  layout(text: string): unknown
}

const fontFile = (path: string): Buffer =>
  readFileSync(createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-jp/${path}`))

/** What a line stands on. */
export interface Ground {
  readonly x: number
  readonly width: number
  readonly colour?: string
  readonly size: number
  /** Height of a line over the size of its letters. */
  readonly leading?: number
}

export class Sheet {
  readonly #document: PDFKit.PDFDocument
  readonly #fonts = new Map<string, EmbeddedFont>()
  readonly #widths = new Map<string, number>()
  #y = PAGE.top
  #pages = 1

  /** @param at the only time that the document says */
  constructor(title: string, at: Date) {
    this.#document = new PDFDocument({
      ...{ size: 'A4', margin: 0, bufferPages: true, lang: 'ja', pdfVersion: '1.7' },
      // Of who made it, when and with what, nothing: the edition alone is told of.
      info: { Title: title, Producer: 'Noroshi', Creator: 'Noroshi', CreationDate: at, ModDate: at },
    })
    this.#embed('plain', '400Regular/NotoSansJP_400Regular.ttf')
    this.#embed('bold', '700Bold/NotoSansJP_700Bold.ttf')
  }

  get y(): number {
    return this.#y
  }

  get rest(): number {
    return PAGE.height - PAGE.bottom - this.#y
  }

  skip(height: number): void {
    this.#y += height
  }

  /** Begins a page unless so much height is left on this one. @throws TooManyPages */
  need(height: number): void {
    if (this.rest >= height || this.#y === PAGE.top) return
    if (this.#pages === MOST_PAGES) throw new TooManyPages()
    this.#document.addPage()
    this.#pages += 1
    this.#y = PAGE.top
  }

  /** Lines of the words on a ground, no letter of which is lost. */
  lines(words: Words, { width, size }: Ground): Run<Face>[][] {
    const shown = words.map(({ text, style }) => ({ text: this.#withShapes(text), style }))
    return linesOf(shown, (letter, face) => this.#widthOf(letter, face) * size, width)
  }

  /** Sets words, on as many pages as they need. @param before draws behind each line, which begins at its y */
  set(words: Words, ground: Ground, before?: (y: number, height: number) => void): void {
    const height = ground.size * (ground.leading ?? 1.65)
    for (const line of this.lines(words, ground)) {
      this.need(height)
      before?.(this.#y, height)
      this.put(line, ground.x, this.#y, ground)
      this.#y += height
    }
  }

  /** One line at a place of the current page. */
  put(line: readonly Run<Face>[], x: number, y: number, { size, colour = '#111111', leading = 1.65 }: Ground): void {
    let at = x
    const top = y + (size * (leading - 1.45)) / 2
    for (const { text, style } of line) {
      this.#document
        .font(style.bold ? 'bold' : 'plain')
        .fontSize(size)
        .fillColor(colour)
      this.#document.text(text, at, top, { lineBreak: false })
      for (const letter of text) at += this.#widthOf(letter, style) * size
    }
  }

  widthOf(text: string, face: Face, size: number): number {
    return [...text].reduce((sum, letter) => sum + this.#widthOf(letter, face) * size, 0)
  }

  box(x: number, y: number, width: number, height: number, colour: string): void {
    this.#document.rect(x, y, width, height).fill(colour)
  }

  line(x: number, y: number, width: number, colour: string): void {
    this.#document.moveTo(x, y).lineTo(x + width, y).lineWidth(0.5).stroke(colour) // prettier-ignore
  }

  /** Faintly and aslant over the current page, again and again. */
  watermark(text: string): void {
    const shown = this.#withShapes(text)
    this.#document.save().rotate(-24, { origin: [PAGE.width / 2, PAGE.height / 2] })
    this.#document.font('plain').fontSize(13).fillColor('#444444', 0.13)
    const step = this.widthOf(shown, { bold: false, code: false }, 13) + 60
    for (let row = -2, y = -120; y < PAGE.height + 160; row += 1, y += 118)
      for (let x = -260 + (row % 2) * 90; x < PAGE.width + 220; x += step)
        this.#document.text(shown, x, y, { lineBreak: false })
    this.#document.fillOpacity(1).restore()
  }

  /** Draws on each page when all have been set. */
  eachPage(draw: (page: number, pages: number) => void): void {
    for (let page = 0; page < this.#pages; page += 1) {
      this.#document.switchToPage(page)
      draw(page + 1, this.#pages)
    }
  }

  end(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = []
      this.#document
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => resolve(Buffer.concat(chunks)))
        .on('error', reject)
      this.#document.end()
    })
  }

  #embed(name: string, path: string): void {
    this.#document.registerFont(name, fontFile(path)).font(name)
    // PDFKit's types do not show the font that it has just opened.
    const { font } = (this.#document as unknown as { _font: { font: EmbeddedFont } })._font
    font.layout = text => {
      const glyphs = [...text].map(letter => font.glyphForCodePoint(letter.codePointAt(0) ?? 0))
      const positions = glyphs.map(({ advanceWidth }) => ({
        ...{ xAdvance: advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 },
      }))
      return { glyphs, positions, advanceWidth: glyphs.reduce((sum, glyph) => sum + glyph.advanceWidth, 0) }
    }
    this.#fonts.set(name, font)
  }

  /** A letter that the font has no shape for is named, so that nothing is left out silently. */
  #withShapes(text: string): string {
    const font = this.#fonts.get('plain')
    return text
      .normalize('NFC')
      .replace(/[^\n\u0020-\u007e]/gu, letter =>
        font?.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0) ? letter : `[${codeOf(letter)}]`,
      )
  }

  /** Of one letter, in parts of the size. */
  #widthOf(letter: string, { bold }: Face): number {
    const key = bold ? `b${letter}` : letter
    const known = this.#widths.get(key)
    if (known !== undefined) return known
    const font = this.#fonts.get(bold ? 'bold' : 'plain')
    if (!font) throw new TypeError('the font was embedded when the sheet was made')
    const width = font.glyphForCodePoint(letter.codePointAt(0) ?? 0).advanceWidth / font.unitsPerEm
    this.#widths.set(key, width)
    return width
  }
}
