/** A hunt as Markdown, the same on paper, in a text and on the public pages. */
import type { Hunt } from '@noroshi/products'

export const HUNT = '調査 Hunt'
const DIFFICULTIES = { LOW: '低 Low', MEDIUM: '中 Medium', HIGH: '高 High' } as const

/** Words that are no Markdown of the analyst's stay words: a title opens no list, no link and no HTML. */
export const escaped = (text: string): string => text.replace(/[\\`*_{}[\]<>()#+!|~&-]/g, letter => `\\${letter}`)

export const inOneLine = (text: string): string => escaped(text.replace(/\s+/g, ' '))

/** Its heading and parts, each a block. A query stands in a fence that none of its own lines closes. */
export function huntMarkdown(hunt: Hunt | null): string[] {
  if (hunt === null) return []
  const { hypothesis, requiredLogs, difficulty, lookBackDays, queries } = hunt
  return [
    `## ${HUNT}`,
    `**仮説 Hypothesis**`,
    quoted(hypothesis),
    [
      `- 必要なログ Required logs: ${requiredLogs.map(inOneLine).join('、')}`,
      `- 難易度 Difficulty: ${DIFFICULTIES[difficulty]}`,
      `- さかのぼる期間 Look back: ${lookBackDays}日 days`,
    ].join('\n'),
    ...queries.flatMap(({ language, title, text }, index) => {
      const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
      const fence = '`'.repeat(longest + 1)
      return [`### ${index + 1}. ${inOneLine(title)} (${language})`, `${fence}\n${text}\n${fence}`]
    }),
  ]
}

const quoted = (text: string): string =>
  escaped(text)
    .split('\n')
    .map(line => `> ${line}`)
    .join('\n')
