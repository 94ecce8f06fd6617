/** An edition as a Markdown text: its own words as they were signed, and around them what the page says of it. */
import { escaped, huntMarkdown, inOneLine } from './hunt-markdown.ts'
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

export function markdownOf(edition: RenderedEdition): string {
  const banner = `**${bannerOf(edition)}**`
  const parts = [
    banner,
    `# ${inOneLine(edition.title)}`,
    headFacts(edition)
      .map(([name, value]) => `- ${name}: ${value}`)
      .join('\n'),
    ...edition.remarks.map(remark => `*${escaped(remark)}*`),
    ...(edition.copy ? [`複製番号 Copy: ${inOneLine(copyLine(edition.copy))}`] : []),
    escaped(edition.summary)
      .split('\n')
      .map(line => `> ${line}`)
      .join('\n'),
    edition.body,
    ...huntMarkdown(edition.hunt),
    ...indicators(edition),
    proofLine(edition),
    banner,
  ]
  return `${parts.join('\n\n')}\n`
}

function indicators({ indicators: all }: RenderedEdition): string[] {
  if (all.length === 0) return []
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rows = all
    .slice(0, MOST_INDICATORS)
    .map(({ kind, value, name }) => row([kind, value, name === value ? '' : name].map(inCell)))
  const more = all.length - MOST_INDICATORS
  return [
    `## ${INDICATORS}`,
    [row(INDICATOR_HEADS), row(INDICATOR_HEADS.map(() => '---')), ...rows].join('\n'),
    ...(more > 0 ? [moreIndicators(more)] : []),
  ]
}

const inCell = inOneLine
