/**
 * Every leak class has a test, or has nothing yet that could leak so. Surfaces are read from the contracts, the migrations, the
 * programs and the packages: a class that waits for a surface is due on the day it appears.
 */
import { LEAK_CLASSES } from '../proof/leak-classes.ts'
import { MUTANTS } from '../proof/mutants/mutants.ts'
import { SQL_MUTANTS } from '../proof/worlds/sql/sql-mutants.ts'
import { allFiles, commands, textOf, workspaces } from '../support/sources.ts'

const files = allFiles()

/** Every surface by a stable name: `Query.editions(filter)`, `GET /public`, `table inbox`, `verb start`, `dependency pg`. */
function surfaces(): string[] {
  const found: string[] = []
  for (const path of files.filter(file => file.endsWith('.graphql')))
    for (const [, root, body] of textOf(path).matchAll(/type (Query|Mutation) \{([\s\S]*?)\n\}/g))
      for (const [, name, args] of body.matchAll(/^\s*(\w+)(\([^)]*\))?:/gm)) {
        found.push(`${root}.${name}`)
        for (const [, arg] of (args ?? '').matchAll(/(\w+):/g)) found.push(`${root}.${name}(${arg})`)
      }
  for (const path of files.filter(file => /controller\.ts$/.test(file)))
    for (const [, method, route] of textOf(path).matchAll(/@(Get|Post|Put|Delete|Patch)\('?([^')]*)'?\)/g))
      found.push(`${method.toUpperCase()} /${route}`)
  for (const path of files.filter(file => file.endsWith('.sql')))
    for (const [, table] of textOf(path).matchAll(/create (?:table|view|materialized view) hub\.(\w+)/g))
      found.push(`table ${table}`)
  for (const { dependencies, folder } of workspaces())
    if (folder !== 'tests') found.push(...dependencies.map(name => `dependency ${name}`))
  found.push(...commands().map(command => `verb ${command}`))
  return [...new Set(found)].sort()
}

describe('the 64 leak classes', () => {
  it('are all listed, once and in order', () => {
    expect(LEAK_CLASSES.map(({ id }) => id)).toEqual(
      Array.from({ length: 64 }, (_, index) => `L${String(index + 1).padStart(2, '0')}`),
    )
  })

  it('have a test each, in its title, unless nothing is built that could leak so', () => {
    const titles = files
      .filter(file => file.endsWith('.spec.ts'))
      .map(textOf)
      .join('\n')
    expect(
      LEAK_CLASSES.filter(({ id, notBuilt }) => !notBuilt && !titles.includes(`[${id}]`)).map(
        ({ id, leak }) => `${id}: ${leak}`,
      ),
    ).toEqual([])
  })

  it('have each a fault that re-introduces them, which some test has to find', () => {
    const tried = new Set([...MUTANTS, ...SQL_MUTANTS].map(({ leakClass }) => leakClass))
    expect(LEAK_CLASSES.filter(({ id, notBuilt }) => !notBuilt && !tried.has(id)).map(({ id }) => id)).toEqual([])
  })

  it('are due as soon as their surface appears: give the class its test and take `notBuilt` away', () => {
    const all = surfaces()
    expect(all.length).toBeGreaterThan(120)
    for (const kind of ['Query.', 'Mutation.', 'GET /', 'table ', 'dependency ', 'verb '])
      expect([kind, all.some(one => one.startsWith(kind))]).toEqual([kind, true])
    for (const { id, notBuilt } of LEAK_CLASSES)
      expect([id, all.filter(surface => notBuilt?.due.test(surface))]).toEqual([id, []])
  })

  it('would notice: each class that waits knows its surface by name', () => {
    const invented: Record<string, string> = {
      ...{
        L11: 'Mutation.recallProducts(ids)',
        L42: 'dependency nodemailer',
        L52: 'Query.auditTrail',
        L54: 'Mutation.attachFile',
      },
      ...{
        L55: 'table attachment',
        L57: 'Query.exportEditions',
        L58: 'dependency pdfkit',
        L64: 'verb backup',
      },
    }
    for (const { id, notBuilt } of LEAK_CLASSES)
      if (notBuilt) expect([id, notBuilt.due.test(invented[id] ?? '')]).toEqual([id, true])
  })
})
