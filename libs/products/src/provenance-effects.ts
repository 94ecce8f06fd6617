/*
 * What becomes of products when something that they were made of is restricted more than it was (ANA-3, CLR-5). Pure.
 *
 * A draft that no longer holds stays as it is: submission and release refuse it. What is in review goes back to its author. What was
 * released is recalled when an edition in force reached further than it now may: because its category, computed anew with the flags of the
 * intake, is a narrower one, unless its text was written anew; or because a tier that it went to is one to which the originator no longer
 * agrees, whoever wrote it.
 */
import { CATEGORIES, categoryOf, type FragmentFlags, type InfoCategory, type Tier } from '@noroshi/clearance'
import type { StixObject } from '@noroshi/stix'
import type { Classification } from './classification.ts'
import { labelledAbove, type SourceLabel } from './marking-rule.ts'
import { faultOf } from './intake-rule.ts'
import type { ProductState } from './product.ts'
import { readersOf } from './restriction.ts'

export type EffectRule = 'LESS_RESTRICTED' | 'BEYOND_CONSENT' | 'SOURCE_LABEL'

/** A product that no longer holds, and which of its editions do not. */
export interface Effect {
  readonly productId: string
  readonly what: 'RECALLED' | 'RETURNED' | 'BLOCKED'
  readonly faults: readonly { readonly category: InfoCategory; readonly rule: EffectRule }[]
}

export interface MadeFragment extends FragmentFlags {
  readonly intakes: readonly string[]
  readonly rewritten: boolean
}

/** A product, as far as it was made of an intake. */
export interface MadeProduct {
  readonly id: string
  readonly state: ProductState
  readonly drafts: readonly {
    readonly category: InfoCategory
    readonly fragments: readonly (MadeFragment & { readonly consentedTiers: readonly Tier[] | null })[]
  }[]
  /** Its editions that are neither recalled nor replaced. */
  readonly inForce: readonly {
    readonly category: InfoCategory
    /** Of its label: the intersection of what its originators agreed to. */
    readonly consentedTiers: readonly Tier[]
    readonly toPublic: boolean
    readonly fragments: readonly MadeFragment[]
  }[]
}

/** What a new classification of an intake does to the products that name it. */
export function effectsOfClassification(
  intakeId: string,
  now: Classification,
  products: readonly MadeProduct[],
): Effect[] {
  return effectsOf(products, {
    released: ({ category, consentedTiers, toPublic, fragments }) => {
      if (!fragments.some(({ intakes }) => intakes.includes(intakeId))) return null
      const asItIs = fragments.map(fragment =>
        fragment.rewritten || !fragment.intakes.includes(intakeId) ? fragment : joined(fragment, now),
      )
      const reached = readersOf(category, consentedTiers).filter(tier => tier !== 'PUBLIC' || toPublic)
      if (reached.some(tier => !now.consentedTiers.includes(tier))) return 'BEYOND_CONSENT'
      return isNarrower(categoryOf(asItIs), category) ? 'LESS_RESTRICTED' : null
    },
    drafted: ({ fragments }) =>
      fragments
        .filter(({ intakes }) => intakes.includes(intakeId))
        .map(fragment => faultOf(fragment, now)?.rule ?? null)
        .find(rule => rule !== null) ?? null,
  })
}

/** An edition or a draft with the objects that a source brought into it. */
export interface CarryingEdition {
  readonly category: InfoCategory
  readonly toPublic: boolean
  readonly objects: readonly StixObject[]
}
export interface CarryingProduct extends Pick<MadeProduct, 'id' | 'state'> {
  readonly drafts: readonly CarryingEdition[]
  readonly inForce: readonly CarryingEdition[]
}

/** What a new label of a source does to the products that carry its objects. */
export function effectsOfLabel(label: Omit<SourceLabel, 'id'>, products: readonly CarryingProduct[]): Effect[] {
  const judge = ({ category, toPublic, objects }: CarryingEdition): EffectRule | null => {
    const labels = objects.map(({ id }) => ({ ...label, id }))
    return labelledAbove({ category, audience: { toPublic } }, objects, labels).length > 0 ? 'SOURCE_LABEL' : null
  }
  return effectsOf(products, { released: judge, drafted: judge })
}

/** What an edition of the history says of why: in the words of the makers, who alone read it. */
export const RULE_WORDS = {
  LESS_RESTRICTED: ['受領情報の区分の変更により制限を満たさない', 'less restricted than its intake is now'],
  BEYOND_CONSENT: ['提供元の同意の範囲を超える', 'beyond what the originator agrees to'],
  SOURCE_LABEL: ['情報源の取扱いの変更により制限を満たさない', 'beyond the label of its source'],
} as const satisfies Record<EffectRule, readonly [string, string]>

/** What recipients' offices and inspectors find as the reason of such a recall: that there was one, and nothing of what was found. */
export const NEUTRAL_REASON = '取扱いの見直しのため回収しました。 / Recalled because its handling was reviewed.'

/** The entry in the makers' history. @param reason null where not all who read it may read the reason */
export function historyNote({ faults }: Effect, reason: string | null): string {
  const lines = faults.map(({ category, rule }) => {
    const [ja, en] = RULE_WORDS[rule]
    return `${category}: ${ja} / ${en}`
  })
  const why = reason ?? '理由は案件の時系列にあります。 / The timeline of the case says why.'
  return [...lines, why].join('\n').slice(0, 4_000)
}

function effectsOf<Draft extends { category: InfoCategory }, Released extends { category: InfoCategory }>(
  products: readonly {
    id: string
    state: ProductState
    drafts: readonly Draft[]
    inForce: readonly Released[]
  }[],
  judge: { released: (edition: Released) => EffectRule | null; drafted: (draft: Draft) => EffectRule | null },
): Effect[] {
  return products.flatMap(({ id, state, drafts, inForce }): Effect[] => {
    const released = faultsOf(inForce, judge.released)
    if (released.length > 0) return [{ productId: id, what: 'RECALLED', faults: released }]
    if (state !== 'DRAFT' && state !== 'IN_REVIEW') return []
    const drafted = faultsOf(drafts, judge.drafted)
    if (drafted.length === 0) return []
    return [{ productId: id, what: state === 'DRAFT' ? 'BLOCKED' : 'RETURNED', faults: drafted }]
  })
}

const faultsOf = <Edition extends { category: InfoCategory }>(
  editions: readonly Edition[],
  judge: (edition: Edition) => EffectRule | null,
): Effect['faults'] =>
  editions.flatMap(edition => {
    const rule = judge(edition)
    return rule === null ? [] : [{ category: edition.category, rule }]
  })

const joined = (fragment: FragmentFlags, intake: FragmentFlags): FragmentFlags => ({
  containsSecret: fragment.containsSecret || intake.containsSecret,
  containsCommInfo: fragment.containsCommInfo || intake.containsCommInfo,
  identifiesPerson: fragment.identifiesPerson || intake.identifiesPerson,
})

const isNarrower = (one: InfoCategory, other: InfoCategory): boolean =>
  CATEGORIES.indexOf(one) < CATEGORIES.indexOf(other)
