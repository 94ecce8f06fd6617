import { z } from 'zod'
import { LossReport, type Conversion, type Loss } from './conversion.ts'
import { admitForeign } from './foreign.ts'
import { isProperties, listOf, timeOf, type Draft } from './misp-words.ts'
import { linkTo, StixOutput } from './stix-output.ts'
import { readStructure } from './structure.ts'
import { withWords } from './vulnerability-source.ts'

const text = z.string().min(1)
const day = z.iso.date()
const entry = z.looseObject({
  cveID: z.string().regex(/^CVE-\d{4}-\d{4,19}$/),
  vendorProject: text,
  product: text,
  vulnerabilityName: text,
  dateAdded: day,
  shortDescription: text,
  requiredAction: text,
  dueDate: day,
  knownRansomwareCampaignUse: z.string().optional(),
  notes: z.string().optional(),
  cwes: z.array(z.string()).optional(),
})
type KevEntry = z.infer<typeof entry>

const KEV_LOSSES = {
  'kev-too-deep': ['Nested too deeply; it was left out.', '入れ子が深すぎるため、取り込みません。'],
  'kev-too-many': ['There are too many; the rest was left out.', '件数の上限を超えた分は、取り込みません。'],
  'kev-too-large': ['Too large; it was left out.', '大きすぎるため、取り込みません。'],
  'kev-unstorable': ['It cannot be stored; it was left out.', '保存できない内容のため、取り込みません。'],
  'kev-property': [
    'Nothing here knows this property; it was left out.',
    'この項目に対応するものがないため、取り込みません。',
  ],
  'kev-twice': [
    'This CVE is there twice; the first counts.',
    'このCVEは2回記載されています。最初のものを取り込みます。',
  ],
} as const

/** The newest version of an object that is held already: of when it is, and whether it is letter for letter this one. */
export interface HeldVersion {
  readonly modified: string
  says(object: Readonly<Record<string, unknown>>): boolean
}

export type KnownObject = (id: string) => HeldVersion | undefined

/** Whether a parsed JSON value is CISA's catalogue of known exploited vulnerabilities, by its outermost names. */
export function isKev(value: unknown): boolean {
  return isProperties(value) && 'catalogVersion' in value && Array.isArray(value['vulnerabilities'])
}

/**
 * STIX 2.1 of the catalogue: for each entry the vulnerability with its due date and required action, and the software that has it.
 * An entry has no time of its last change, so its first version is of the day when it was added. Where the version that is `known`
 * says something else, the new one is of the time when the catalogue was released; where it says the same, it is that version.
 * Never throws.
 */
export function kevToStix(value: unknown, known: KnownObject = () => undefined): Conversion {
  const losses = new LossReport(KEV_LOSSES)
  const admitted = admitForeign(value, (why, path, count) => losses.note(`kev-${why}`, path, count))
  const catalogue = isProperties(admitted) ? admitted : {}
  const released = timeOf(catalogue['dateReleased'])
  const output = new StixOutput('kev', { created: FOUNDED, modified: FOUNDED, markings: [] })
  const publisher = output.add(output.authored('identity', 'publisher', PUBLISHER))
  const faults: Loss[] = []
  for (const [index, one] of listOf(catalogue['vulnerabilities']).entries()) {
    const path = `$.vulnerabilities[${index}]`
    const read = readStructure(entry, one, 'kev-entry', 'KEV schema', path)
    if (!read.ok) {
      faults.push(
        ...read.faults.map(({ rule, path: at, message, messageJa }) => ({
          rule,
          path: at,
          count: 1,
          message,
          messageJa,
        })),
      )
      continue
    }
    for (const name of Object.keys(read.value))
      if (!KNOWN_NAMES.has(name)) losses.note('kev-property', `${path}.${name}`)
    addEntry(output, read.value, path, losses, draft => ({
      ...versionOf({ ...draft, ...(publisher === undefined ? {} : { created_by_ref: publisher }) }, released, known),
    }))
  }
  const isEmpty = output.ids.length <= 1
  return { objects: isEmpty ? [] : output.result(), losses: [...losses.list(), ...faults.slice(0, 200)] }
}

/** When the catalogue began. */
const FOUNDED = '2021-11-03T00:00:00.000Z'
const PUBLISHER = {
  name: 'Cybersecurity and Infrastructure Security Agency',
  identity_class: 'organization',
  sectors: ['government'],
  external_references: [{ source_name: 'kev', url: 'https://www.cisa.gov/known-exploited-vulnerabilities-catalog' }],
}
const KNOWN_NAMES = new Set(Object.keys(entry.shape))

function addEntry(
  output: StixOutput,
  one: KevEntry,
  path: string,
  losses: LossReport<typeof KEV_LOSSES>,
  version: (draft: Draft) => Draft,
): void {
  const added = `${one.dateAdded}T00:00:00.000Z`
  const times = { created: added, modified: added }
  const draft = version(
    withWords(
      output.authored('vulnerability', one.cveID, {
        ...times,
        name: one.cveID,
        description: `${one.vulnerabilityName}\n\n${one.shortDescription}`,
        labels: ['known-exploited'],
        external_references: [
          { source_name: 'cve', external_id: one.cveID },
          ...(one.cwes ?? []).filter(cwe => cwe !== '').map(cwe => ({ source_name: 'cwe', external_id: cwe })),
          ...notesOf(one.notes ?? ''),
        ],
      }),
      {
        exploited: {
          added: one.dateAdded,
          due: one.dueDate,
          action: one.requiredAction,
          ...(one.knownRansomwareCampaignUse === undefined ? {} : { ransomware: one.knownRansomwareCampaignUse }),
        },
      },
    ),
  )
  if (output.has(String(draft['id']))) return losses.note('kev-twice', path)
  const id = output.add(draft)
  const software = output.software({ name: one.product, vendor: one.vendorProject })
  if (id === undefined || software === undefined || output.relationship('has', software, id, times) === undefined)
    losses.note('kev-too-many', path)
}

/** Links and sentences, which the catalogue separates by semicolons. */
function notesOf(notes: string): Draft[] {
  return notes
    .split(/\s;\s|;$/)
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part =>
      /^https?:\/\/\S+$/.test(part) ? linkTo('kev-note', part) : { source_name: 'kev-note', description: part },
    )
}

function versionOf(draft: Draft, released: string | undefined, known: KnownObject): Draft {
  const held = known(String(draft['id']))
  if (held === undefined) return draft
  const same = { ...draft, modified: held.modified }
  if (held.says(same)) return same
  return released === undefined ? draft : { ...draft, modified: released }
}
