import { z } from 'zod'
import type { Reading } from './fault.ts'
import { readStructure } from './structure.ts'

/** Objects and lists within each other: thirty branches (§6.1.34), and what is in them. */
export const CSAF_DEPTH = 80

/** The structure of CSAF 2.0 and 2.1 (§3): what is required, and of which type. Names that the standard does not know may be there. */

const text = z.string().min(1)
const texts = z.array(text).min(1)
const time = z.iso.datetime({ offset: true })
const reference = z.looseObject({ summary: text, url: text, category: z.enum(['external', 'self']).optional() })
const of = { product_ids: texts.optional(), group_ids: texts.optional() }
const note = z.looseObject({
  category: z.enum(['description', 'details', 'faq', 'general', 'legal_disclaimer', 'other', 'summary']),
  text,
  title: text.optional(),
  audience: text.optional(),
  ...of,
})
const notes = z.array(note).min(1)
const acknowledgment = z.looseObject({
  names: texts.optional(),
  organization: text.optional(),
  summary: text.optional(),
  urls: texts.optional(),
})

const LABELS = ['AMBER', 'AMBER+STRICT', 'CLEAR', 'GREEN', 'RED', 'WHITE'] as const

const document = z.looseObject({
  category: text,
  csaf_version: z.enum(['2.0', '2.1']),
  title: text,
  lang: text.optional(),
  source_lang: text.optional(),
  license_expression: text.optional(),
  aggregate_severity: z.looseObject({ text, namespace: text.optional() }).optional(),
  acknowledgments: z.array(acknowledgment).min(1).optional(),
  distribution: z
    .looseObject({
      text: text.optional(),
      tlp: z.looseObject({ label: z.enum(LABELS), url: text.optional() }).optional(),
      sharing_group: z.looseObject({ id: text, name: text.optional() }).optional(),
    })
    .optional(),
  notes: notes.optional(),
  references: z.array(reference).min(1).optional(),
  publisher: z.looseObject({
    category: z.enum(['coordinator', 'discoverer', 'multiplier', 'other', 'translator', 'user', 'vendor']),
    name: text,
    namespace: text,
    contact_details: text.optional(),
    issuing_authority: text.optional(),
  }),
  tracking: z.looseObject({
    id: text,
    version: text,
    status: z.enum(['draft', 'final', 'interim']),
    initial_release_date: time,
    current_release_date: time,
    revision_history: z
      .array(z.looseObject({ date: time, number: text, summary: text, legacy_version: text.optional() }))
      .min(1),
    aliases: texts.optional(),
    generator: z.looseObject({ date: time.optional() }).optional(),
  }),
})

const hash = z.looseObject({
  filename: text,
  file_hashes: z.array(z.looseObject({ algorithm: text, value: text })).min(1),
})
const identification = z.looseObject({
  cpe: text.optional(),
  purl: text.optional(),
  purls: texts.optional(),
  hashes: z.array(hash).min(1).optional(),
  model_numbers: texts.optional(),
  serial_numbers: texts.optional(),
  skus: texts.optional(),
})
const product = z.looseObject({
  name: text,
  product_id: text,
  product_identification_helper: identification.optional(),
})
export interface CsafBranch {
  readonly category: string
  readonly name: string
  readonly product?: z.infer<typeof product> | undefined
  readonly branches?: readonly CsafBranch[] | undefined
}
const branch: z.ZodType<CsafBranch> = z.looseObject({
  category: text,
  name: text,
  product: product.optional(),
  get branches() {
    return z.array(branch).min(1).optional()
  },
})
const productTree = z.looseObject({
  branches: z.array(branch).min(1).optional(),
  full_product_names: z.array(product).min(1).optional(),
  product_groups: z
    .array(z.looseObject({ group_id: text, product_ids: z.array(text).min(2), summary: text.optional() }))
    .min(1)
    .optional(),
  product_paths: z
    .array(
      z.looseObject({
        beginning_product_reference: text,
        full_product_name: product,
        subpaths: z.array(z.looseObject({ category: text, next_product_reference: text })).min(1),
      }),
    )
    .min(1)
    .optional(),
  relationships: z
    .array(
      z.looseObject({
        category: text,
        full_product_name: product,
        product_reference: text,
        relates_to_product_reference: text,
      }),
    )
    .min(1)
    .optional(),
})

