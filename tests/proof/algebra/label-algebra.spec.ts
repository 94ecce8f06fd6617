/**
 * The algebra of labels as a model: random sequences of what people do to products and to each other's rights, on a running hub. After
 * every step the hub is held to a model of a few lines, written apart from the product's rules: a label is the join of what went in
 * and never falls but by a release; whoever reads, reads what the model lets them; numbers have no gap.
 */
import fc from 'fast-check'
import type { Actor } from '../../support/actor.ts'
import { Actor as NewActor } from '../../support/actor.ts'
import { productOf, startTestHub, type EditionSketch, type TestHub } from '../../support/hub.ts'
import {
  draft,
  editionsOf,
  giveBack,
  inboxOf,
  personIdOf,
  recall,
  releaseOnly,
  revise,
  settled,
  submit,
} from '../../api/steps.ts'
import { IS_FULL, prove, SEED } from '../evidence.ts'

const RUNS = IS_FULL ? 600 : 60

interface Flags {
  readonly secret: boolean
  readonly commInfo: boolean
  readonly person: boolean
}
/** The law: what went in decides what comes out, and nothing else does (CLR-1). */
const categoryOf = (parts: readonly Flags[]): string =>
  parts.some(({ commInfo, person }) => commInfo || person)
    ? 'COMPREHENSIVE'
    : parts.some(({ secret }) => secret)
      ? 'PROVISION'
      : 'NOTICE'

type State = 'DRAFT' | 'IN_REVIEW' | 'RELEASED' | 'RECALLED'
interface Product {
  id: string
  version: number
  state: State
  parts: readonly Flags[]
  /** Of the edition, once released. */
  edition?: { readonly id: string; readonly category: string }
}
interface Model {
  products: Product[]
  /** Readers who may not come in at the moment. */
  shut: Set<string>
}

const READERS = { friend: 'wakaba', member: 'hoshiwatari', government: 'nco-reader' } as const
type ReaderName = keyof typeof READERS
const MAY: Readonly<Record<ReaderName, readonly string[]>> = {
  friend: ['NOTICE'],
  member: ['NOTICE', 'PROVISION'],
  government: ['NOTICE', 'PROVISION', 'COMPREHENSIVE'],
}

class Council {
  readonly hub: TestHub
  readonly analyst: Actor
  readonly officer: Actor
  readonly administrator: Actor
  readonly people: Readonly<Record<ReaderName, string>>
  steps = 0
  /** Editions of earlier runs, which this one says nothing of. */
  earlier = new Set<string>()

  constructor(hub: TestHub, administrator: Actor, people: Readonly<Record<ReaderName, string>>) {
    this.hub = hub
    this.analyst = hub.as('analyst-1')
    this.officer = hub.as('officer-1')
    this.administrator = administrator
    this.people = people
  }

