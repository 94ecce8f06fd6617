import { Injectable } from '@nestjs/common'
import type { InfoCategory, Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { HubError } from '@noroshi/errors'
import {
  componentKeys,
  matchSoftware,
  readSbom,
  scoreOf,
  type Fault,
  type NamedSoftware,
  type Sbom,
  type SbomComponent,
} from '@noroshi/formats'
import { displayName } from '@noroshi/stix'
import { TLP_OF_CATEGORY } from './edition-report.ts'
import { productValue, valueDigest } from './edition-values.ts'
import { MOST_SOFTWARE, SbomCheckRepository, type SoftwareRow } from './sbom-check.repository.ts'

/** A component that an edition says is vulnerable. */
export interface SbomMatch {
  /** `yes` by CPE; `perhaps` by name, or where a version is left open. */
  readonly certainty: 'yes' | 'perhaps'
  readonly component: Pick<SbomComponent, 'name' | 'version' | 'purl' | 'cpe' | 'path'>
  readonly software: NamedSoftware
  readonly vulnerability: {
    readonly stixId: string
    readonly name: string
    /** The highest base score, 0.0 to 10.0. */
    readonly cvss: number | null
    /** Whether it is known to be exploited. */
    readonly exploited: boolean
  }
  readonly editionId: string
  readonly reference: string
  readonly category: InfoCategory
  readonly tlp: string
  readonly title: string
  readonly releasedAt: string
}

export interface SbomCheck {
  readonly sbom: Pick<Sbom, 'format' | 'version' | 'name'> & { readonly components: number }
  /** What is sure first, then in the order of the components. */
  readonly matches: readonly SbomMatch[]
  /** Whether there is more than can be told at once. */
  readonly more: boolean
  /** What was not understood of a component that was compared all the same. */
  readonly faults: readonly Fault[]
}

const MOST_MATCHES = 10_000
/** Names of one transaction, and editions of one statement. */
const BATCH = 2_000
const EDITIONS = 50

type Row = Omit<SoftwareRow, 'question' | 'document'> & { readonly id: string; readonly software: NamedSoftware }
type Vulnerability = SbomMatch['vulnerability']

/** Compares SBOMs with what a reader may read. Nothing of an SBOM is kept or logged: it says what somebody runs, and where they are weak. */
@Injectable()
export class SbomChecksService {
  readonly #checks = new SbomCheckRepository()

  constructor(private readonly database: Database) {}

  /** @param document a parsed JSON value. @throws HubError INVALID_INPUT naming the path and the rule */
  async check(reader: Reader, document: unknown, at = new Date()): Promise<SbomCheck> {
    const read = readSbom(document)
    if (!read.ok) throw refusedFor(read.faults)
    const { format, version, name, components, faults } = read.value
    const { byKey, isCut } = await this.#software(reader, [...new Set(components.flatMap(componentKeys))], at)
    const beside = await this.#vulnerabilities(reader, [...byKey.values()].flat(), at)
    const matches: SbomMatch[] = []
    for (const component of components)
      for (const row of new Set(componentKeys(component).flatMap(key => byKey.get(key) ?? []))) {
        const certainty = matchSoftware(component, row.software)
        if (certainty === 'no' || matches.length > MOST_MATCHES) continue
        for (const vulnerability of beside.get(`${row.editionId} ${row.id}`) ?? [])
          matches.push(matchOf(certainty, component, row, vulnerability))
      }
    const sorted = [
      ...matches.filter(one => one.certainty === 'yes'),
      ...matches.filter(one => one.certainty !== 'yes'),
    ]
    return {
      sbom: { format, version, name, components: components.length },
      matches: sorted.slice(0, MOST_MATCHES),
      more: isCut || matches.length > MOST_MATCHES,
      faults,
    }
  }

  async #software(reader: Reader, keys: readonly string[], at: Date) {
    const byKey = new Map<string, Row[]>()
    // One software of one edition is one row, under whichever of its names it was found.
    const rows = new Map<string, Row>()
    for (let start = 0; start < keys.length; start += BATCH) {
      const some = keys.slice(start, start + BATCH)
      const names = some.map(productValue).map(value => ({ value, digest: valueDigest(value) }))
      const found = await this.database.asReader(reader, tx => this.#checks.software(tx, reader, names, at))
      for (const { question, document, ...edition } of found) {
        const { id, ...software } = softwareOf(document)
        const place = `${edition.editionId} ${id}`
        const row = rows.get(place) ?? { ...edition, id, software }
        rows.set(place, row)
        const key = some[question]
        byKey.set(key, [...(byKey.get(key) ?? []), row])
      }
    }
    return { byKey, isCut: [...byKey.values()].some(({ length }) => length >= MOST_SOFTWARE) }
  }

  /** The vulnerabilities of each software, by edition and id. */
  async #vulnerabilities(reader: Reader, rows: readonly Row[], at: Date): Promise<Map<string, Vulnerability[]>> {
    const ids = [...new Set(rows.map(({ editionId }) => editionId))]
    const found = new Map<string, Vulnerability[]>()
    for (let start = 0; start < ids.length; start += EDITIONS) {
      const some = ids.slice(start, start + EDITIONS)
      const objects = await this.database.asReader(reader, tx => this.#checks.beside(tx, reader, some, at))
      collect(objects, found)
    }
    return found
  }
}

function collect(
  objects: readonly { readonly editionId: string; readonly document: string }[],
  found: Map<string, Vulnerability[]>,
): void {
  const parsed = objects.map(({ editionId, document }) => ({ editionId, object: propertiesOf(document) }))
  const present = parsed.filter(({ object }) => object['revoked'] !== true)
  const vulnerabilities = new Map(
    present.flatMap(({ editionId, object }) =>
      object['type'] === 'vulnerability'
        ? [[`${editionId} ${String(object['id'])}`, vulnerabilityOf(object)] as const]
        : [],
    ),
  )
  for (const { editionId, object } of present) {
    if (object['type'] !== 'relationship') continue
    const ends = [String(object['source_ref']), String(object['target_ref'])]
    for (const [one, other] of [ends, ends.toReversed()]) {
      const vulnerability = vulnerabilities.get(`${editionId} ${other ?? ''}`)
      const place = `${editionId} ${one ?? ''}`
      const known = found.get(place) ?? []
      if (vulnerability && !known.some(({ stixId }) => stixId === vulnerability.stixId))
        found.set(place, [...known, vulnerability])
    }
  }
}

const vulnerabilityOf = (object: Properties): Vulnerability => ({
  stixId: String(object['id']),
  name: displayName(object),
  ...scoreOf(object),
})

function matchOf(
  certainty: SbomMatch['certainty'],
  { name, version, purl, cpe, path }: SbomComponent,
  { id: _, software, toPublic, ...edition }: Row,
  vulnerability: Vulnerability,
): SbomMatch {
  const component = {
    ...{ name, path },
    ...(version === undefined ? {} : { version }),
    ...(purl === undefined ? {} : { purl }),
    ...(cpe === undefined ? {} : { cpe }),
  }
  const tlp = toPublic ? 'TLP:CLEAR' : TLP_OF_CATEGORY[edition.category]
  return { certainty, component, software, vulnerability, ...edition, tlp }
}

type Properties = Readonly<Record<string, unknown>>

/** Objects of editions validated before they were stored. */
const propertiesOf = (document: string) => JSON.parse(document) as Properties

function softwareOf(document: string): NamedSoftware & { readonly id: string } {
  const { id, name, vendor, version, cpe } = propertiesOf(document) as unknown as NamedSoftware & { id: string } // validated
  return {
    ...{ id, name },
    ...(vendor === undefined ? {} : { vendor }),
    ...(version === undefined ? {} : { version }),
    ...(cpe === undefined ? {} : { cpe }),
  }
}

function refusedFor([fault]: readonly Fault[]): HubError {
  if (!fault) return new HubError('INVALID_INPUT', 'SBOM', 'Not an SBOM.', 'sbom', 'SBOMではありません。')
  const { rule, path, section, message, messageJa } = fault
  return new HubError(
    'INVALID_INPUT',
    rule.toUpperCase().replaceAll('-', '_'),
    `${path}: ${message} (${section})`,
    path,
    `${path}：${messageJa}（${section}）`,
  )
}
