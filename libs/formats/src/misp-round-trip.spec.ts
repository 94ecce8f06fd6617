import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { validateObject } from '@noroshi/stix'
import fc from 'fast-check'
import type { Loss } from './conversion.ts'
import { readDocument } from './documents.ts'
import { mutantOf } from './misp-mutants.ts'
import { mispToStix } from './misp-to-stix.ts'
import { isProperties, listOf } from './misp-words.ts'
import { mispEventsOf, stixToMisp, type MispEnvelope } from './stix-to-misp.ts'

/**
 * MISP in, STIX, MISP out: whatever differs is named by a loss, over real events of ESET and over mutants of them. The events are as
 * they were published; one of them is no JSON (commas before closing brackets), which is mended here and refused at the door.
 */
const folder = new URL('../../../tests/data/misp/', import.meta.url)
const files = readdirSync(folder).filter(name => name.endsWith('.json.gz'))
const events = new Map(
  files.map(name => {
    const text = gunzipSync(readFileSync(new URL(name, folder))).toString('utf8')
    return [name, JSON.parse(text.replace(/,(\s*[\]}])/g, '$1')) as { response: { Event: unknown }[] }]
  }),
)

const envelope: MispEnvelope = {
  uuid: '0f6a2f3e-1c55-4f0e-9d49-3a8f3c1f7d10',
  info: 'what was in no event',
  at: '2026-01-01T00:00:00.000Z',
  organisation: { uuid: '6f0c1a52-57a5-4e0d-b5ff-0b54a1d6fd57', name: 'Hub' },
  distribution: '0',
  tags: [],
}

/** Every place at which two JSON values differ, as paths. */
function differences(left: unknown, right: unknown): string[] {
  const found: string[] = []
  const waiting: [unknown, unknown, string][] = [[left, right, '$']]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [one, other, path] = next
    if (Object.is(one, other)) continue
    const isList = Array.isArray(one) && Array.isArray(other)
    if (isList || (isProperties(one) && isProperties(other))) {
      const names = new Set([...Object.keys(one), ...Object.keys(other)])
      for (const name of names) {
        const at = isList
          ? `[${name}]`
          : /^[A-Za-z_$][\w$-]{0,79}$/.test(name)
            ? `.${name}`
            : `[${JSON.stringify(name.slice(0, 80).toWellFormed())}]`
        const inside = (value: object) => (Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined) as unknown
        waiting.push([inside(one), inside(other), path + at])
      }
    } else found.push(path)
  }
  return found
}

/** Losses of which nothing comes back; the others are inexact in STIX and exact in MISP. */
const LEFT_OUT = new Set([
  ...[
    'misp-instance-number',
    'misp-creator-email',
    'misp-not-expected',
    'misp-too-deep',
    'misp-too-many',
    'misp-too-large',
  ],
  ...['misp-unstorable', 'misp-not-valid', 'further-losses'],
])

const general = (path: string) => path.replace(/\[\d+\]/g, '[*]')

