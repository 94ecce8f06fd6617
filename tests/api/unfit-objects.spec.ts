/** What the objects of an edition say by themselves, whatever the analyst's flags: pointers to what it does not carry, and markings. */
import { TLP_MARKINGS } from '@noroshi/stix'
import { randomUUID } from 'node:crypto'
import type { Actor } from '../support/actor.ts'
import { newImportId, productOf, startTestHub, type EditionSketch, type TestHub } from '../support/hub.ts'
import { draft, giveBack, releaseOnly, submit } from './steps.ts'

let hub: TestHub
let analyst: Actor
beforeAll(async () => {
  hub = await startTestHub({ worker: false })
  analyst = hub.as('analyst-1')
}, 60_000)
afterAll(() => hub.stop(), 20_000)

const hiddenId = `ipv4-addr--${randomUUID()}`

/** Stores an indicator and sends it to review in an edition; resolves to the reason of a refusal, or to `submitted`. */
async function submitted(object: object, sketch: Partial<EditionSketch> = {}, others: object[] = []): Promise<string> {
  const id = `indicator--${randomUUID()}`
  const indicator = {
    ...{
      type: 'indicator',
      spec_version: '2.1',
      id,
      created: '2026-01-01T00:00:00.000Z',
      modified: '2026-01-01T00:00:00.000Z',
    },
    ...{ pattern: "[domain-name:value = 'x.example']", pattern_type: 'stix', valid_from: '2026-01-01T00:00:00Z' },
    ...object,
  }
  const bundle = { type: 'bundle', id: `bundle--${randomUUID()}`, objects: [indicator, ...others] }
  const receipt = await analyst.importBundle(newImportId(), JSON.stringify(bundle))
  if (receipt.stored !== 1 + others.length) throw new Error(JSON.stringify(receipt))
  const stixIds = [id, ...others.map(other => (other as { id: string }).id)]
  const drafted = await draft(analyst, productOf('notice', [{ title: 'notice', stixIds, ...sketch }]))
  return submit(analyst, drafted).then(
    () => 'submitted',
    (error: { reason: string }) => error.reason,
  )
}

const marked = (label: string, version: number) => ({
  object_marking_refs: TLP_MARKINGS.filter(one => one.label === label && one.version === version).map(
    one => one.object.id,
  ),
})

describe('an edition that names what it does not carry', () => {
  it.each([
    ['in a description', { description: `Seen with ${hiddenId}.` }],
    ['in capital letters', { description: hiddenId.toUpperCase() }],
    ['in a custom property', { x_related: [{ to: hiddenId }] }],
    ['in the key of a custom property', { x_related: { [hiddenId]: 1 } }],
    ['in an external reference', { external_references: [{ source_name: 'case', external_id: hiddenId }] }],
  ])('[L29] is not submitted: %s', async (_where, object) => {
    expect(await submitted(object)).toBe('DANGLING_REFERENCE')
  })

  it('[L61][L29] is not submitted when the analyst’s own words name it', async () => {
    for (const words of [{ text: `${hiddenId} を参照` }, { title: hiddenId }, { summary: `→ ${hiddenId}` }])
      expect(await submitted({}, words)).toBe('DANGLING_REFERENCE')
  })

  it('is submitted when it names nothing but what it carries', async () => {
    expect(await submitted({ description: 'Seen elsewhere.' })).toBe('submitted')
  })
})

describe('an object whose sender restricted it', () => {
  it.each([
    ['TLP:GREEN', 2, {}, 'submitted'],
    ['TLP:GREEN', 2, { audience: { everyone: true, toPublic: true } }, 'MARKED_ABOVE'],
    ['TLP:AMBER', 1, {}, 'MARKED_ABOVE'],
    ['TLP:AMBER', 2, { secret: true }, 'submitted'],
    ['TLP:RED', 2, { secret: true }, 'MARKED_ABOVE'],
    ['TLP:RED', 1, { commInfo: true }, 'submitted'],
  ] as const)('[L18][L20] marked %s (TLP %i) in %j: %s', async (label, version, sketch, expected) => {
    expect(await submitted(marked(label, version), sketch)).toBe(expected)
  })

  it('[L18] stays in the government under a marking that nobody knows', async () => {
    const unknown = {
      ...{
        type: 'marking-definition',
        spec_version: '2.1',
        id: `marking-definition--${randomUUID()}`,
        created: '2026-01-01T00:00:00.000Z',
      },
      ...{
        name: 'ours',
        extensions: { [`extension-definition--${randomUUID()}`]: { extension_type: 'property-extension', level: 1 } },
      },
    }
    const extension = Object.keys(unknown.extensions)[0]
    const definition = {
      ...{
        type: 'extension-definition',
        spec_version: '2.1',
        id: extension,
        created: '2026-01-01T00:00:00.000Z',
        modified: '2026-01-01T00:00:00.000Z',
      },
      ...{
        name: 'x',
        schema: 'x',
        version: '1.0.0',
        extension_types: ['property-extension'],
        created_by_ref: `identity--${randomUUID()}`,
      },
    }
    const identity = {
      ...{
        type: 'identity',
        spec_version: '2.1',
        id: definition.created_by_ref,
        created: '2026-01-01T00:00:00.000Z',
        modified: '2026-01-01T00:00:00.000Z',
      },
      ...{ name: 'x', identity_class: 'organization' },
    }
    const object = { object_marking_refs: [unknown.id] }
    expect(await submitted(object, {}, [unknown, definition, identity])).toBe('MARKED_ABOVE')
  })
})

describe('an object of which another version arrives between review and release', () => {
  it('[L01] is not released unseen: the product goes back to its author first', async () => {
    const id = `indicator--${randomUUID()}`
    const version = (modified: string, description: string) => ({
      ...{ type: 'indicator', spec_version: '2.1', id, created: '2026-01-01T00:00:00.000Z', modified, description },
      ...{ pattern: "[domain-name:value = 'x.example']", pattern_type: 'stix', valid_from: '2026-01-01T00:00:00Z' },
    })
    const bring = (object: object) =>
      analyst.importBundle(
        newImportId(),
        JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [object] }),
      )
    await bring(version('2026-01-01T00:00:00.000Z', 'as it was reviewed'))
    const drafted = await draft(analyst, productOf('notice', [{ title: 'notice', stixIds: [id] }]))
    await submit(analyst, drafted)
    await bring(version('2026-02-01T00:00:00.000Z', 'what nobody reviewed'))
    const officer = hub.as('officer-1')
    await expect(releaseOnly(officer, drafted)).rejects.toMatchObject({
      code: 'CONFLICT',
      reason: 'CHANGED_SINCE_REVIEW',
    })
    await giveBack(officer, drafted, 'another version arrived')
    await submit(analyst, drafted)
    await releaseOnly(officer, drafted)
  })
})
