/** A reader looks a term or a setting up in a table: it stands there once, and what it leads to exists. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { allFiles, ROOT, textOf } from '../support/sources.ts'

/** Written by hand; tables of the others are made from the code. */
const WRITTEN = allFiles().filter(
  path => /(^|\/)README\.md$|^docs\/[^/]+\.md$/.test(path) && !/^docs\/(access|authorisation|reach)\.md$/.test(path),
)

/** First cells below one heading, without the lines under the heads of tables. */
const firstCells = (section: string): string[] =>
  [...section.matchAll(/^\|([^|\n]*)\|/gm)].map(([, cell]) => cell.trim()).filter(cell => !/^:?-*:?$/.test(cell))
const twice = (names: readonly string[]): string[] => names.filter((name, index) => names.indexOf(name) !== index)

it.each(['README.md', 'docs/glossary.md'])('%s names everything once below a heading', path => {
  const sections = textOf(path).split(/^## /m)
  expect(sections.flatMap(firstCells).length).toBeGreaterThan(20)
  expect(sections.flatMap(section => twice(firstCells(section)))).toEqual([])
})

it('no document leads to what is not there', () => {
  const leads = WRITTEN.flatMap(path =>
    [...textOf(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, to]) => ({ path, to })),
  )
  expect(leads.length).toBeGreaterThan(50)
  expect(leads.filter(({ path, to }) => !existsSync(join(ROOT, dirname(path), to)))).toEqual([])
})