describe('a MISP event and back', () => {
  it.each([...events])('restores %s but for what the report names, place by place', (_name, document) => {
    const read = mispToStix(document)
    expect(read.objects.flatMap(object => validateObject(object).errors)).toEqual([])
    const written = mispEventsOf(read.objects, envelope)
    expect(written.losses).toEqual([])
    const back = { response: written.events.map(Event => ({ Event })) }
    const counted = new Map<string, number>()
    for (const path of differences(document, back).map(general)) counted.set(path, (counted.get(path) ?? 0) + 1)
    const named = read.losses.filter(({ rule }) => LEFT_OUT.has(rule))
    const losses = new Map<string, number>()
    for (const { path, count } of named) losses.set(general(path), (losses.get(general(path)) ?? 0) + count)
    expect(counted).toEqual(losses)
  })

  it('gives the same objects for the same document', () => {
    const [, document] = [...events][0] ?? []
    expect(mispToStix(document)).toEqual(mispToStix(structuredClone(document)))
  })

  it('does not believe what MISP said once STIX says something else', () => {
    const read = mispToStix(document('misp-telebots.json.gz'))
    const changed = read.objects.map(object =>
      object.type === 'indicator' ? { ...object, pattern: "[domain-name:value = 'changed.example']" } : object,
    )
    const { events: written, losses } = mispEventsOf(changed, envelope)
    expect(losses.map(({ rule }) => rule)).toContain('stix-source-differs')
    expect(JSON.stringify(written).includes('changed.example')).toBe(true)
    const indicators = read.objects.filter(({ type }) => type === 'indicator').length
    expect(losses.find(({ rule }) => rule === 'stix-source-differs')?.count).toBe(indicators)
  })

  it('writes an edition of some of the objects with MISP’s own words for these', () => {
    const read = mispToStix(document('misp-telebots.json.gz'))
    const some = read.objects.filter(({ type }) => type === 'indicator').slice(0, 3)
    const [event] = stixToMisp(some, { ...envelope, tags: ['tlp:green'], distribution: '1' }).events
    expect(event).toMatchObject({ uuid: envelope.uuid, distribution: '1', Tag: [{ name: 'tlp:green' }] })
    const attributes = listOf(event?.['Attribute'])
    expect(attributes).toHaveLength(3)
    const uuids = new Set(
      listOf(Reflect.get(Object(document('misp-telebots.json.gz').response[0]?.Event), 'Attribute')).map(one =>
        String(Reflect.get(Object(one), 'uuid')),
      ),
    )
    for (const attribute of attributes) expect(uuids).toContain(String(Reflect.get(Object(attribute), 'uuid')))
  })

  function document(name: string) {
    const found = events.get(name)
    if (found === undefined) throw new Error(`no ${name}`)
    return found
  }

  /** Whether a difference is what a loss says, at its place, inside it, or in the list that lost an element. */
  function isNamed(path: string, losses: readonly Loss[]): boolean {
    const place = general(path)
    return losses.some(loss => {
      const lost = general(loss.path)
      const list = lost.endsWith('[*]') ? lost.slice(0, -3) : lost
      return (
        place === lost ||
        place.startsWith(`${lost}.`) ||
        place.startsWith(`${lost}[`) ||
        place.startsWith(`${list}[`) ||
        place === list
      )
    })
  }

  it('throws on no mutant, makes nothing invalid of it, and names what did not come back', () => {
    const seeds = [...events.values()].filter(one => JSON.stringify(one).length < 70_000)
    fc.assert(
      fc.property(fc.nat(seeds.length - 1), fc.nat(2 ** 31), (index, seed) => {
        const mutant = mutantOf(seeds[index], seed)
        const read = readDocument(mutant)
        if (read === null) return
        for (const object of read.objects) expect(validateObject(object).errors).toEqual([])
        const written = mispEventsOf(read.objects, envelope)
        const list = isProperties(mutant) ? listOf(mutant['response']) : []
        const before = list.flatMap(one => (isProperties(one) && isProperties(one['Event']) ? [one['Event']] : []))
        if (before.length !== 1 || written.events.length !== 1) return
        const rooted = (path: string) => path.replace('$', '$.response[0].Event')
        const unnamed = differences(before[0], written.events[0])
          .map(rooted)
          .filter(path => !isNamed(path, read.losses))
        expect({ seed, unnamed }).toEqual({ seed, unnamed: [] })
      }),
      {
        numRuns: 150,
        examples: [
          [0, 1905373587],
          [5, 1429119572],
        ],
      },
    )
  })

  it('throws on no JSON value, read or written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), value => {
        for (const document of [
          value,
          { Event: value },
          { response: [value] },
          { response: [{ Event: value }] },
          { Attribute: [value], Object: [value] },
        ]) {
          const { objects } = mispToStix(document)
          for (const object of objects) expect(validateObject(object).errors).toEqual([])
          // As if somebody sent it as STIX.
          stixToMisp([value, { type: 'indicator', id: 'indicator--x', value }], envelope)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('names what is too large for one object, and keeps the rest of it', () => {
    const file = (nth: number) => ({
      type: 'attachment',
      object_relation: 'attachment',
      value: `f${nth}`,
      data: 'QUJD'.repeat(100_000),
    })
    const Event = {
      uuid: envelope.uuid,
      info: 'files',
      Attribute: [
        { type: 'attachment', value: 'whole', data: 'QUJD'.repeat(150_000) },
        { type: 'text', value: 'x'.repeat(70_000) },
      ],
      Object: [
        { name: 'file', Attribute: [file(1), file(2), { type: 'md5', object_relation: 'md5', value: '0'.repeat(32) }] },
      ],
    }
    const { objects, losses } = mispToStix({ Event })
    expect(objects.every(object => JSON.stringify(object).length < 1_000_000)).toBe(true)
    const large = losses.filter(({ rule }) => rule === 'misp-too-large')
    expect(large.map(({ path, count }) => `${path} ${count}`)).toEqual([
      '$.Event.Attribute[1].value 1',
      '$.Event.Object[*].Attribute[*].data 2',
    ])
    const [back] = mispEventsOf(objects, envelope).events
    expect(back).toMatchObject({
      Attribute: [{ value: 'whole', data: Event.Attribute[0]?.data }, { type: 'text' }],
      Object: [{ Attribute: [{ value: 'f1' }, { value: 'f2' }, { type: 'md5' }] }],
    })
  })

  it('throws on no mutant of what it made or of what others made, in either direction', () => {
    const lines = gunzipSync(readFileSync(new URL('misp-stix21.jsonl.gz', folder)))
      .toString('utf8')
      .trim()
      .split('\n')
    const cases = lines.map(line => JSON.parse(line) as { misp?: unknown; bundle?: { objects?: unknown } })
    fc.assert(
      fc.property(fc.nat(cases.length - 1), fc.nat(2 ** 31), (index, seed) => {
        const { misp, bundle } = cases[index] ?? {}
        const { objects } = mispToStix(mutantOf(misp ?? {}, seed))
        for (const object of objects) expect(validateObject(object).errors).toEqual([])
        mispEventsOf(listOf(mutantOf(bundle?.objects ?? objects, seed)), envelope)
      }),
      { numRuns: 800 },
    )
  })

  it('needs time in proportion to the size of the event', () => {
    const event = (count: number) => ({
      Event: {
        uuid: envelope.uuid,
        info: 'large',
        Attribute: Array.from({ length: count }, (_none, index) => ({
          type: 'domain|ip',
          value: `a${index}.example|10.0.0.1`,
          to_ids: true,
        })),
      },
    })
    // Of the processor, not the clock's: the machine may have other work.
    const spent = (count: number) => {
      const start = process.cpuUsage()
      expect(mispToStix(event(count)).objects.length).toBeGreaterThan(count)
      const { user, system } = process.cpuUsage(start)
      return user + system
    }
    spent(500)
    const [small, large] = [spent(1000), spent(8000)]
    // Eight times as much; three times that for the machine's own affairs. Quadratic would be sixty-four.
    expect(large / small).toBeLessThan(24)
  })
})
