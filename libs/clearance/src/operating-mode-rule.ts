/*
 * The mode in which the hub works, 通常時 ⇄ 大規模障害対応時 (PRV-6, docs/adr/0032-emergency-path.md): the state's own situation. That the hub is
 * in the second tells that something large is going on, before anybody was warned of it.
 */
import { abilityFor } from './ability.ts'
import type { Reader } from './words.ts'

/** The usual one, and that of a large-scale failure of infrastructure services (大規模重要インフラサービス障害対応時). */
export const OPERATING_MODES = ['NORMAL', 'LARGE_SCALE'] as const
/** How the hub works now. */
export type OperatingMode = (typeof OPERATING_MODES)[number]

/** How long one declaration lasts at most: over a weekend, and never past the day on which somebody is asked again. */
export const LONGEST_MODE_HOURS = 72

/** Whether this reader may know in which mode the hub is, and was: those who make products, and inspectors. */
export function knowsOperatingMode(reader: Reader, at: Date): boolean {
  const ability = abilityFor(reader, at)
  // Of no row: the mode is one thing, and their work depends on it whatever they may read.
  return ability.mightEver('draft', 'Product') || ability.mightEver('inspect', 'Edition')
}

/** Whether this reader may switch it: a releasing officer of the government. */
export const switchesOperatingMode = (reader: Reader, at: Date): boolean =>
  abilityFor(reader, at).mightEver('release', 'Product')