const cvss = z.looseObject({ version: text, vectorString: text, baseScore: z.number() })
const content = { cvss_v2: cvss.optional(), cvss_v3: cvss.optional(), cvss_v4: cvss.optional() }
const metric = {
  ...content,
  ssvc_v2: z.looseObject({ timestamp: time.optional() }).optional(),
  epss: z.looseObject({ timestamp: time, probability: text, percentile: text }).optional(),
  qualitative_severity_rating: z.enum(['critical', 'high', 'low', 'medium', 'none']).optional(),
}
const cwe = z.looseObject({ id: z.string().regex(/^CWE-[1-9]\d{0,5}$/), name: text })

/** The groups of a product's status (§3.2.3.9). */
export const PRODUCT_STATUS = [
  'first_affected',
  'known_affected',
  'last_affected',
  'first_fixed',
  'fixed',
  'known_not_affected',
  'recommended',
  'under_investigation',
  'unknown',
] as const

const vulnerability = z.looseObject({
  cve: z
    .string()
    .regex(/^CVE-\d{4}-\d{4,19}$/)
    .optional(),
  cwe: cwe.optional(),
  cwes: z.array(cwe).min(1).optional(),
  title: text.optional(),
  ids: z
    .array(z.looseObject({ system_name: text, text, ...of }))
    .min(1)
    .optional(),
  notes: notes.optional(),
  references: z.array(reference).min(1).optional(),
  discovery_date: time.optional(),
  release_date: time.optional(),
  disclosure_date: time.optional(),
  first_known_exploitation_dates: z
    .array(z.looseObject({ date: time, exploitation_date: time, ...of }))
    .min(1)
    .optional(),
  acknowledgments: z.array(acknowledgment).min(1).optional(),
  involvements: z
    .array(z.looseObject({ party: text, status: text, date: time.optional(), ...of }))
    .min(1)
    .optional(),
  flags: z
    .array(z.looseObject({ label: text, date: time.optional(), ...of }))
    .min(1)
    .optional(),
  threats: z
    .array(z.looseObject({ category: text, details: text, date: time.optional(), ...of }))
    .min(1)
    .optional(),
  remediations: z
    .array(z.looseObject({ category: text, details: text, url: text.optional(), date: time.optional(), ...of }))
    .min(1)
    .optional(),
  product_status: z.looseObject(Object.fromEntries(PRODUCT_STATUS.map(name => [name, texts.optional()]))).optional(),
  scores: z
    .array(z.looseObject({ products: texts, ...content }))
    .min(1)
    .optional(),
  metrics: z
    .array(z.looseObject({ products: texts, source: text.optional(), content: z.looseObject(metric) }))
    .min(1)
    .optional(),
})

const csaf = z.looseObject({
  document,
  product_tree: productTree.optional(),
  vulnerabilities: z.array(vulnerability).min(1).optional(),
})

export type CsafDocument = z.infer<typeof csaf>
export type CsafVulnerability = z.infer<typeof vulnerability>
export type CsafProduct = z.infer<typeof product>
export type CsafNote = z.infer<typeof note>
export type CsafReference = z.infer<typeof reference>

/** Checks the structure. */
export function readCsafStructure(value: unknown): Reading<CsafDocument> {
  return readStructure(csaf, value, 'csaf-structure', `CSAF ${versionOf(value)} §3.2`)
}

/** Whether a parsed JSON value is a CSAF document, by its outermost names. */
export function isCsaf(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('document' in value)) return false
  const { document: head } = value
  return typeof head === 'object' && head !== null && 'csaf_version' in head
}

function versionOf(value: unknown): string {
  if (!isCsaf(value)) return '2.0'
  const { document: head } = value as { document: { csaf_version: unknown } } // isCsaf has looked
  return head.csaf_version === '2.1' ? '2.1' : '2.0'
}