  /** Holds the hub to the model. */
  async check(model: Model): Promise<void> {
    this.steps += 1
    await settled(this.hub)
    for (const { id, parts, edition } of model.products) {
      if (!edition) continue
      expect([id, edition.category]).toEqual([id, categoryOf(parts)])
      const { rows } = await this.hub.database.superuser.query<{ category: string; label: string }>(
        'select e.category, l.category as label from hub.edition e join hub.label l on l.id = e.label_id where e.id = $1',
        [edition.id],
      )
      expect([id, rows]).toEqual([id, [{ category: edition.category, label: edition.category }]])
    }
    for (const [name, prefix] of Object.entries(READERS) as [ReaderName, string][]) {
      const who = this.hub.as(prefix)
      if (model.shut.has(name)) {
        await expect(who.ask('{ editionCount }')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
        continue
      }
      const expected = model.products.flatMap(({ state, edition }) =>
        state === 'RELEASED' && edition && MAY[name].includes(edition.category) ? [edition.id] : [],
      )
      const read = (await editionsOf(who)).filter(id => !this.earlier.has(id))
      expect([name, read.sort()]).toEqual([name, expected.sort()])
      const inbox = await inboxOf(who)
      expect([name, inbox.map(item => item.seq)]).toEqual([name, inbox.map((_, index) => inbox[0].seq + index)])
      const shown = inbox.flatMap(({ edition }) => (edition && !this.earlier.has(edition.id) ? [edition.id] : []))
      expect([name, shown.filter(id => !expected.includes(id))]).toEqual([name, []])
    }
  }
}

abstract class Step implements fc.AsyncCommand<Model, Council> {
  protected readonly which: number
  constructor(which: number) {
    this.which = which
  }
  protected of(model: Readonly<Model>, ...states: State[]): Product | undefined {
    const all = model.products.filter(({ state }) => states.includes(state))
    return all[this.which % Math.max(1, all.length)]
  }
  abstract check(model: Readonly<Model>): boolean
  abstract act(model: Model, council: Council): Promise<void>
  async run(model: Model, council: Council): Promise<void> {
    await this.act(model, council)
    await council.check(model)
  }
  abstract toString(): string
}

const asProduct = (parts: readonly Flags[]): object => {
  const product = productOf('algebra', [{ title: 'algebra' } satisfies EditionSketch]) as {
    editions: { fragments: object[] }[]
  }
  product.editions[0].fragments = parts.map(part => ({
    ...{
      text: 'text',
      stixIds: [],
      containsSecret: part.secret,
      containsCommInfo: part.commInfo,
      identifiesPerson: part.person,
    },
  }))
  return product
}

class Draft extends Step {
  readonly parts: readonly Flags[]
  constructor(parts: readonly Flags[]) {
    super(0)
    this.parts = parts
  }
  check = () => true
  async act(model: Model, { analyst }: Council) {
    const { id, version } = await draft(analyst, asProduct(this.parts))
    model.products.push({ id, version, state: 'DRAFT', parts: this.parts })
  }
  toString = () => `draft(${categoryOf(this.parts)})`
}
/** Merges further fragments into a draft: the label may only rise. */
class Merge extends Step {
  readonly parts: readonly Flags[]
  constructor(which: number, parts: readonly Flags[]) {
    super(which)
    this.parts = parts
  }
  check = (model: Readonly<Model>) => this.of(model, 'DRAFT') !== undefined
  async act(model: Model, { analyst }: Council) {
    const product = this.of(model, 'DRAFT') as Product
    product.parts = [...product.parts, ...this.parts]
    product.version = (await revise(analyst, product, asProduct(product.parts))).version
  }
  toString = () => `merge(${categoryOf(this.parts)})`
}
class Submit extends Step {
  check = (model: Readonly<Model>) => this.of(model, 'DRAFT') !== undefined
  async act(model: Model, { analyst, officer }: Council) {
    const product = this.of(model, 'DRAFT') as Product
    await expect(releaseOnly(officer, product)).rejects.toMatchObject({ code: 'CONFLICT' }) // not without a review
    await submit(analyst, product)
    product.state = 'IN_REVIEW'
  }
  toString = () => 'submit'
}
class Return extends Step {
  check = (model: Readonly<Model>) => this.of(model, 'IN_REVIEW') !== undefined
  async act(model: Model, { officer }: Council) {
    const product = this.of(model, 'IN_REVIEW') as Product
    await giveBack(officer, product, 'again')
    product.state = 'DRAFT'
  }
  toString = () => 'return'
}
class Release extends Step {
  check = (model: Readonly<Model>) => this.of(model, 'IN_REVIEW') !== undefined
  async act(model: Model, { analyst, officer }: Council) {
    const product = this.of(model, 'IN_REVIEW') as Product
    await expect(releaseOnly(analyst, product)).rejects.toMatchObject({ code: 'FORBIDDEN' }) // by a second person alone
    const { editions } = await releaseOnly(officer, product)
    product.state = 'RELEASED'
    product.edition = { id: editions[0].editionId, category: editions[0].category }
  }
  toString = () => 'release'
}
class Recall extends Step {
  check = (model: Readonly<Model>) => this.of(model, 'RELEASED') !== undefined
  async act(model: Model, { officer }: Council) {
    const product = this.of(model, 'RELEASED') as Product
    await recall(officer, product.id)
    product.state = 'RECALLED'
  }
  toString = () => 'recall'
}
class Shut extends Step {
  readonly name: ReaderName
  constructor(name: ReaderName) {
    super(0)
    this.name = name
  }
  check = (model: Readonly<Model>) => !model.shut.has(this.name)
  async act(model: Model, { administrator, people }: Council) {
    await administrator.ask('mutation ($id: ID!) { deactivatePerson(personId: $id) { id } }', { id: people[this.name] })
    model.shut.add(this.name)
  }
  toString = () => `shut out(${this.name})`
}
class Reinstate extends Step {
  readonly name: ReaderName
  constructor(name: ReaderName) {
    super(0)
    this.name = name
  }
  check = (model: Readonly<Model>) => model.shut.has(this.name)
  async act(model: Model, { administrator, people }: Council) {
    await administrator.ask('mutation ($id: ID!) { reactivatePerson(personId: $id) { id } }', { id: people[this.name] })
    model.shut.delete(this.name)
  }
  toString = () => `reinstate(${this.name})`
}

const flags = fc.record({ secret: fc.boolean(), commInfo: fc.boolean(), person: fc.boolean() })
const parts = fc.array(flags, { minLength: 1, maxLength: 3 })
const which = fc.nat(5)
const reader = fc.constantFrom<ReaderName>('friend', 'member', 'government')
const STEPS = [
  ...[parts.map(some => new Draft(some)), fc.tuple(which, parts).map(([at, some]) => new Merge(at, some))],
  ...[which.map(at => new Submit(at)), which.map(at => new Submit(at)), which.map(at => new Return(at))],
  ...[which.map(at => new Release(at)), which.map(at => new Release(at)), which.map(at => new Recall(at))],
  ...[reader.map(name => new Shut(name)), reader.map(name => new Reinstate(name))],
]

describe(`labels through random lives of products and people (seed ${SEED})`, () => {
  let council: Council
  beforeAll(async () => {
    const hub = await startTestHub()
    const administrator = await new NewActor(hub.url, hub.account('administrator')).signIn()
    const people = {
      friend: await personIdOf(hub, 'wakaba'),
      member: await personIdOf(hub, 'hoshiwatari'),
      government: await personIdOf(hub, 'nco-reader'),
    }
    council = new Council(hub, administrator, people)
  }, 60_000)
  afterAll(() => council.hub.stop(), 20_000)

  it('[L17][L18][L19][L47][L62] never fall but by a release, and let nobody read more than they may', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(STEPS, { maxCommands: 25, size: 'max' }), async steps => {
        const { rows } = await council.hub.database.superuser.query<{ id: string }>('select id from hub.edition')
        council.earlier = new Set(rows.map(({ id }) => id))
        const model: Model = { products: [], shut: new Set() }
        try {
          await fc.asyncModelRun(() => ({ model, real: council }), steps)
        } finally {
          await council.hub.database.superuser.query('update hub.person set active = true where id = any($1::uuid[])', [
            Object.values(council.people),
          ])
        }
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: false },
    )
    prove('label-algebra steps', council.steps)
    expect(council.steps).toBeGreaterThan(RUNS * 3)
  }, 600_000)
})
