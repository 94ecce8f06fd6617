/**
 * What anybody could ask at the doors, made from the schema that the running hub answers by: every query with every selection to
 * depth 4 and every argument, every mutation that names something, and the plain routes. A new field is asked from its first day.
 */
import { randomUUID } from 'node:crypto'
import { CANARY } from './events.ts'

/** The part of a GraphQL schema that is looked at here. */
export interface SchemaType {
  readonly name?: string
  readonly ofType?: SchemaType
  toString(): string
  getFields?(): Record<string, { readonly type: SchemaType; readonly args?: readonly Argument[] }>
  getValues?(): readonly { readonly name: string }[]
}
interface Argument {
  readonly name: string
  readonly type: SchemaType
}
export interface Schema {
  getQueryType(): SchemaType
  getMutationType(): SchemaType
}

export interface Probe {
  readonly name: string
  /** Sent to /graphql; without it, the path is fetched. */
  readonly query?: string
  readonly path?: string
  /** Needs an id to be tried: of something hidden in world B, of nothing in world A. */
  readonly namesId: boolean
}

const DEPTH = 4
/** Makes something at random each time, or changes both worlds: nothing that could be compared. */
const LEFT_OUT = [
  'socketTicket',
  'createApiKey',
  'importBundle',
  'draftProduct',
  'prepareAlert',
  'composeDigest',
  'openCase',
  'registerOrganisation',
  'createSource',
  'createCircle',
  'trySource',
  'registerEndpoint',
  'addPhone',
]

const LISTS = ['council', 'public'].flatMap(root =>
  ['comprehensive', 'provision', 'notice', 'notice-bulletin'].map(alias => `/taxii2/${root}/collections/${alias}/`),
)
/** What a TAXII client could ask: places, filters, pages. */
const TAXII = [
  '/taxii2/',
  ...['council', 'public', 'contributions'].flatMap(root =>
    ['', 'collections/', 'markings/', 'collections/inbox/objects/'].map(path => `/taxii2/${root}/${path}`),
  ),
  ...LISTS.flatMap(list => [
    ...[list, `${list}objects/`, `${list}objects/?limit=1`, `${list}manifest/?match[version]=all&limit=3`],
    ...[`${list}objects/?match[type]=indicator`, `${list}objects/?added_after=2026-01-01T00:00:00Z`],
    ...[`${list}objects/?match[version]=first`, `${list}objects/?limit=0`],
  ]),
]
/** What a program could look up. */
const LOOK_UPS = [CANARY, `${CANARY}.example`, 'evil.example', ''].map(value => `/lookups?value=${value}`)
/** What a tool could fetch; a zone has a serial number by the clock and is left out. */
const FEEDS = ['/feeds', '/feeds/public'].flatMap(root =>
  [
    'csv',
    'csv?observables=true',
    'jsonl?kind=domain',
    'list/domain',
    'openioc',
    'sigma',
    'snort',
    'stix',
    'suricata',
    'yara',
    'zeek',
  ]
    .concat(['jsonl?since=MC5BQUFBQUFBQUFBQUFBQUFBQUFBQUFB', 'csv?tlp=green&confidence=1', 'ham'])
    .map(path => `${root}/${path}`),
)
const TAXII_BY_ID = [
  ...LISTS.flatMap(list => [`${list}objects/ID/`, `${list}objects/ID/versions/`]),
  ...['report', 'indicator'].flatMap(type => LISTS.map(list => `${list}objects/?match[id]=${type}--ID`)),
  ...LISTS.map(list => `${list}objects/report--ID/`),
  ...['/taxii2/contributions/status/ID/', '/taxii2/council/collections/ID/'],
]
export const ID = '11111111-1111-4111-8111-111111111111'

const named = (type: SchemaType): SchemaType => (type.ofType ? named(type.ofType) : type)

export function selectionOf(type: SchemaType, depth: number): string {
  const fields = named(type).getFields?.()
  if (!fields) return ''
  const parts = Object.entries(fields).flatMap(([name, field]) => {
    const isLeaf = !named(field.type).getFields
    if (isLeaf) return [name]
    const inner = depth > 1 ? selectionOf(field.type, depth - 1) : ''
    return inner ? [`${name} ${inner}`] : []
  })
  return parts.length > 0 ? `{ ${parts.join(' ')} }` : ''
}

