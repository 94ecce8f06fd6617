import { readFileSync } from 'node:fs'
import { danglingReferences, mentionedIds, referencesOf } from './references.ts'

/** Milliseconds of processor time, not the clock's: the machine may have other work. */
const effortOf = (work: () => unknown): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const uuid = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`

const report = {
  type: 'report',
  id: `report--${uuid(1)}`,
  created_by_ref: `identity--${uuid(2)}`,
  description: `see indicator--${uuid(6)} and x-INDICATOR--${uuid(6)}.`,
  object_refs: [`malware--${uuid(3)}`, `indicator--${uuid(4)}`],
  object_marking_refs: [`marking-definition--${uuid(5)}`],
  granular_markings: [{ marking_ref: `marking-definition--${uuid(6)}`, selectors: ['name'] }],
  extensions: { [`extension-definition--${uuid(7)}`]: { x_parts: [{ part_ref: `file--${uuid(8)}` }] } },
  x_note: `tool--${uuid(9)}`,
  x_not_a_ref: 'nothing',
}

describe('the references of an object', () => {
  it('are its *_ref and *_refs at any depth, in the order of the text', () => {
    expect(referencesOf(report)).toEqual([
      { path: '$.created_by_ref', id: `identity--${uuid(2)}` },
      { path: '$.object_refs[0]', id: `malware--${uuid(3)}` },
      { path: '$.object_refs[1]', id: `indicator--${uuid(4)}` },
      { path: '$.object_marking_refs[0]', id: `marking-definition--${uuid(5)}` },
      { path: '$.granular_markings[0].marking_ref', id: `marking-definition--${uuid(6)}` },
      { path: `$.extensions['extension-definition--${uuid(7)}'].x_parts[0].part_ref`, id: `file--${uuid(8)}` },
    ])
  })

  it('do not contain ids that merely occur, but the mentioned ids do', () => {
    const mentioned = mentionedIds(report).map(({ id }) => id)
    expect(mentioned).toEqual(
      expect.arrayContaining([
        `report--${uuid(1)}`,
        `tool--${uuid(9)}`,
        `extension-definition--${uuid(7)}`,
        `indicator--${uuid(6)}`,
        `x-indicator--${uuid(6)}`,
      ]),
    )
    expect(mentioned).toHaveLength(11)
  })

  it('dangle when they lead out of the list', () => {
    expect(danglingReferences([report, { id: `identity--${uuid(2)}` }, { id: `malware--${uuid(3)}` }, null])).toEqual(
      [4, 5, 6, 8].map(digit => expect.objectContaining({ from: report.id, id: expect.stringContaining(uuid(digit)) })),
    )
  })

  it('are all inside a real bundle', () => {
    const text = readFileSync(new URL('../../../tests/data/stix/poisonivy.json', import.meta.url), 'utf8')
    // The fixture is a bundle: it has objects.
    const { objects } = JSON.parse(text) as { objects: unknown[] }
    expect(objects.flatMap(referencesOf).length).toBeGreaterThan(300)
    expect(danglingReferences(objects)).toEqual([])
  })

  it('are found in linear time, and without a stack', () => {
    let deep: unknown = { file_ref: `file--${uuid(1)}` }
    for (let level = 0; level < 20_000; level += 1) deep = [deep]
    const looking = () => {
      expect(mentionedIds('a-'.repeat(500_000))).toEqual([])
      expect(mentionedIds(`${'-'.repeat(1000)}${uuid(1)}`)).toEqual([])
    }
    expect(effortOf(looking)).toBeLessThan(1000)
    expect(mentionedIds(JSON.parse('{"a":{"toString":1,"id":null}}'))).toEqual([])
    expect(referencesOf({ deep: [[[deep]]].flat(9).length })).toEqual([])
  })
})
