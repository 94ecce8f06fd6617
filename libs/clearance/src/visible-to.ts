/*
 * The rules compiled to SQL. Labels are few and editions are many, so each rule becomes
 *
 *   (e.label_id = any(array(select l.id from hub.label l where <label conditions>)) and <state conditions>)
 *
 * The inner select runs once per statement; what is compared on every edition is an integer and a few instants. The
 * rules are OR'ed; no rule, no row: `false`. Nothing of the reader is ever written into the text: parameters only, each
 * with an explicit cast.
 */
import type { Column, FieldTest } from './operators.ts'
import { sqlOf } from './operators.ts'
import type { Conditions } from './rules.ts'
import { rulesFor } from './rules.ts'
import type { EditionFacts, Reader } from './words.ts'

/** A boolean SQL expression and the values of its parameters, in order. */
export interface SqlCondition {
  readonly sql: string
  readonly parameters: unknown[]
}

/** Where the expression will stand. */
export interface VisibleToOptions {
  /** Alias of the edition row in the query around; `e` by default. */
  readonly edition?: string
  /** The table of labels; `hub.label` by default. */
  readonly label?: string
  /** Number of the first free parameter; 1 by default. */
  readonly firstParameter?: number
  /** `read` by default; `inspect` is the separate door of oversight. */
  readonly verb?: 'read' | 'inspect'
}

interface Place {
  readonly side: 'label' | 'edition'
  readonly name: string
  readonly type: Column['type']
}

/** Every fact of an edition and its column; a new fact does not compile until it has one. */
const PLACES: Readonly<Record<keyof EditionFacts, Place>> = {
  id: { side: 'edition', name: 'id', type: 'uuid' },
  releasedAt: { side: 'edition', name: 'released_at', type: 'timestamptz' },
  recalledAt: { side: 'edition', name: 'recalled_at', type: 'timestamptz' },
  embargoUntil: { side: 'edition', name: 'embargo_until', type: 'timestamptz' },
  expiresAt: { side: 'edition', name: 'expires_at', type: 'timestamptz' },
  category: { side: 'label', name: 'category', type: 'text' },
  requiredRank: { side: 'label', name: 'required_rank', type: 'integer' },
  everyone: { side: 'label', name: 'everyone', type: 'boolean' },
  sectors: { side: 'label', name: 'sectors', type: 'text' },
  circles: { side: 'label', name: 'circles', type: 'uuid' },
  organisations: { side: 'label', name: 'organisations', type: 'uuid' },
  people: { side: 'label', name: 'people', type: 'uuid' },
  excludedOrganisations: { side: 'label', name: 'excluded_organisations', type: 'uuid' },
  excludedSectors: { side: 'label', name: 'excluded_sectors', type: 'text' },
  excludedPeople: { side: 'label', name: 'excluded_people', type: 'uuid' },
  consentedTiers: { side: 'label', name: 'consented_tiers', type: 'text' },
  toPublic: { side: 'label', name: 'to_public', type: 'boolean' },
}

/** Which editions this reader may read (or inspect) at this instant, as a condition on the edition's row. */
export function visibleTo(reader: Reader, at: Date, options: VisibleToOptions = {}): SqlCondition {
  const { edition = 'e', label = 'hub.label', firstParameter = 1, verb = 'read' } = options
  const parameters = new ParameterList(firstParameter)
  const table = identifier(label)
  const aliases = { edition: identifier(edition), label: 'l' }
  const sql = compile(reader, at, verb, conditions => {
    const labels = conditionSql(conditions, 'label', aliases, parameters)
    const state = conditionSql(conditions, 'edition', aliases, parameters)
    const subselect = `${aliases.edition}.label_id = any(array(select l.id from ${table} l where ${labels.join(' and ')}))`
    return `(${[...(labels.length > 0 ? [subselect] : []), ...state].join(' and ')})`
  })
  return { sql, parameters: parameters.values }
}

/**
 * Which labels this reader may receive at this instant, as a condition on the label's row (alias `l` by default): the
 * rules without the state of editions, to intern a reader as a set of labels. Ask again at the ability's `validUntil`.
 */
export function labelsVisibleTo(
  reader: Reader,
  at: Date,
  options: Omit<VisibleToOptions, 'edition'> = {},
): SqlCondition {
  const { label = 'l', firstParameter = 1, verb = 'read' } = options
  const parameters = new ParameterList(firstParameter)
  const aliases = { edition: '', label: identifier(label) }
  const sql = compile(reader, at, verb, conditions => {
    const labels = conditionSql(conditions, 'label', aliases, parameters)
    // Only inspection asks nothing of a label.
    return labels.length === 0 ? 'true' : `(${labels.join(' and ')})`
  })
  return { sql, parameters: parameters.values }
}

/** One expression per rule; any one of them is enough, as in memory. */
function compile(
  reader: Reader,
  at: Date,
  verb: 'read' | 'inspect',
  ofRule: (conditions: Conditions<'Edition'>) => string,
): string {
  const parts: string[] = []
  for (const rule of rulesFor(reader, at)) {
    if (rule.subject === 'Edition' && rule.action === verb) parts.push(ofRule(rule.conditions))
  }
  return parts.length === 0 ? 'false' : `(${parts.join(' or ')})`
}

type Aliases = Readonly<Record<Place['side'], string>>

/** The expressions of all conditions that stand on one side; the alternatives of `$or` are all of the label. */
function conditionSql(
  conditions: Conditions<'Edition'>,
  side: Place['side'],
  aliases: Aliases,
  parameters: ParameterList,
): string[] {
  const { $or, ...fields } = conditions
  const parts: string[] = []
  for (const [field, test] of Object.entries<FieldTest>(fields)) {
    // The keys of Conditions other than `$or` are fields of an edition, which all have a place.
    const place = PLACES[field as keyof EditionFacts]
    if (place.side !== side) continue
    const column = { expression: `${aliases[side]}.${place.name}`, type: place.type }
    parts.push(sqlOf(test, column, (value, cast) => parameters.bind(value, cast)))
  }
  if ($or !== undefined && side === 'label') {
    const alternatives = $or.map(one => conditionSql(one, side, aliases, parameters).join(' and '))
    parts.push(`(${alternatives.join(' or ')})`)
  }
  return parts
}

/** Collects the values; the same value with the same cast gets the same placeholder. */
class ParameterList {
  readonly values: unknown[] = []
  readonly #placeholders = new Map<string, string>()
  readonly #first: number

  constructor(first: number) {
    this.#first = first
  }

  bind(value: unknown, cast: string): string {
    const key = JSON.stringify([cast, value])
    const known = this.#placeholders.get(key)
    if (known !== undefined) return known
    const placeholder = `$${this.#first + this.values.length}::${cast}`
    this.values.push(value)
    this.#placeholders.set(key, placeholder)
    return placeholder
  }
}

/** Names come from code, never from a request; all the same, nothing but a plain name gets into the text. */
function identifier(name: string): string {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(name)) throw new TypeError(`${name} is not a plain SQL name`)
  return name
}
