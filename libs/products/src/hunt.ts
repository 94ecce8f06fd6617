/*
 * The hunt of an edition (HNT-1): what to look for, in which logs, with which queries, how hard it is. Content of its edition like a
 * fragment: its flags join the edition's, its values are the edition's, and its approval, signature and renderings are the edition's. Pure.
 */
import { uuidFrom } from '@noroshi/database'
import { checkPattern, type Indicator, type MarkingDefinition, type StixId } from '@noroshi/stix'
import { z } from 'zod'
import { HUB } from './edition-report.ts'
import type { FragmentInput } from './product.ts'

export const HUNT_LANGUAGES = ['SIGMA', 'YARA', 'STIX', 'SNORT', 'SURICATA'] as const
export type HuntLanguage = (typeof HUNT_LANGUAGES)[number]
export const DIFFICULTIES = ['LOW', 'MEDIUM', 'HIGH'] as const

/** In the words of pattern-type-ov (STIX 2.1 §10.18). */
export const PATTERN_TYPES = {
  ...{ SIGMA: 'sigma', YARA: 'yara', STIX: 'stix', SNORT: 'snort', SURICATA: 'suricata' },
} as const satisfies Record<HuntLanguage, string>

/** On an indicator that asks whether something was there: no order to block it. */
export const HUNT_LABEL = 'noroshi-hunt'

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine(value => !value.includes('\0') && value.isWellFormed(), {
      error: 'NUL and halves of characters are not text',
      params: { ja: 'NUL 文字や壊れた文字は使えません。' },
    })

const huntQuery = z
  .strictObject({
    language: z.enum(HUNT_LANGUAGES),
    title: text(200),
    // As it was written, but for what stands around it: a query is run, not read.
    text: text(65_536),
  })
  .superRefine(({ language, text: query }, context) => {
    const checked = checkPattern(PATTERN_TYPES[language], query)
    if (checked.ok) return
    const { line, column, message, messageJa } = checked
    context.addIssue({
      ...{ code: 'custom', path: ['text'], message: `${language}, line ${line}, column ${column}: ${message}.` },
      params: { ja: `${language} の${line}行目${column}文字目：${messageJa}。` },
    })
  })

/** A hunt as its author saves it. @throws of `parseInput`: the field at fault, and of a query its line and column */
export const huntInput = z.strictObject({
  hypothesis: text(4_000),
  requiredLogs: z.array(text(200)).min(1).max(30),
  difficulty: z.enum(DIFFICULTIES),
  /** Days. */
  lookBackDays: z.int().min(1).max(3_650),
  queries: z.array(huntQuery).min(1).max(50),
  containsSecret: z.boolean(),
  containsCommInfo: z.boolean(),
  identifiesPerson: z.boolean(),
})

export type HuntDraft = z.output<typeof huntInput>
/** What readers have of it, and what is signed. */
export type Hunt = Omit<HuntDraft, 'containsSecret' | 'containsCommInfo' | 'identifiesPerson'>

export function publishedHunt(draft: HuntDraft | null | undefined): Hunt | null {
  if (!draft) return null
  const { hypothesis, requiredLogs, difficulty, lookBackDays, queries } = draft
  return { hypothesis, requiredLogs, difficulty, lookBackDays, queries }
}

/** Where a hunt says something, and what. */
export function huntPassages(hunt: HuntDraft | null | undefined): { place: string; text: string }[] {
  if (!hunt) return []
  return [
    { place: 'hunt.hypothesis', text: hunt.hypothesis },
    { place: 'hunt.requiredLogs', text: hunt.requiredLogs.join('\n') },
    ...hunt.queries.map(({ title, text: query }, index) => ({
      place: `hunt.queries[${index}]`,
      text: `${title}\n${query}`,
    })),
  ]
}

/** The same as fragments, for what asks who may know a text: with the flags of the hunt, and the office's own. */
export const huntFragments = (hunt: HuntDraft | null | undefined): { place: string; fragment: FragmentInput }[] =>
  huntPassages(hunt).map(({ place, text: said }) => ({
    place,
    fragment: {
      ...{ key: place, derivedFrom: null, text: said, stixIds: [], originator: null, consentedTiers: null },
      containsSecret: hunt?.containsSecret === true,
      containsCommInfo: hunt?.containsCommInfo === true,
      identifiesPerson: hunt?.identifiesPerson === true,
    },
  }))

/** The parts whose flags make the edition's: its fragments, and its hunt. */
export const flaggedParts = <Part>(edition: {
  readonly fragments: readonly Part[]
  readonly hunt?: HuntDraft | null
}): (Part | HuntDraft)[] => [...edition.fragments, ...(edition.hunt ? [edition.hunt] : [])]

/**
 * The id of a query's indicator: of the edition's own random id and its place, so that a correction is known by it and no two editions
 * share one.
 */
export function huntIndicatorId(editionId: string, place: number): StixId {
  return `indicator--${uuidFrom(`noroshi hunt ${editionId} ${place}`)}`
}

/** Its queries in the words of STIX, of the hub's own: tools take them from the bundle and from collections. */
export function huntIndicators(
  editionId: string,
  hunt: Hunt | null,
  releasedAt: string,
  markings: readonly MarkingDefinition[],
): Indicator[] {
  return (hunt?.queries ?? []).map(({ language, title, text: query }, place) => ({
    ...{ type: 'indicator', spec_version: '2.1', id: huntIndicatorId(editionId, place), created_by_ref: HUB.id },
    ...{ created: releasedAt, modified: releasedAt, name: title, description: hunt?.hypothesis ?? '' },
    ...{ pattern: query, pattern_type: PATTERN_TYPES[language], valid_from: releasedAt, labels: [HUNT_LABEL] },
    object_marking_refs: markings.map(({ id }) => id),
  }))
}

const ENDINGS = { SIGMA: 'yml', YARA: 'yar', STIX: 'txt', SNORT: 'rules', SURICATA: 'rules' } as const

/** What a query is called as a file: of the reference and its place alone, above NOTICE too. */
export const huntFileName = (reference: string, place: number, language: HuntLanguage): string =>
  `${reference}-${place + 1}.${ENDINGS[language]}`
