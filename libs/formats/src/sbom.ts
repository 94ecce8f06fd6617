import { z } from 'zod'
import { matchCpe, type CpeCriteria } from './cpe-match.ts'
import { cpeText, readCpe } from './cpe.ts'
import { refused, type Fault, type Reading } from './fault.ts'
import { admitForeign } from './foreign.ts'
import { isProperties } from './misp-words.ts'
import { purlPattern } from './purl.ts'
import { readStructure } from './structure.ts'

/** A piece of software that is in a product. */
export interface SbomComponent {
  readonly name: string
  readonly version?: string
  /** A package URL. */
  readonly purl?: string
  /** As a CPE 2.3 formatted string. */
  readonly cpe?: string
  /** An SPDX expression, or the name of a licence. */
  readonly licence?: string
  readonly hashes: readonly { readonly algorithm: string; readonly value: string }[]
  readonly supplier?: string
  /** Where it is in the document, as a JSON path. */
  readonly path: string
}

export interface Sbom {
  readonly format: 'spdx' | 'cyclonedx'
  readonly version: string
  readonly name: string
  readonly components: readonly SbomComponent[]
  /** What was not understood of a component that is there all the same. */
  readonly faults: readonly Fault[]
}

/** Not blank: what has no name is found by none. */
const text = z.string().regex(/\S/)
const hashes = z.array(z.looseObject({ alg: text, content: text })).optional()
const licences = z
  .array(
    z.looseObject({
      license: z.looseObject({ id: text.optional(), name: text.optional() }).optional(),
      expression: text.optional(),
    }),
  )
  .optional()
const organisation = z.looseObject({ name: z.string().optional() }).optional()
interface CycloneComponent {
  readonly name: string
  readonly version?: string | undefined
  readonly purl?: string | undefined
  readonly cpe?: string | undefined
  readonly licenses?: z.infer<typeof licences>
  readonly hashes?: z.infer<typeof hashes>
  readonly supplier?: z.infer<typeof organisation>
  readonly publisher?: string | undefined
  readonly components?: readonly CycloneComponent[] | undefined
}
const component: z.ZodType<CycloneComponent> = z.looseObject({
  name: text,
  version: z.string().optional(),
  purl: z.string().optional(),
  cpe: z.string().optional(),
  licenses: licences,
  hashes,
  supplier: organisation,
  publisher: z.string().optional(),
  get components() {
    return z.array(component).optional()
  },
})
const cyclonedx = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.enum(['1.4', '1.5', '1.6']),
  metadata: z.looseObject({ component: component.optional() }).optional(),
  components: z.array(component).optional(),
})

const spdxPackage = z.looseObject({
  SPDXID: text,
  name: text,
  versionInfo: z.string().optional(),
  supplier: z.string().optional(),
  licenseConcluded: z.string().optional(),
  licenseDeclared: z.string().optional(),
  checksums: z.array(z.looseObject({ algorithm: text, checksumValue: text })).optional(),
  externalRefs: z.array(z.looseObject({ referenceType: text, referenceLocator: text })).optional(),
})
const spdx = z.looseObject({
  spdxVersion: z.literal('SPDX-2.3'),
  SPDXID: text,
  name: text,
  packages: z.array(spdxPackage).optional(),
})

/** Whether a parsed JSON value is an SBOM, by its outermost names. */
export function isSbom(value: unknown): boolean {
  return isProperties(value) && (value['bomFormat'] === 'CycloneDX' || 'spdxVersion' in value)
}

/** Reads an SBOM: SPDX 2.3 JSON, or CycloneDX 1.4 to 1.6 JSON. Never throws. */
export function readSbom(value: unknown): Reading<Sbom> {
  const beyond: string[] = []
  const admitted = admitForeign(value, (_, path) => beyond.push(path))
  if (beyond.length > 0)
    return refused(
      'sbom-limit',
      'SBOM',
      'Too deep, too large, or not storable.',
      '深すぎるか、大きすぎるか、保存できない内容です。',
      beyond[0],
    )
  if (isProperties(admitted) && admitted['bomFormat'] === 'CycloneDX') return readCyclonedx(admitted)
  if (isProperties(admitted) && 'spdxVersion' in admitted) return readSpdx(admitted)
  return refused(
    'sbom-format',
    'SBOM',
    'Neither SPDX 2.3 nor CycloneDX 1.4 to 1.6 in JSON.',
    'SPDX 2.3またはCycloneDX 1.4〜1.6のJSONではありません。',
  )
}

