/**
 * Imports point down, read from the sources themselves: Nx's rule, which also holds this, skips itself when it has no graph.
 */
import { join, normalize } from 'node:path/posix'
import { allFiles, importsOf, textOf, workspaceOf, workspaces } from '../support/sources.ts'

const all = workspaces()
const sources = allFiles().filter(path => /\.(ts|tsx|mjs)$/.test(path) && workspaceOf(path, all))

/** Every import of one workspace by another: who, and whom. */
function* crossings(): Generator<{ path: string; from: string; to: string; importer: string; imported: string }> {
  for (const path of sources) {
    const importer = workspaceOf(path, all)
    for (const from of importsOf(path)) {
      const target = from.startsWith('.')
        ? workspaceOf(normalize(join(path, '..', from)), all)
        : all.find(({ name }) => from === name || from.startsWith(`${name}/`))
      if (importer && target && target !== importer)
        yield { path, from, importer: importer.name, imported: target.name, to: target.folder }
    }
  }
}
const floorOf = (name: string): number => all.find(workspace => workspace.name === name)?.floor ?? NaN

describe('the floors of the house', () => {
  it('are named in every package.json, and nothing is on a floor that the house does not have', () => {
    for (const { name, floor } of all) expect([name, floor]).toEqual([name, expect.any(Number)])
    for (const { floor } of all) expect(floor >= 0 && floor <= 10).toBe(true)
    expect(Object.fromEntries(all.map(({ folder, floor }) => [folder, floor]))).toMatchObject({
      'libs/errors': 0,
      'libs/stix': 1,
      'libs/clearance': 1,
      'libs/formats': 2,
      'libs/indicators': 2,
      'libs/client': 2,
      'libs/database': 2,
      'libs/membership': 4,
      'libs/intake': 5,
      'libs/products': 6,
      'libs/delivery': 8,
      'apps/api': 9,
      tests: 10,
    })
  })

  it('are crossed downwards only, never upwards and never sideways', () => {
    const found = [...crossings()]
    expect(found.length).toBeGreaterThan(100)
    const wrong = found.filter(({ importer, imported }) => !(floorOf(imported) < floorOf(importer)))
    expect(wrong).toEqual([])
  })

  it('are crossed through a package’s door, not through its files, unless by tests', () => {
    const around = [...crossings()].filter(({ from, path }) => from.startsWith('.') && !path.startsWith('tests/'))
    expect(around).toEqual([])
  })

  it('are crossed only to packages that the importer’s package.json names', () => {
    const undeclared = [...crossings()].filter(
      ({ importer, imported, from }) =>
        !from.startsWith('.') && !all.find(({ name }) => name === importer)?.dependencies.includes(imported),
    )
    expect(undeclared).toEqual([])
  })

  it('let the portal see words, rules and the client, and nothing else', () => {
    const seen = new Set(
      [...crossings()].filter(({ path }) => path.startsWith('apps/portal/')).map(one => one.imported),
    )
    for (const name of seen) expect(['@noroshi/stix', '@noroshi/clearance', '@noroshi/client']).toContain(name)
  })
})

describe('the pure libs', () => {
  const pure = sources.filter(
    path => /^libs\/(stix|clearance|formats|indicators)\/src\//.test(path) && !path.endsWith('.spec.ts'),
  )

  it('import no framework, no database and nothing of Node', () => {
    const allowed = {
      'libs/stix': ['zod', 'uuid', 'canonicalize', 're2js', 'yaml'],
      'libs/clearance': ['@casl/ability'],
      'libs/formats': ['@noroshi/errors', '@noroshi/stix', 'uuid', 'ae-cvss-calculator', 'saxes', 'zod'],
      'libs/indicators': ['@noroshi/errors', '@noroshi/stix', 're2js', 'tldts'],
    }
    for (const path of pure) {
      const workspace = workspaceOf(path, all)
      const declared = Object.entries(allowed).find(([folder]) => folder === workspace?.folder)?.[1] ?? []
      for (const from of importsOf(path).filter(one => !one.startsWith('./')))
        expect([path, declared]).toEqual([path, expect.arrayContaining([from])])
    }
  })

  it('ask no clock, no chance and nothing of the machine, so that they run in a browser', () => {
    for (const path of pure)
      expect([path, textOf(path)]).toEqual([
        path,
        expect.not.stringMatching(/Date\.now\(|new Date\(\)|Math\.random|\bprocess\.|\bfetch\(|\bBuffer\.|\brequire\(/),
      ])
  })
})

/** eslint.config.mjs holds the same list. */
const MAY_READ_BEYOND = [
  'libs/delivery/src/answer-rounds.service.ts',
  'libs/delivery/src/reach-review.service.ts',
  'libs/delivery/src/handing-over.service.ts',
  'libs/delivery/src/dispatcher.service.ts',
  'libs/delivery/src/contacts.ts',
  'libs/delivery/src/relay-sender.service.ts',
  'libs/delivery/src/sender.service.ts',
  'libs/delivery/src/upkeep.service.ts',
  'libs/delivery/src/push.service.ts',
  'libs/delivery/src/report-tallies.service.ts',
  'libs/intake/src/pull-runner.service.ts',
  'libs/membership/src/access.service.ts',
  'libs/membership/src/founding-file.ts',
  'libs/membership/src/founding.ts',
  'libs/products/src/restriction-changes.ts',
]

describe('dangerous power', () => {
  it('to read beyond one reader is imported by no file but those that are named here, and the tests', () => {
    const importers = sources.filter(
      path => !/\.spec\.ts$|^tests\//.test(path) && importsOf(path).some(from => /system-reader(\.ts)?$/.test(from)),
    )
    expect(importers.filter(path => !MAY_READ_BEYOND.includes(path))).toEqual([])
    expect(importers.length).toBeGreaterThanOrEqual(4)
  })

  it('to open such a transaction is used by system-reader.ts alone', () => {
    const users = sources.filter(path => !/\.spec\.ts$|^tests\//.test(path) && textOf(path).includes('.asSystem('))
    expect(users).toEqual(['libs/database/src/system-reader.ts'])
  })

  it('to bring a database driver is held by the libs and the tests, not by the apps', () => {
    const users = sources.filter(path => importsOf(path).some(from => from === 'pg' || from === 'typeorm'))
    expect(users.filter(path => path.startsWith('apps/'))).toEqual([])
  })
})

describe('a notification', () => {
  it('carries nothing, because anybody may listen', () => {
    const senders = allFiles().filter(
      path => /^(libs|apps)\/.*\.(ts|sql)$/.test(path) && textOf(path).includes('pg_notify'),
    )
    expect(senders.length).toBeGreaterThan(3)
    for (const path of senders)
      for (const [call] of textOf(path).matchAll(/pg_notify\s*\([^)]*\)/g))
        expect([path, call]).toEqual([path, expect.stringMatching(/^pg_notify\('hub_(outbox|inbox|rights)', ''\)$/)])
  })

  it('is sent by that function alone', () => {
    for (const path of allFiles().filter(one => /^(libs|apps)\/.*\.(ts|sql)$/.test(one)))
      expect([path, textOf(path)]).toEqual([path, expect.not.stringMatching(/[`'"]\s*notify\s+hub_|^\s*notify\s/im)])
  })
})
