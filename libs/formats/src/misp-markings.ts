import { TLP_MARKINGS, type StixId } from '@noroshi/stix'
import { isProperties, recordsOf, textOf, type Properties } from './misp-words.ts'

/** TLP tags, from the most open to the narrowest, and the marking of STIX for each (§7.2.1.4). */
const TLP_TAGS: readonly (readonly [tag: string, label: string, version: 1 | 2])[] = [
  ['tlp:clear', 'TLP:CLEAR', 2],
  ['tlp:white', 'TLP:WHITE', 1],
  ['tlp:green', 'TLP:GREEN', 1],
  ['tlp:amber', 'TLP:AMBER', 1],
  ['tlp:amber+strict', 'TLP:AMBER+STRICT', 2],
  ['tlp:red', 'TLP:RED', 1],
]

const MARKING_OF_TAG = new Map(
  TLP_TAGS.flatMap(([tag, label, version]) => {
    const marking = TLP_MARKINGS.find(one => one.label === label && one.version === version)
    return marking === undefined ? [] : [[tag, marking.object] as const]
  }),
)

/** Of the two versions of TLP, MISP knows one tag for each colour. */
const TAG_OF_MARKING = new Map(
  TLP_MARKINGS.flatMap(({ label, object }) => {
    const tag = label.toLowerCase()
    return MARKING_OF_TAG.has(tag) ? [[String(object.id), tag] as const] : []
  }),
)

/** Confidence by tag, on the scales of Appendix A: MISP's own words, and the Admiralty credibility. */
const CONFIDENCE: Readonly<Record<string, number>> = {
  'misp:confidence-level="completely-confident"': 100,
  'misp:confidence-level="usually-confident"': 75,
  'misp:confidence-level="fairly-confident"': 50,
  'misp:confidence-level="rarely-confident"': 25,
  'misp:confidence-level="unconfident"': 0,
  'admiralty-scale:information-credibility="1"': 90,
  'admiralty-scale:information-credibility="2"': 70,
  'admiralty-scale:information-credibility="3"': 50,
  'admiralty-scale:information-credibility="4"': 30,
  'admiralty-scale:information-credibility="5"': 10,
}

export interface TagMeaning {
  readonly marking?: StixId
  readonly labels: readonly string[]
  readonly confidence?: number
}

/** The names of the tags on an event, an attribute or an object. */
export function tagNames(owner: Properties): string[] {
  return recordsOf(owner['Tag']).flatMap(tag => textOf(tag['name']) ?? [])
}

/** What tags say in STIX: of several TLP tags the narrowest counts, and what is neither marking nor confidence is a label. */
export function meaningOf(names: readonly string[]): TagMeaning {
  const order = TLP_TAGS.map(([tag]) => tag)
  const lower = names.map(name => name.trim().toLowerCase())
  const narrowest = order.filter(tag => lower.includes(tag)).at(-1)
  const marking = narrowest === undefined ? undefined : MARKING_OF_TAG.get(narrowest)?.id
  const confidence = lower.flatMap(name => (Object.hasOwn(CONFIDENCE, name) ? [CONFIDENCE[name] ?? 0] : [])).at(0)
  const labels = [...new Set(names)].filter(name => name !== '' && !order.includes(name.trim().toLowerCase()))
  return { labels, ...(marking === undefined ? {} : { marking }), ...(confidence === undefined ? {} : { confidence }) }
}

/** The TLP markings that MISP has tags for, by id. */
export function tlpTagOf(marking: string): string | undefined {
  return TAG_OF_MARKING.get(marking)
}

/** The object of a marking, to travel with what it marks. */
export function markingObject(id: string): (typeof TLP_MARKINGS)[number]['object'] | undefined {
  return TLP_MARKINGS.find(({ object }) => object.id === id)?.object
}

/** The categories of the hub from the most open to the narrowest. */
const CATEGORIES = ['NOTICE', 'PROVISION', 'COMPREHENSIVE'] as const

/** What a sender’s distribution and TLP suggest for a product that is made of the event. The analyst decides. */
export interface LabelSuggestion {
  readonly category: (typeof CATEGORIES)[number]
  /** Whether nothing speaks against publication; never more than a suggestion. */
  readonly toPublic: boolean
  /** Names of the organisations of the sender's sharing groups: the audience, when there are any. */
  readonly organisations: readonly string[]
}

/**
 * | MISP distribution        | our category  | audience                                     |
 * | ------------------------ | ------------- | -------------------------------------------- |
 * | 0 your organisation only | COMPREHENSIVE | nobody outside the administration            |
 * | 1 this community         | PROVISION     | members                                      |
 * | 2 connected communities  | NOTICE        | friends                                      |
 * | 3 all communities        | NOTICE        | friends; the public if the TLP is CLEAR      |
 * | 4 sharing group          | PROVISION     | the group's organisations, matched by a hand |
 * | 5 inherit                | that of what it is in                                        |
 * | anything else            | COMPREHENSIVE                                                |
 */
const BY_DISTRIBUTION: Readonly<Record<string, number>> = { '0': 2, '1': 1, '2': 0, '3': 0, '4': 1 }
const BY_TLP: Readonly<Record<string, number>> = {
  'tlp:clear': 0,
  'tlp:white': 0,
  'tlp:green': 0,
  'tlp:amber': 1,
  'tlp:amber+strict': 2,
  'tlp:red': 2,
}

/** The narrowest of what an event and everything in it say. */
export function suggestedLabel(event: Properties): LabelSuggestion {
  let rank = 0
  let isOpen = true
  const organisations = new Set<string>()
  const weigh = (owner: Properties, inherits: boolean) => {
    const distribution = textOf(owner['distribution']) ?? (inherits ? '5' : '')
    if (!(inherits && distribution === '5')) {
      rank = Math.max(rank, BY_DISTRIBUTION[distribution] ?? 2)
      isOpen &&= distribution === '3'
    }
    const tlp = tagNames(owner)
      .map(name => name.trim().toLowerCase())
      .filter(name => name.startsWith('tlp:'))
    for (const tag of tlp) {
      rank = Math.max(rank, BY_TLP[tag] ?? 2)
      isOpen &&= tag === 'tlp:clear' || tag === 'tlp:white'
    }
    if (!inherits) isOpen &&= tlp.length > 0
    for (const group of [owner['SharingGroup']].flat()) {
      for (const { Organisation: of } of recordsOf(isProperties(group) ? group['SharingGroupOrg'] : undefined)) {
        const name = isProperties(of) ? textOf(of['name']) : undefined
        if (name !== undefined) organisations.add(name)
      }
    }
  }
  weigh(event, false)
  const objects = recordsOf(event['Object'])
  for (const owner of [
    ...recordsOf(event['Attribute']),
    ...objects,
    ...objects.flatMap(object => recordsOf(object['Attribute'])),
    ...recordsOf(event['EventReport']),
  ])
    weigh(owner, true)
  const category = CATEGORIES[rank] ?? 'COMPREHENSIVE'
  return { category, toPublic: isOpen && rank === 0, organisations: [...organisations] }
}

/** MISP's distribution and TLP tag for an edition of ours: never wider than what its label lets its reader do with it. */
export function distributionFor(category: string, toPublic: boolean): { distribution: '0' | '1' | '3'; tag: string } {
  if (category === 'NOTICE')
    return toPublic ? { distribution: '3', tag: 'tlp:clear' } : { distribution: '1', tag: 'tlp:green' }
  return { distribution: '0', tag: category === 'PROVISION' ? 'tlp:amber+strict' : 'tlp:red' }
}
