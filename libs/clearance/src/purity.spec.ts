import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const folder = import.meta.dirname
const sources = readdirSync(folder).filter(name => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8')
const importsOf = (name: string): string[] =>
  [...textOf(name).matchAll(/ from '([^']+)'/g)].map(found => String(found[1]))

describe('this floor', () => {
  it('imports nothing but itself and CASL', () => {
    for (const name of sources) {
      for (const from of importsOf(name))
        expect([name, from]).toEqual([name, expect.stringMatching(/^\.\/|^@casl\/ability/)])
    }
  })

  it('asks no clock and no chance, and touches nothing outside', () => {
    for (const name of sources)
      expect([name, textOf(name)]).toEqual([
        name,
        expect.not.stringMatching(/Date\.now|new Date\(\)|Math\.random|process\.|fetch\(/),
      ])
  })

  it('keeps its oracle under a hundred lines and without imports', () => {
    expect(textOf('oracle.ts').split('\n').length).toBeLessThanOrEqual(100)
    expect(importsOf('oracle.ts')).toEqual([])
    expect(textOf('oracle.ts')).not.toContain('import ')
  })
})
