import { isProperties, listOf, recordsOf, textOf, uuidFrom, type Draft, type Properties } from './misp-words.ts'

/** Which kind of domain object (§4) the clusters of a galaxy are. */
const GALAXIES: readonly (readonly [type: string, galaxies: readonly string[]])[] = [
  [
    'attack-pattern',
    [
      ...['mitre-attack-pattern', 'mitre-enterprise-attack-attack-pattern', 'mitre-mobile-attack-attack-pattern'],
      ...['mitre-pre-attack-attack-pattern', 'mitre-ics-techniques', 'cmtmf-attack-pattern'],
    ],
  ],
  [
    'course-of-action',
    ['mitre-course-of-action', 'mitre-enterprise-attack-course-of-action', 'mitre-mobile-attack-course-of-action'],
  ],
  [
    'intrusion-set',
    [
      ...['mitre-intrusion-set', 'mitre-enterprise-attack-intrusion-set', 'mitre-mobile-attack-intrusion-set'],
      'mitre-pre-attack-intrusion-set',
    ],
  ],
  [
    'malware',
    [
      ...[
        'android',
        'backdoor',
        'banker',
        'cryptominers',
        'malpedia',
        'mitre-malware',
        'mitre-ics-software',
        'ransomware',
      ],
      ...['mitre-enterprise-attack-malware', 'mitre-mobile-attack-malware', 'stealer'],
    ],
  ],
  ['threat-actor', ['threat-actor', '360net-threat-actor', 'microsoft-activity-group', 'mitre-ics-groups']],
  [
    'tool',
    [
      ...['botnet', 'rat', 'exploit-kit', 'tds', 'tool', 'mitre-tool', 'mitre-enterprise-attack-tool'],
      'mitre-mobile-attack-tool',
    ],
  ],
  ['vulnerability', ['branded-vulnerability']],
  ['identity', ['sector']],
  ['location', ['country', 'region']],
]

const TYPE_OF = new Map(GALAXIES.flatMap(([type, galaxies]) => galaxies.map(galaxy => [galaxy, type] as const)))
const GENERIC = new Set([
  'attack-pattern',
  'campaign',
  'course-of-action',
  'intrusion-set',
  'malware',
  'threat-actor',
  'tool',
  'vulnerability',
  'location',
])

/** Type of domain object that clusters of a galaxy become; undefined when STIX has none. */
export function typeOfGalaxy(galaxy: string): string | undefined {
  const direct = TYPE_OF.get(galaxy)
  if (direct !== undefined) return direct
  const generic = /^stix-2\.[01]-(.+)$/.exec(galaxy)?.[1] ?? ''
  return GENERIC.has(generic) ? generic : undefined
}

/** Types of domain object that are clusters in MISP. */
export const CLUSTER_TYPES: ReadonlySet<string> = GENERIC

/** The time of what has none of its own in MISP (organisations, clusters): the same in every event, so that they are one object. */
export const TIMELESS = '1970-01-01T00:00:00.000Z'

function texts(value: unknown): string[] {
  return [value]
    .flat()
    .flatMap(item => textOf(item) ?? [])
    .filter(item => item !== '')
}

const SOURCES: readonly (readonly [RegExp, string])[] = [
  [/^CAPEC-/, 'capec'],
  [/^CVE-/, 'cve'],
  [/^CWE-/, 'cwe'],
  [/^MOB-/, 'mitre-mobile-attack'],
  [/^PRE-/, 'mitre-pre-attack'],
]

function sourceOf(id: string): string {
  return SOURCES.find(([form]) => form.test(id))?.[1] ?? 'mitre-attack'
}

/**
 * A domain object for a cluster, still to be validated. Its id is ours: the UUID of a cluster is that of the object of ATT&CK that
 * it was made of, and a copy under that id would pass for a newer version of somebody else's object (§3.6). The UUID is a reference.
 */
