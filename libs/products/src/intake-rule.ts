import type { FragmentFlags, Tier } from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import { FLAGS, type Classification } from './classification.ts'
import type { EditionDraft } from './product.ts'

/** What the rule looks at of an intake. */
export interface IntakeFacts extends Classification {
  readonly id: string
}

/** What the rule looks at of a fragment. */
interface MadeOfIntake extends FragmentFlags {
  readonly consentedTiers: readonly Tier[] | null
  readonly rewritten?: boolean | null | undefined
}

const SAYS = {
  LESS_RESTRICTED: [
    'A fragment is at least as restricted as what it was made from, unless its text was written anew: then say so (rewritten).',
    '断片には、元の受領情報と同じ印が必要です。文章を書き直した場合は、そのことを明示してください（rewritten）。',
  ],
  BEYOND_CONSENT: [
    'Name the originator, and no tier to which the originator of the intake did not agree.',
    '情報提供者を記入し、同意先は受領情報で同意された範囲にしてください。',
  ],
} as const

/**
 * A fragment is at least as restricted as what it was made from, unless its author says that its text was written anew; whoever gave
 * it is asked in either case, because consent is not the text's.
 */
export function faultOf(fragment: MadeOfIntake, intake: Classification) {
  const flag = FLAGS.find(one => intake[one] && !fragment[one])
  if (flag !== undefined && fragment.rewritten !== true) return { rule: 'LESS_RESTRICTED', field: flag } as const
  const beyond = fragment.consentedTiers?.find(tier => !intake.consentedTiers.includes(tier))
  if (fragment.consentedTiers === null || beyond !== undefined)
    return { rule: 'BEYOND_CONSENT', field: 'consentedTiers' } as const
  return null
}

/** @throws HubError INVALID_INPUT `UNKNOWN_INTAKE`, `LESS_RESTRICTED`, `BEYOND_CONSENT`, each with the field */
export function requireProvenance(drafts: readonly EditionDraft[], intakes: ReadonlyMap<string, IntakeFacts>): void {
  for (const [edition, { fragments }] of drafts.entries())
    for (const [place, fragment] of fragments.entries()) {
      const at = `editions[${edition}].fragments[${place}]`
      for (const id of fragment.intakes ?? []) {
        const intake = intakes.get(id)
        if (!intake)
          throw new HubError(
            'INVALID_INPUT',
            'UNKNOWN_INTAKE',
            'There is no such intake.',
            `${at}.intakes`,
            'その受領情報はありません。',
          )
        const fault = faultOf(fragment, intake)
        if (!fault) continue
        const [en, ja] = SAYS[fault.rule]
        throw new HubError('INVALID_INPUT', fault.rule, en, `${at}.${fault.field}`, ja)
      }
    }
}
