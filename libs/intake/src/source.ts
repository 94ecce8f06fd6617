/* A source: where threat information comes from by itself, how often, and what may be thought of what it brings. */
import { categoryOf, type InfoCategory } from '@noroshi/clearance'
import { HubError, parseInput } from '@noroshi/errors'
import type { Strictness } from '@noroshi/stix'
import { z } from 'zod'
import { urlToAsk } from './guarded-fetch.ts'

/** `DOCUMENT`: one document of a format that is known by itself: a STIX bundle, or one of `@noroshi/formats`, in JSON or XML. */
export const SOURCE_KINDS = ['TAXII', 'MISP_FEED', 'DOCUMENT', 'CSV', 'JSON', 'RSS'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

export const TLP_LABELS = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'] as const

/** Where in a table or a JSON document the parts of an indicator are: names of columns, or dotted paths. */
export interface Mapping {
  /** Of JSON: the dotted path to the list; without it, the document is the list. */
  readonly items?: string
  readonly value: string
  readonly name?: string
  readonly description?: string
}

/** All that a pull has to know of a source. */
export interface Source {
  readonly id: string
  readonly name: string
  readonly kind: SourceKind
  readonly url: string
  readonly collection: string | null
  readonly intervalSeconds: number
  readonly originator: string
  readonly containsSecret: boolean
  readonly containsCommInfo: boolean
  readonly identifiesPerson: boolean
  readonly tlp: (typeof TLP_LABELS)[number]
  readonly strictness: Strictness
  readonly revisesOthers: boolean
  readonly mapping: Mapping | null
  readonly credentialKind: 'basic' | 'bearer' | null
  readonly enabled: boolean
}

export interface SourceCredential {
  readonly kind: 'basic' | 'bearer'
  /** Of Basic: `user:password` (RFC 7617); of Bearer: the token. */
  readonly secret: string
}

const line = z
  .string()
  .transform(text => text.normalize('NFC').trim())
  .pipe(z.string().min(1).max(200))
const place = z.string().trim().min(1).max(200)
// eslint-disable-next-line no-control-regex -- what a header can't carry is what is looked for
const headerText = /^[^\x00-\x1f\x7f]+$/

/** A source as somebody sets it up; what nobody says of its label is as restrictive as can be. */
const shape = z.strictObject({
  name: line,
  kind: z.enum(SOURCE_KINDS),
  url: z.string().trim().min(1).max(2000),
  collection: z.string().trim().min(1).max(200).nullish(),
  intervalSeconds: z.number().int().min(60).max(2_592_000),
  originator: line,
  containsSecret: z.boolean().nullish(),
  containsCommInfo: z.boolean().nullish(),
  identifiesPerson: z.boolean().nullish(),
  tlp: z.enum(TLP_LABELS).nullish(),
  strictness: z.enum(['refuse', 'accept-with-warning']).nullish(),
  revisesOthers: z.boolean().nullish(),
  mapping: z
    .strictObject({ items: place.nullish(), value: place, name: place.nullish(), description: place.nullish() })
    .nullish(),
  credential: z
    .strictObject({ kind: z.enum(['basic', 'bearer']), secret: z.string().min(1).max(4096).regex(headerText) })
    .nullish(),
})
export type SourceRequest = z.input<typeof shape>

/** @throws HubError INVALID_INPUT naming the field; whether the host is public is seen when it is asked */
export function acceptedSource(request: SourceRequest, allowedOrigins: readonly string[] = []) {
  const { credential, collection, mapping, ...rest } = parseInput(shape, request)
  const url = urlToAsk(rest.url, allowedOrigins).href
  if ((rest.kind === 'TAXII') !== (collection != null))
    throw invalid(
      'collection',
      'COLLECTION',
      'A TAXII source, and no other, names a collection.',
      'コレクションはTAXIIの情報源にだけ、必ず指定してください。',
    )
  if ((rest.kind === 'CSV' || rest.kind === 'JSON') !== (mapping != null))
    throw invalid(
      'mapping',
      'MAPPING',
      'A CSV or JSON source, and no other, says where the values are.',
      'CSVとJSONの情報源にだけ、値の場所を必ず指定してください。',
    )
  if (credential?.kind === 'basic' && !credential.secret.includes(':'))
    throw invalid(
      'credential',
      'USER_PASSWORD',
      'Write user:password.',
      '「ユーザー名:パスワード」の形で入力してください。',
    )
  const source: Omit<Source, 'id' | 'enabled' | 'credentialKind'> = {
    ...rest,
    url,
    collection: collection ?? null,
    containsSecret: rest.containsSecret ?? true,
    containsCommInfo: rest.containsCommInfo ?? true,
    identifiesPerson: rest.identifiesPerson ?? true,
    tlp: rest.tlp ?? 'TLP:RED',
    strictness: rest.strictness ?? 'refuse',
    revisesOthers: rest.revisesOthers ?? false,
    mapping: mapping
      ? {
          value: mapping.value,
          ...(mapping.items ? { items: mapping.items } : {}),
          ...(mapping.name ? { name: mapping.name } : {}),
          ...(mapping.description ? { description: mapping.description } : {}),
        }
      : null,
  }
  return { source, credential: credential ?? null }
}

/** The category that a work made of this source's objects alone would have. */
export const categoryOfSource = (source: Source): InfoCategory => categoryOf([source])

/** What is different, field by field, for the history. */
export function changesBetween(
  before: Partial<Source>,
  after: Partial<Source>,
): { field: string; from: unknown; to: unknown }[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields.flatMap(field => {
    const from: unknown = Reflect.get(before, field) ?? null
    const to: unknown = Reflect.get(after, field) ?? null
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ field, from, to }]
  })
}

const invalid = (field: string, reason: string, message: string, messageJa: string) =>
  new HubError('INVALID_INPUT', reason, message, field, messageJa)
