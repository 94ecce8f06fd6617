/** A council in which every field that somebody can write holds payloads, as far as the doors take them. */
import { randomUUID } from 'node:crypto'
import { draft, giveBack, recall, releaseOnly, submit } from '../api/steps.ts'
import { Actor, AskFailed } from '../support/actor.ts'
import { newImportId, productOf, type TestHub } from '../support/hub.ts'
import { asList, packed, PAYLOAD_ADDRESSES, PAYLOADS } from './xss-payloads.ts'

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
const EVERYBODY = { everyone: true, toPublic: true }
const rotated = <T>(values: readonly T[], by: number): T => values[by % values.length] as T // there is at least one

export class HostileCouncil {
  readonly notices: string[] = []
  readonly secrets: string[] = []
  readonly products: string[] = []
  readonly imports: string[] = []
  readonly objects: string[] = []
  readonly organisations: string[] = []
  /** Payloads that each field took, and how many its door refused with a sentence. */
  readonly taken = new Map<string, number>()
  refused = 0
  readonly #hub: TestHub

  constructor(hub: TestHub) {
    this.#hub = hub
  }

  async fill(): Promise<void> {
    await this.#fillProducts(await this.#fillStore())
    await this.#fillCouncil()
  }

  /** Sends payloads through a door; a refusal is an answer, anything else is a fault. */
  async through<T>(field: string, payloads: readonly string[], send: (payload: string) => Promise<T>): Promise<T[]> {
    const answers: T[] = []
    for (const payload of payloads)
      try {
        answers.push(await send(payload))
        this.taken.set(field, (this.taken.get(field) ?? 0) + 1)
      } catch (error) {
        // A question that is wrong by itself, or not on a list, refuses no payload.
        const isRefusal = error instanceof AskFailed && error.code === 'INVALID_INPUT'
        if (!isRefusal || ['OPERATION', 'QUERY'].includes(error.reason)) throw error
        this.refused++
      }
    return answers
  }