/** Whether a component is among vulnerable software; `perhaps` where its name says too little. */
export function matchComponent(one: SbomComponent, criteria: CpeCriteria): 'yes' | 'perhaps' | 'no' {
  const read = one.cpe === undefined ? undefined : readCpe(one.cpe)
  if (!read?.ok) return 'no'
  const { version } = read.value
  // Many write the version beside a CPE that leaves it open.
  const said = one.version?.toLowerCase()
  const name = version === 'ANY' && said ? { ...read.value, version: { text: said, before: 0, after: 0 } } : read.value
  return matchCpe(criteria, name)
}

function readCyclonedx(value: unknown): Reading<Sbom> {
  const read = readStructure(cyclonedx, value, 'sbom-structure', 'CycloneDX 1.6')
  if (!read.ok) return read
  const components: SbomComponent[] = []
  const faults: Fault[] = []
  const walk = (list: readonly CycloneComponent[], at: string): void => {
    for (const [index, one] of list.entries()) {
      const path = `${at}[${index}]`
      const [licence] = one.licenses ?? []
      components.push({
        name: one.name,
        ...said('version', one.version),
        ...identifiers(one.purl, one.cpe, path, faults),
        ...said('licence', licence?.expression ?? licence?.license?.id ?? licence?.license?.name),
        hashes: (one.hashes ?? []).map(({ alg, content }) => ({ algorithm: alg, value: content })),
        ...said('supplier', one.supplier?.name ?? one.publisher),
        path,
      })
      walk(one.components ?? [], `${path}.components`)
    }
  }
  walk(read.value.components ?? [], '$.components')
  const { name = '' } = read.value.metadata?.component ?? {}
  return { ok: true, value: { format: 'cyclonedx', version: read.value.specVersion, name, components, faults } }
}

function readSpdx(value: unknown): Reading<Sbom> {
  const read = readStructure(spdx, value, 'sbom-structure', 'SPDX 2.3 §7')
  if (!read.ok) return read
  const faults: Fault[] = []
  const components = (read.value.packages ?? []).map((one, index): SbomComponent => {
    const path = `$.packages[${index}]`
    const reference = (type: RegExp) =>
      one.externalRefs?.find(({ referenceType }) => type.test(referenceType))?.referenceLocator
    return {
      name: one.name,
      ...said('version', one.versionInfo),
      ...identifiers(reference(/^purl$/), reference(/cpe23Type$/) ?? reference(/cpe22Type$/), path, faults),
      ...said('licence', asserted(one.licenseConcluded) ?? asserted(one.licenseDeclared)),
      hashes: (one.checksums ?? []).map(({ algorithm, checksumValue }) => ({ algorithm, value: checksumValue })),
      ...said('supplier', asserted(one.supplier)?.replace(/^(?:Organization|Person): */, '')),
      path,
    }
  })
  return { ok: true, value: { format: 'spdx', version: '2.3', name: read.value.name, components, faults } }
}

/** SPDX says in words that it says nothing (§7.5, §7.13). */
function asserted(value: string | undefined): string | undefined {
  return value === 'NOASSERTION' || value === 'NONE' ? undefined : value
}

function said<Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string } {
  return value === undefined || value === '' ? {} : ({ [name]: value } as { [key in Name]: string }) // the one name
}

function identifiers(purl: string | undefined, cpe: string | undefined, path: string, faults: Fault[]) {
  const isPurl = purl !== undefined && purl !== '' && purlPattern.test(purl)
  if (purl !== undefined && purl !== '' && !isPurl)
    faults.push({
      rule: 'sbom-purl',
      path: `${path}.purl`,
      section: 'package-url',
      message: 'Not a package URL; the component has none.',
      messageJa: 'パッケージURL（purl）として正しくないため、記載しません。',
    })
  const read = cpe === undefined || cpe === '' ? undefined : readCpe(cpe)
  if (read && !read.ok) faults.push(...read.faults.map(fault => ({ ...fault, path: `${path}.cpe` })))
  return { ...(isPurl ? { purl } : {}), ...(read?.ok ? { cpe: cpeText(read.value) } : {}) }
}
