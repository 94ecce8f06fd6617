/** The Markdown of an edition as blocks to be drawn: the same Markdown as on the public pages, whose raw HTML is text. */
import MarkdownIt from 'markdown-it'
import { visibleText } from './visible-text.ts'
import type { Run } from './line-breaks.ts'

export interface Face {
  readonly bold: boolean
  readonly code: boolean
}

export type Words = readonly Run<Face>[]

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly words: Words }
  | {
      readonly kind: 'paragraph'
      readonly words: Words
      /** How many lists and quotations it stands in. */
      readonly depth: number
      readonly isQuoted: boolean
      /** What stands before the first paragraph of a list's item. */
      readonly mark: string | null
    }
  | { readonly kind: 'code'; readonly lines: readonly string[]; readonly depth: number }
  | { readonly kind: 'table'; readonly rows: readonly (readonly Words[])[] }
  | { readonly kind: 'rule' }

const markdown = new MarkdownIt({ html: false, linkify: false }).disable('image')
markdown.validateLink = address => /^(https?:\/\/|mailto:)/i.test(address.trim())

type Token = ReturnType<typeof markdown.parse>[number]

const PLAIN: Face = { bold: false, code: false }
const BOLD: Face = { bold: true, code: false }
const CODE: Face = { bold: false, code: true }

/** Blocks in their order. Characters that would deceive the eye are named. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  const lists: { next: number | null }[] = []
  let quotes = 0
  let mark: string | null = null
  let level = 0
  let rows: Words[][] | null = null
  for (const token of markdown.parse(text, {})) {
    const depth = lists.length + quotes
    if (token.type === 'bullet_list_open') lists.push({ next: null })
    else if (token.type === 'ordered_list_open') lists.push({ next: Number(token.attrGet('start') ?? 1) })
    else if (/^(bullet|ordered)_list_close$/.test(token.type)) lists.pop()
    else if (token.type === 'list_item_open') mark = markOf(lists.at(-1))
    else if (token.type === 'list_item_close') mark = null
    else if (token.type === 'blockquote_open') quotes += 1
    else if (token.type === 'blockquote_close') quotes -= 1
    else if (token.type === 'heading_open') level = Number(token.tag.slice(1))
    else if (token.type === 'heading_close') level = 0
    else if (token.type === 'table_open') rows = []
    else if (token.type === 'tr_open') rows?.push([])
    else if (token.type === 'table_close' && rows) {
      blocks.push({ kind: 'table', rows })
      rows = null
    } else if (token.type === 'hr') blocks.push({ kind: 'rule' })
    else if (token.type === 'fence' || token.type === 'code_block')
      blocks.push({ kind: 'code', lines: codeLines(token.content), depth })
    else if (token.type === 'inline') {
      const words = wordsOf(token, level > 0 || (rows !== null && rows.length === 1))
      if (rows) rows.at(-1)?.push(words)
      else if (level > 0) blocks.push({ kind: 'heading', level, words })
      else {
        blocks.push({ kind: 'paragraph', words, depth, isQuoted: quotes > 0, mark })
        mark = null
      }
    }
  }
  return blocks
}

function markOf(list: { next: number | null } | undefined): string {
  if (!list || list.next === null) return '・'
  list.next += 1
  return `${list.next - 1}.`
}

const codeLines = (content: string): string[] =>
  visibleText(content.replace(/\n$/, '').replaceAll('\t', '    ')).split('\n')

function wordsOf(inline: Token, isBold: boolean): Words {
  const runs: Run<Face>[] = []
  let bold = isBold ? 1 : 0
  const add = (text: string, style: Face) => runs.push({ text: visibleText(text), style })
  const links: { href: string; from: number }[] = []
  for (const token of inline.children ?? []) {
    const face = bold > 0 ? BOLD : PLAIN
    if (token.type === 'text') add(token.content, face)
    else if (token.type === 'code_inline') add(token.content, CODE)
    else if (token.type === 'strong_open') bold += 1
    else if (token.type === 'strong_close') bold -= 1
    else if (token.type === 'softbreak') add(needsNoSpace(runs) ? '' : ' ', face)
    else if (token.type === 'hardbreak') add('\n', face)
    else if (token.type === 'link_open') links.push({ href: String(token.attrGet('href') ?? ''), from: runs.length })
    else if (token.type === 'link_close') {
      const link = links.pop()
      const shown = runs.slice(link?.from).map(run => run.text).join('') // prettier-ignore
      // Paper has no links: the address stands behind its words.
      if (link && shown !== link.href) add(` (${link.href})`, face)
    }
  }
  return runs.filter(run => run.text !== '')
}

/** A line of Japanese goes on in the next without a space. */
const needsNoSpace = (runs: readonly Run<Face>[]): boolean =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]$/u.test(runs.at(-1)?.text ?? '')