export function clusterObject(cluster: Properties, galaxy: Properties): Draft {
  const kind = textOf(cluster['type']) ?? textOf(galaxy['type']) ?? ''
  const type = typeOfGalaxy(kind) ?? 'x-misp-galaxy-cluster'
  const value = textOf(cluster['value']) ?? ''
  const uuid = textOf(cluster['uuid']) ?? ''
  const meta = isProperties(cluster['meta']) ? cluster['meta'] : {}
  const ids = texts(meta['external_id'])
  const name = ids.reduce((rest, id) => (rest.endsWith(` - ${id}`) ? rest.slice(0, -` - ${id}`.length) : rest), value)
  const references = [
    ...ids.map(id => ({ source_name: sourceOf(id), external_id: id })),
    ...texts(meta['refs'])
      .filter(url => /^[a-z]+:\/\//i.test(url))
      .map(url => ({ source_name: 'url', url })),
    ...(uuid === '' ? [] : [{ source_name: 'misp-galaxy', external_id: uuid }]),
  ]
  const phases = texts(meta['kill_chain']).flatMap(text => {
    const parts = text.split(':')
    return parts.length < 2 ? [] : [{ kill_chain_name: parts[0] ?? '', phase_name: parts.at(-1) ?? '' }]
  })
  const synonyms = texts(meta['synonyms'])
  const description = textOf(cluster['description']) ?? ''
  const galaxyName = textOf(galaxy['name'])
  const draft: Draft = {
    type,
    spec_version: '2.1',
    id: `${type}--${uuidFrom('galaxy-cluster', kind, uuid, value)}`,
    created: TIMELESS,
    modified: TIMELESS,
    labels: [...(galaxyName ? [`misp:galaxy-name="${galaxyName}"`] : []), `misp:galaxy-type="${kind}"`],
    ...(description === '' ? {} : { description }),
    ...(references.length === 0 ? {} : { external_references: references }),
  }
  if (type === 'x-misp-galaxy-cluster') return { ...draft, name: value, galaxy: kind }
  if (type === 'location') return { ...draft, name, ...locationOf(kind, name, meta) }
  const phased = ['attack-pattern', 'malware', 'tool'].includes(type) && phases.length > 0
  const named = type !== 'identity' && type !== 'vulnerability' && type !== 'course-of-action' && synonyms.length > 0
  return {
    ...draft,
    name: name === '' ? kind : name,
    ...(phased ? { kill_chain_phases: phases } : {}),
    ...(named ? { aliases: synonyms } : {}),
    ...(type === 'malware' ? { is_family: false } : {}),
    ...(type === 'identity' ? { identity_class: 'class', sectors: [name.toLowerCase().replaceAll(' ', '-')] } : {}),
  }
}

/** §4.12 asks for a region, a country, or a place on the map. */
function locationOf(kind: string, name: string, meta: Properties): Draft {
  const iso = texts(meta['ISO']).find(code => /^[A-Z]{2}$/i.test(code))
  if (kind === 'region')
    return {
      region: name
        .replace(/^\d+ - /, '')
        .toLowerCase()
        .replaceAll(' ', '-'),
    }
  return { country: iso?.toUpperCase() ?? name }
}

export interface ClusterPlace {
  readonly cluster: Properties
  readonly galaxy: Properties
}

/** The clusters of all galaxies of an event, an attribute or an object. */
export function clustersOf(owner: Properties): ClusterPlace[] {
  return recordsOf(owner['Galaxy']).flatMap(galaxy =>
    recordsOf(galaxy['GalaxyCluster']).map(cluster => ({ cluster, galaxy })),
  )
}

/** MISP's galaxies for domain objects that came from elsewhere, one for each type, in the order of the objects. */
export function galaxiesOf(objects: readonly Properties[]): Draft[] {
  const galaxies = new Map<string, Draft & { GalaxyCluster: Draft[] }>()
  for (const object of objects) {
    const type = `stix-2.1-${String(object['type'])}`
    const galaxy = galaxies.get(type) ?? {
      uuid: uuidFrom('galaxy', type),
      name: `STIX 2.1 ${String(object['type']).replaceAll('-', ' ')}`,
      type,
      version: '1',
      description: `STIX 2.1 ${String(object['type'])} objects`,
      namespace: 'stix-2.1',
      GalaxyCluster: [],
    }
    galaxies.set(type, galaxy)
    galaxy.GalaxyCluster.push(clusterOf(object, type))
  }
  return [...galaxies.values()]
}

function clusterOf(object: Properties, type: string): Draft {
  const value = textOf(object['name']) ?? String(object['id'])
  const references = recordsOf(object['external_references'])
  const meta: Draft = {}
  const put = (name: string, list: readonly string[]) => {
    if (list.length > 0) meta[name] = list
  }
  put(
    'refs',
    references.flatMap(reference => textOf(reference['url']) ?? []),
  )
  put(
    'external_id',
    references.flatMap(reference => textOf(reference['external_id']) ?? []),
  )
  put('synonyms', texts(object['aliases']))
  put('labels', texts(object['labels']))
  const phases = recordsOf(object['kill_chain_phases'])
  put(
    'kill_chain',
    phases.map(phase => `${String(phase['kill_chain_name'])}:${String(phase['phase_name'])}`),
  )
  for (const [name, item] of Object.entries(object)) {
    const list = name.endsWith('_types') || META.has(name) ? texts(item) : []
    put(name, list)
  }
  return {
    uuid: String(object['id']).split('--').at(-1),
    type,
    value,
    tag_name: `misp-galaxy:${type}="${value}"`,
    description: textOf(object['description']) ?? '',
    source: 'STIX 2.1',
    version: '1',
    ...(listOf(Object.keys(meta)).length === 0 ? {} : { meta }),
  }
}

const META = new Set([
  ...['goals', 'primary_motivation', 'secondary_motivations', 'personal_motivations', 'resource_level', 'roles'],
  ...[
    'sophistication',
    'objective',
    'is_family',
    'capabilities',
    'implementation_languages',
    'first_seen',
    'last_seen',
  ],
  ...['architecture_execution_envs', 'tool_version', 'country', 'region', 'city', 'administrative_area', 'postal_code'],
])

/** Properties of a domain object that its cluster tells. */
export function isToldByCluster(property: string): boolean {
  return META.has(property) || property.endsWith('_types') || TOLD.has(property)
}

const TOLD = new Set(['name', 'description', 'aliases', 'labels', 'external_references', 'kill_chain_phases'])
