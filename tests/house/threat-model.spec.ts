/** docs/threat-model.md names for every abuse case the tests that play it, or says what is not held and why. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, textOf } from '../support/sources.ts'

const rows = [...textOf('docs/threat-model.md').matchAll(/^\| (AC\d+) +\| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, id, somebody, heldBy]) => ({
    id,
    somebody,
    heldBy,
    tests: [...heldBy.matchAll(/`([^`]+)`/g)].map(([, path]) => path),
  }),
)

describe('the abuse cases', () => {
  it('are the 24, in order', () => {
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 24 }, (_, index) => `AC${index + 1}`))
  })

  it.each(rows)('$id – somebody $somebody – names tests that exist', ({ tests, heldBy }) => {
    expect(tests.length).toBeGreaterThan(0)
    expect(tests.filter(path => !existsSync(join(ROOT, path)))).toEqual([])
    expect(tests.filter(path => !/\.spec\.ts$|^tests\/(portal|proof\/\w+)$/.test(path))).toEqual([])
    if (heldBy.includes('_Not held_')) expect(heldBy.split('_Not held_: ')[1].length).toBeGreaterThan(20)
  })
})