/** Values worth trying for an argument, as GraphQL literals; the first is the plain one. */
function valuesOf(type: SchemaType): string[] {
  const base = named(type)
  const asList = (values: string[]) => (type.toString().includes('[') ? values.map(value => `[${value}]`) : values)
  if (base.getValues) return asList(base.getValues().map(({ name }) => name))
  if (base.getFields) return inputsOf(base)
  const scalars: Record<string, string[]> = {
    ID: [`"${ID}"`],
    String: [`"${CANARY}"`, '"NRS-"', '"の"', `"${ID}"`, '""'],
    Int: ['1', '100', '0', '-1', '101'],
    Float: ['1', '0', '2', '1e9', '-1'],
    Boolean: ['true', 'false'],
    DateTime: ['"2026-01-01T00:00:00Z"', '"2999-01-01T00:00:00Z"'],
  }
  return asList(scalars[base.name ?? ''] ?? ['null'])
}

/** Input objects with one field at a time, and what they require besides. */
function inputsOf(type: SchemaType): string[] {
  const fields = Object.entries(type.getFields?.() ?? {})
  const required = fields.filter(([, field]) => field.type.toString().endsWith('!'))
  const plain = required.map(([name, field]) => `${name}: ${valuesOf(field.type)[0]}`)
  return [
    `{ ${plain.join(', ')} }`,
    ...fields.flatMap(([name, field]) =>
      valuesOf(field.type).map(
        value => `{ ${[...plain.filter(one => !one.startsWith(`${name}:`)), `${name}: ${value}`].join(', ')} }`,
      ),
    ),
  ]
}

export function callsOf(
  name: string,
  field: { readonly type: SchemaType; readonly args?: readonly Argument[] },
): string[] {
  const args = field.args ?? []
  const required = args.filter(({ type }) => type.toString().endsWith('!'))
  const plain = new Map(required.map(arg => [arg.name, valuesOf(arg.type)[0]]))
  const call = (given: ReadonlyMap<string, string>) =>
    `${name}${given.size > 0 ? `(${[...given].map(([arg, value]) => `${arg}: ${value}`).join(', ')})` : ''}`
  return [
    ...new Set([
      call(plain),
      ...args.flatMap(arg => valuesOf(arg.type).map(value => call(new Map([...plain, [arg.name, value]])))),
    ]),
  ]
}

export function probesOf(schema: Schema): Probe[] {
  const probes: Probe[] = []
  for (const [name, field] of Object.entries(schema.getQueryType().getFields?.() ?? {})) {
    const leaf = selectionOf(field.type, 1)
    for (const [index, call] of callsOf(name, field).entries())
      // The whole depth once; what an argument changes shows in the first level as well, and costs less.
      probes.push(of('query', call, index === 0 ? selectionOf(field.type, DEPTH) : selectionOf(field.type, 2) || leaf))
  }
  for (const [name, field] of Object.entries(schema.getMutationType().getFields?.() ?? {})) {
    if (LEFT_OUT.includes(name)) continue
    for (const call of callsOf(name, field)) probes.push(of('mutation', call, selectionOf(field.type, 1)))
  }
  const paths = [
    '/public',
    `/public?text=${CANARY}`,
    '/public/feed.json',
    '/public/feed.atom',
    '/feeds/misp/manifest.json',
    '/feeds/misp/hashes.csv',
    '/feeds/misp/unknown.json',
    '/health/ready',
    '/health/live',
    ...TAXII,
    ...FEEDS,
    ...LOOK_UPS,
  ]
  const byId = [
    '/editions/ID/bundle',
    '/inspection/editions/ID/bundle',
    '/public/editions/ID',
    '/public/editions/ID/bundle',
    ...['/editions/ID/csaf', '/editions/ID/csaf-losses', '/public/editions/ID/csaf', '/editions/ID/csaf?version=2.0'],
    ...['/editions/ID/pdf', '/editions/ID/markdown', '/editions/ID/markdown?for=executive&language=en'],
    ...['/editions/ID/hunt/1', '/public/editions/ID/hunt/1'],
    ...['/editions/ID/misp', '/editions/ID/misp-losses', '/public/editions/ID/misp', '/feeds/misp/ID.json'],
    ...TAXII_BY_ID,
  ]
  return [
    ...probes,
    ...paths.map(path => ({ name: path, path, namesId: false })),
    ...byId.map(path => ({ name: path, path: path.replace('ID', ID), namesId: true })),
  ]
}

const of = (kind: string, call: string, selection: string): Probe => ({
  name: call,
  query: `${kind} { ${call} ${selection} }`,
  namesId: call.includes(ID),
})

/** The probe with another id in the place of the one it was made with. */
export const naming = (probe: Probe, id: string): Probe => ({
  ...probe,
  ...(probe.query ? { query: probe.query.replaceAll(ID, id) } : {}),
  ...(probe.path ? { path: probe.path.replaceAll(ID, id) } : {}),
})

export const absentId = (): string => randomUUID()
