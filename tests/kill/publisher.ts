/**
 * Analysts and officers who do not give up: every request is repeated until its outcome is certain. Drafting is not
 * idempotent, so after a lost answer the author looks for the title; submitting is found out by the state; releasing is
 * idempotent and is simply repeated. Only what the hub answered counts as acknowledged.
 */
import type { Rng } from '@noroshi/clearance/testing'
import { AskFailed, type Actor } from '../support/actor.ts'
import { approveFor } from '../support/approving.ts'

/** A release that the hub acknowledged, with what was asked for. */
export interface Acknowledged {
  readonly productId: string
  readonly sketches: readonly Sketch[]
}

interface Version {
  readonly id: string
  readonly version: number
}

const DRAFT = 'mutation ($input: ProductInput!) { draftProduct(input: $input) { id version } }'
const SUBMIT = 'mutation ($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { id } }'
const RELEASE = 'mutation ($id: ID!, $version: Int!) { releaseProduct(id: $id, version: $version) { state } }'
const NEWEST = '{ products(first: 100) { items { id title version } } }'
const STATE = 'query ($id: ID!) { product(id: $id) { state } }'

/** How often there was no answer. */
export class Losses {
  /** The request was on its way: the connection broke, or the hub said that it could not tell. */
  answers = 0
  /** Nobody was there to take the request. */
  closedDoors = 0

  count(error: unknown): void {
    const cause: unknown = error instanceof Error ? error.cause : undefined
    if (cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED') this.closedDoors += 1
    else this.answers += 1
  }
}

/** Whether the hub may or may not have done it: the caller has to find out. */
export function isUncertain(error: unknown): boolean {
  if (!(error instanceof AskFailed)) return true
  return error.errors.some(({ extensions }) => ['INTERNAL', 'UNAVAILABLE', undefined].includes(extensions?.code))
}

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000
/** Through several kills in a row, on a machine with other work. */
const PATIENCE_MS = 300_000

/** Repeats a harmless request until there is an answer, ever more patiently. @throws AskFailed when the answer is a refusal */
export async function untilAnswered<T>(
  losses: Losses,
  request: () => Promise<T>,
  maySucceed: (error: unknown) => boolean = isUncertain,
): Promise<T> {
  const giveUpAt = Date.now() + PATIENCE_MS
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await request()
    } catch (error) {
      if (!maySucceed(error) || Date.now() > giveUpAt) throw error
      losses.count(error)
      await new Promise(resolve => setTimeout(resolve, pause * (0.5 + Math.random())))
    }
  }
}

/** Drafts, submits and releases one product, whatever happens to the hub meanwhile. */
export async function publish(
  title: string,
  sketches: readonly Sketch[],
  analyst: Actor,
  officer: Actor,
  losses: Losses,
): Promise<Acknowledged> {
  const version = await draft(title, sketches, analyst, losses)
  await submit(version, analyst, losses)
  // Where a colleague who was asked to approve had no answer, the release is refused; then they are asked again.
  await untilAnswered(
    losses,
    async () => {
      await approveFor([analyst, officer], version)
      return officer.ask(RELEASE, { ...version })
    },
    error => isUncertain(error) || (error instanceof AskFailed && error.reason === 'APPROVAL_MISSING'),
  )
  return { productId: version.id, sketches }
}

async function draft(title: string, sketches: readonly Sketch[], analyst: Actor, losses: Losses): Promise<Version> {
  const input = inputOf(title, sketches)
  for (;;) {
    try {
      const { draftProduct } = await analyst.ask<{ draftProduct: Version }>(DRAFT, { input })
      return draftProduct
    } catch (error) {
      if (!isUncertain(error)) throw error
      losses.count(error)
    }
    const { products } = await untilAnswered(losses, () => analyst.ask(NEWEST))
    const found = (products.items as (Version & { title: string })[]).find(product => product.title === title)
    if (found) return { id: found.id, version: found.version }
  }
}

async function submit(version: Version, analyst: Actor, losses: Losses): Promise<void> {
  for (;;) {
    try {
      await analyst.ask(SUBMIT, { ...version })
      return
    } catch (error) {
      if (!isUncertain(error)) throw error
      losses.count(error)
    }
    const { product } = await untilAnswered(losses, () => analyst.ask(STATE, { id: version.id }))
    if (product.state !== 'DRAFT') return
  }
}

/** One edition as it is asked for. */
export interface Sketch {
  readonly category: 'PROVISION' | 'NOTICE'
  readonly requiredRank: number
  /** Null: for everybody. */
  readonly sectors: readonly string[] | null
}

/** Mostly a PROVISION and a NOTICE for everybody; some for two fields alone, some with one edition, some for a higher rank. */
export function sketchesOf(rng: Rng, sectors: readonly string[]): Sketch[] {
  const audience = () => {
    const always = Math.floor(rng() * sectors.length)
    return rng() < 0.7 ? null : sectors.filter((_, index) => index === always || rng() < 0.2)
  }
  const provision: Sketch = { category: 'PROVISION', requiredRank: rng() < 0.85 ? 1 : 2, sectors: audience() }
  const notice: Sketch = { category: 'NOTICE', requiredRank: 0, sectors: audience() }
  const kind = rng()
  if (kind < 0.1) return [provision]
  if (kind < 0.2) return [notice]
  return [provision, notice]
}

function inputOf(title: string, sketches: readonly Sketch[]): object {
  return {
    title,
    kind: 'BULLETIN',
    severity: 'HIGH',
    urgency: 'PRIORITY',
    editions: sketches.map(({ category, requiredRank, sectors }) => ({
      title: `${title} ${category}`,
      summary: `${title} ${category}: summary`,
      fragments: [
        { text: title, containsSecret: category === 'PROVISION', containsCommInfo: false, identifiesPerson: false },
      ],
      ...(requiredRank > 0 ? { requiredRank } : {}),
      audience: sectors ? { everyone: false, sectors } : { everyone: true },
    })),
  }
}