  async #fillStore(): Promise<string[]> {
    const analyst = this.#hub.as('analyst-1')
    const at = '2026-01-01T00:00:00.000Z'
    const envelope = (type: string) => ({
      type,
      spec_version: '2.1',
      id: `${type}--${randomUUID()}`,
      created: at,
      modified: at,
    })
    const labels = packed(400)
    const described = packed(1_500)
    const quoted = (payload: string) => payload.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
    const tools = packed(250).map((name, index) => ({
      ...envelope('tool'),
      name,
      description: rotated(described, index),
      labels: [rotated(labels, index), rotated(labels, index + 1)],
      external_references: [0, 1, 2].map(at => ({
        source_name: rotated(labels, index + at),
        description: rotated(labels, index + at + 1),
        url: rotated(PAYLOAD_ADDRESSES, 3 * index + at),
        external_id: rotated(PAYLOADS, index + at),
      })),
      x_note: { [rotated(labels, index)]: rotated(described, index) },
    }))
    const indicators = PAYLOADS.map((payload, index) => ({
      ...envelope('indicator'),
      name: rotated(PAYLOADS, index + 7),
      pattern: `[url:value = '${quoted(payload)}']`,
      pattern_type: 'stix',
      valid_from: at,
    }))
    const bundle = (contained: readonly object[]) =>
      JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: contained })
    const importId = newImportId()
    const receipt = await analyst.importBundle(importId, bundle([...tools, ...indicators]))
    this.imports.push(importId)
    expect(receipt.stored).toBeGreaterThan(300)
    // Refusals quote the place that is wrong, and so the keys that somebody chose.
    this.imports.push(newImportId())
    const wrong = PAYLOADS.slice(0, 40).map(payload => ({
      ...envelope('tool'),
      name: 1,
      [payload]: payload,
      type: payload,
    }))
    await analyst.importBundle(this.imports[1], bundle(wrong), 'wrong.json')
    await this.through(
      'file name',
      packed(200, payload => !/\p{Cc}/u.test(payload)),
      async name => {
        const id = newImportId()
        await analyst.importBundle(id, bundle([]), name)
      },
    )
    this.taken.set('STIX object', receipt.stored)
    this.objects.push(...tools.slice(0, 12).map(({ id }) => id))
    const kept = await analyst.ask('{ stixObjects(filter: { type: "indicator" }, first: 100) { items { id } } }')
    return kept.stixObjects.items.map(({ id }: { id: string }) => id)
  }

  async #fillProducts(stixIds: readonly string[]): Promise<void> {
    const [analyst, officer] = [this.#hub.as('analyst-1'), this.#hub.as('officer-1')]
    const titles = packed(290)
    const summaries = packed(3_900)
    const originators = packed(190)
    const step = Math.ceil(PAYLOADS.length / 6)
    await this.through('title', titles, async title => {
      const index = this.products.length
      const isSecret = index % 9 === 8
      const slice = PAYLOADS.slice((index % 6) * step, ((index % 6) + 1) * step)
      const text = index % 2 === 0 ? asList(slice) : slice.join('\n\n')
      const edition = {
        title,
        summary: rotated(summaries, index),
        text,
        originator: rotated(originators, index),
        consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'],
        stixIds: index === 0 ? stixIds : [],
      }
      const product = productOf(title, [isSecret ? { ...edition, secret: true } : { ...edition, audience: EVERYBODY }])
      const drafted = await draft(analyst, product)
      this.products.push(drafted.id)
      await submit(analyst, drafted)
      const { editions } = await releaseOnly(officer, drafted)
      ;(isSecret ? this.secrets : this.notices).push(editions[0].editionId)
    })
    const quoted = (payload: string) => payload.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
    await this.through('hunt', summaries, async hypothesis => {
      const index = this.products.length
      const [name, value] = [rotated(originators, index), rotated(PAYLOADS, index)]
      const product = productOf('調査', [{ title: '調査', audience: EVERYBODY }], { kind: 'HUNT_PACKAGE' })
      const hunt = {
        ...{ hypothesis, requiredLogs: [name], difficulty: 'LOW', lookBackDays: 1 },
        queries: [{ language: 'STIX', title: name, text: `[url:value = '${quoted(value)}']` }],
        ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
      }
      const editions = product.editions.map(edition => ({ ...edition, hunt }))
      const drafted = await draft(analyst, { ...product, editions })
      this.products.push(drafted.id)
      await submit(analyst, drafted)
      const released = await releaseOnly(officer, drafted)
      this.notices.push(released.editions[0].editionId)
      await this.#hub
        .as('hoshiwatari')
        .ask('mutation ($id: ID!, $input: HuntAnswerInput!) { answerHunt(editionId: $id, input: $input) { at } }', {
          id: released.editions[0].editionId,
          input: { answer: 'FOUND', note: rotated(summaries, index).slice(0, 1_900) },
        })
    })
    const reasons = packed(900)
    const others = await this.through('reason of a return', reasons, async reason => {
      const drafted = await draft(analyst, productOf('差戻し', [{ title: '差戻し' }]))
      await submit(analyst, drafted)
      await giveBack(officer, drafted, reason)
      return drafted.id
    })
    const gone = await this.through('reason of a recall', reasons, async reason => {
      const drafted = await draft(analyst, productOf('取下げ', [{ title: '取下げ' }]))
      await submit(analyst, drafted)
      await releaseOnly(officer, drafted)
      await recall(officer, drafted.id, reason)
      return drafted.id
    })
    this.products.push(...others, ...gone)
  }

  async #fillCouncil(): Promise<void> {
    const administrator = await new Actor(this.#hub.url, this.#hub.account('administrator')).signIn()
    const names = packed(190, payload => !HIDDEN.test(payload))
    const reasons = packed(900)
    let index = 0
    this.organisations.push(
      ...(await this.through('organisation', names, async name => {
        index++
        const input = {
          name,
          nameEn: rotated(names, index + 1),
          class: 'MUNICIPALITY',
          tier: 'FRIEND',
          sectors: [],
          competentMinistry: rotated(names, index + 2),
          prefecture: rotated(names, index + 3),
        }
        const { registerOrganisation } = await administrator.ask(
          'mutation ($input: OrganisationInput!) { registerOrganisation(input: $input) { id } }',
          { input },
        )
        const { id } = registerOrganisation
        const person = { name: rotated(names, index + 4), email: `xss-${index}@town.example`, roles: [] }
        await administrator.ask(
          'mutation ($id: ID!, $input: PersonInput!) { registerPerson(organisationId: $id, input: $input) { expiresAt } }',
          { id, input: person },
        )
        await administrator.ask(
          'mutation ($id: ID!, $reason: String!) { moveMembership(organisationId: $id, to: WITHDRAWN, reason: $reason) { id } }',
          { id, reason: rotated(reasons, index) },
        )
        return id as string
      })),
    )
    // Hidden characters and names that pass for others are refused; the rest is a name like any other.
    expect(this.organisations.length).toBeGreaterThan(names.length / 2)
  }
}
