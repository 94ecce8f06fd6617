import type { StixObject } from '@noroshi/stix'

/**
 * One kind of thing of a document that has no counterpart on the other side, or only an inexact one: what is not in the result is in
 * this list, so that nothing is lost silently. The same thing at many places is one loss with a count: a list of ten thousand lines
 * is read by nobody.
 */
export interface Loss {
  /** Stable kebab-case identifier: `misp-instance-number`, `csaf-tracking-generator` … */
  readonly rule: string
  /** Where in the document, as a JSON path; `[*]` stands for some elements of a list: `$.Event.Attribute[*].event_id`. */
  readonly path: string
  /** At how many places. */
  readonly count: number
  readonly message: string
  readonly messageJa: string
}

/** What a document of another format became. */
export interface Conversion {
  /** Every one valid at MUST level; the same document gives the same ids, so that reading it again stores nothing twice. */
  readonly objects: readonly StixObject[]
  readonly losses: readonly Loss[]
}

/** Every reason for a loss of one format: its identifier, its sentence in English and in Japanese. */
export type LossRules = Readonly<Record<string, readonly [english: string, japanese: string]>>

/** More kinds of losses than this are not told apart: a hostile document could name a million. */
const MOST_KINDS = 1000

const FURTHER = [
  'There are more kinds of losses than are listed here.',
  '失われた内容の種類が多いため、ここに挙げたもの以外にもあります。',
] as const

/** Collects what is lost while a document is read, and puts equal losses together. */
export class LossReport<Rules extends LossRules> {
  readonly #rules: Rules
  readonly #found = new Map<string, { rule: string; first: string; path: string; count: number }>()
  #further = 0

  constructor(rules: Rules) {
    this.#rules = rules
  }

  note(rule: keyof Rules & string, path: string, count = 1): void {
    const general = path.replace(/\[\d+\]/g, '[*]')
    const key = `${rule} ${general}`
    const known = this.#found.get(key)
    if (known !== undefined) {
      known.count += count
      if (known.first !== path) known.path = general
    } else if (this.#found.size < MOST_KINDS) this.#found.set(key, { rule, first: path, path, count })
    else this.#further += count
  }

  list(): Loss[] {
    const losses = [...this.#found.values()].map(({ rule, path, count }) => {
      const [message, messageJa] = this.#rules[rule] ?? ['', '']
      return { rule, path, count, message, messageJa }
    })
    if (this.#further === 0) return losses
    return [
      ...losses,
      { rule: 'further-losses', path: '$', count: this.#further, message: FURTHER[0], messageJa: FURTHER[1] },
    ]
  }
}
