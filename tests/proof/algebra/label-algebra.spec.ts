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
  personIdOf,
  recall,
  releaseNow,
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

const LADDER = ['COMPREHENSIVE', 'PROVISION', 'NOTICE']

type State = 'DRAFT' | 'IN_REVIEW' | 'RELEASED' | 'RECALLED'
interface Product {
  id: string
  version: number
  state: State
  /** What went into each edition, the widest first. */
  parts: readonly (readonly Flags[])[]
  /** Once released, in the same order. */
  editions: readonly { readonly id: string; readonly category: string }[]
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

/** The last hundred of somebody's inbox, oldest first. */
async function latestOf(who: Actor): Promise<{ seq: number; edition: { id: string } | null }[]> {
  const { inboxLatest } = await who.ask('{ inboxLatest(first: 100) { items { seq edition { id } } } }')
  return inboxLatest.items.reverse()
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

  /** The editions of this run that somebody may read now. */
  permitted(model: Readonly<Model>, name: ReaderName): string[] {
    return model.products.flatMap(({ state, editions }) =>
      state === 'RELEASED' ? editions.filter(({ category }) => MAY[name].includes(category)).map(({ id }) => id) : [],
    )
  }

  /** Holds the hub to the model. */
  async check(model: Model): Promise<void> {
    this.steps += 1
    await settled(this.hub)
    for (const { id, parts, editions } of model.products)
      for (const [index, edition] of editions.entries()) {
        expect([id, edition.category]).toEqual([id, categoryOf(parts[index])])
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
      const expected = this.permitted(model, name)
      const read = (await editionsOf(who)).filter(id => !this.earlier.has(id))
      expect([name, read.sort()]).toEqual([name, expected.sort()])
      const inbox = await latestOf(who)
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

const asProduct = (editions: readonly (readonly Flags[])[]): object => {
  const sketches = editions.map((_, index) => ({ title: `algebra ${index}` }) satisfies EditionSketch)
  const product = productOf('algebra', sketches) as { editions: { fragments: object[] }[] }
  for (const [index, parts] of editions.entries())
    product.editions[index].fragments = parts.map(part => ({
      ...{ text: 'text', stixIds: [], containsSecret: part.secret },
      ...{ containsCommInfo: part.commInfo, identifiesPerson: part.person },
    }))
  return product
}
/** An analyst changes a draft to what the model says now. */
async function revised(product: Product, { analyst }: Council): Promise<void> {
  product.version = (await revise(analyst, product, asProduct(product.parts))).version
}

class Draft extends Step {
  readonly parts: readonly Flags[]
  constructor(parts: readonly Flags[]) {
    super(0)
    this.parts = parts
  }
  check = () => true
  async act(model: Model, { analyst }: Council) {
    const { id, version } = await draft(analyst, asProduct([this.parts]))
    model.products.push({ id, version, state: 'DRAFT', parts: [this.parts], editions: [] })
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
  async act(model: Model, council: Council) {
    const product = this.of(model, 'DRAFT') as Product
    const [widest, ...others] = product.parts
    product.parts = [[...widest, ...this.parts], ...others]
    await revised(product, council)
  }
  toString = () => `merge(${categoryOf(this.parts)})`
}
/** Somebody sees later what a fragment holds. */
class Flag extends Step {
  readonly flag: keyof Flags
  constructor(which: number, flag: keyof Flags) {
    super(which)
    this.flag = flag
  }
  check = (model: Readonly<Model>) => this.of(model, 'DRAFT') !== undefined
  async act(model: Model, council: Council) {
    const product = this.of(model, 'DRAFT') as Product
    const [[first, ...rest], ...others] = product.parts
    product.parts = [[{ ...first, [this.flag]: true }, ...rest], ...others]
    await revised(product, council)
  }
  toString = () => `flag(${this.flag})`
}
/** A further edition for those below, of words of its own. */
class Derive extends Step {
  readonly secret: boolean
  constructor(which: number, secret: boolean) {
    super(which)
    this.secret = secret
  }
  get #parts(): Flags[] {
    return [{ secret: this.secret, commInfo: false, person: false }]
  }
  check = (model: Readonly<Model>) => {
    const lowest = this.of(model, 'DRAFT')?.parts.at(-1)
    return lowest !== undefined && LADDER.indexOf(categoryOf(this.#parts)) > LADDER.indexOf(categoryOf(lowest))
  }
  async act(model: Model, council: Council) {
    const product = this.of(model, 'DRAFT') as Product
    product.parts = [...product.parts, this.#parts]
    await revised(product, council)
  }
  toString = () => `derive(${categoryOf(this.#parts)})`
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
    await expect(releaseNow(analyst, product)).rejects.toMatchObject({ code: 'FORBIDDEN' }) // by a second person alone
    if (product.parts.some(parts => categoryOf(parts) !== 'NOTICE'))
      await expect(releaseNow(officer, product)).rejects.toMatchObject({ reason: 'APPROVAL_MISSING' }) // nor without a third
    const { editions } = await releaseOnly(officer, product)
    product.state = 'RELEASED'
    const released: { editionId: string; category: string }[] = editions
    product.editions = product.parts.map(parts => {
      const own = released.find(({ category }) => category === categoryOf(parts))
      return { id: own?.editionId ?? 'none', category: own?.category ?? 'none' }
    })
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

/** A socket that comes back with the number it heard last, and hears what came since, as far as its reader may now know. */
class Reconnect extends Step {
  readonly name: ReaderName
  constructor(which: number, name: ReaderName) {
    super(which)
    this.name = name
  }
  check = (model: Readonly<Model>) => !model.shut.has(this.name)
  async act(model: Model, council: Council) {
    await settled(council.hub)
    const who = council.hub.as(READERS[this.name])
    const numbers = (await latestOf(who)).map(({ seq }) => seq)
    if (numbers.length === 0) return
    const after = numbers[this.which % numbers.length] - 1
    const listener = await who.listen(after)
    await listener.until(() => listener.last >= (numbers.at(-1) ?? 0), 'what came since')
    listener.close()
    expect(listener.items.map(({ seq }) => seq)).toEqual(numbers.filter(seq => seq > after))
    const told = listener.items.flatMap(({ kind, editionId }) =>
      kind === 'RELEASED' && editionId !== null && !council.earlier.has(editionId) ? [editionId] : [],
    )
    const mine = model.products.flatMap(({ editions }) => editions)
    expect(told.filter(id => !mine.some(one => one.id === id && MAY[this.name].includes(one.category)))).toEqual([])
  }
  toString = () => `reconnect(${this.name})`
}

const flags = fc.record({ secret: fc.boolean(), commInfo: fc.boolean(), person: fc.boolean() })
const parts = fc.array(flags, { minLength: 1, maxLength: 3 })
const which = fc.nat(5)
const reader = fc.constantFrom<ReaderName>('friend', 'member', 'government')
const STEPS = [
  ...[parts.map(some => new Draft(some)), fc.tuple(which, parts).map(([at, some]) => new Merge(at, some))],
  ...[
    fc
      .tuple(which, fc.constantFrom<keyof Flags>('secret', 'commInfo', 'person'))
      .map(([at, flag]) => new Flag(at, flag)),
  ],
  ...[fc.tuple(which, fc.boolean()).map(([at, secret]) => new Derive(at, secret))],
  ...[fc.tuple(which, reader).map(([at, name]) => new Reconnect(at, name))],
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
