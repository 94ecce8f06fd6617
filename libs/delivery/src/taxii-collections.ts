/*
 * The collections of TAXII 2.1 (§5): per category that a tier can ever receive, one with everything and one per kind of product. Their ids
 * are constants and empty ones are listed as well, so that a collection's being there tells nothing of what there is. And one per category
 * for each circle whose title the reader's organisation is told: being there, it tells what those in the circle may know, no more.
 */
import { CATEGORIES, SEALED_CATEGORIES, type InfoCategory, type Tier } from '@noroshi/clearance'
import { uuidFrom } from '@noroshi/database'
import { PRODUCT_KINDS, type ProductKind } from '@noroshi/products'

export interface ReadCollection {
  /** UUIDv4, the same on every hub and for ever. */
  readonly id: string
  /** Of constants alone. */
  readonly alias?: string
  readonly title: string
  readonly category: InfoCategory
  /** Null: all kinds. */
  readonly kind: string | null
  /** What this circle was told; null: whatever the reader may receive. */
  readonly circle: string | null
}

/** A circle that the reader's organisation is in, by what it is told of it. */
export interface TitledCircle {
  readonly id: string
  readonly title: string
  readonly titleEn: string
}

/** Where the council reads, and where the public does. */
export type ReadRoot = 'council' | 'public'

type Ids = Readonly<Record<ProductKind | 'ALL', string>>

/** Each for ever: a new kind gets ids of its own. */
const IDS: Readonly<Record<InfoCategory | 'PUBLIC', Ids>> = {
  COMPREHENSIVE: {
    ALL: '614b0d34-765d-4d0e-a244-dba1c307bdf0',
    BULLETIN: '39567e9d-c94b-4260-96ca-5d204bdf31f5',
    IOC_PACKAGE: '99651a3f-8521-475e-bab4-f7abe65523ee',
    ADVISORY: '225c40e7-def0-4b5f-830f-60f78535b71f',
    PUBLIC_NOTICE: 'bc73b36f-6cd7-4a6a-a54f-3f2efc52c2a4',
    VULNERABILITY_NOTICE: '810e4b56-4cb0-464b-a032-b61df71caebe',
    HUNT_PACKAGE: 'a4a32b55-970f-4469-8a1e-31585d0f16ed',
    WEEKLY_DIGEST: '57e162b5-8b5c-4620-ad33-fac38fe9e5e4',
  },
  PROVISION: {
    ALL: '41c3565b-492a-497c-8ff2-1f3e315e04fd',
    BULLETIN: '2d5bd16f-654b-44ac-8400-ca48697d7314',
    IOC_PACKAGE: 'c2906792-c356-486a-92a5-db5fd3a09081',
    ADVISORY: 'bc784778-a8cc-465a-b302-22deac33f5a5',
    PUBLIC_NOTICE: '65c6b61e-4841-411d-ac72-798b33a8766b',
    VULNERABILITY_NOTICE: 'fa80d5a5-14d8-4fe3-b576-4eed2ec1cc84',
    HUNT_PACKAGE: 'c8488fba-196e-456e-8975-4b6058077f1a',
    WEEKLY_DIGEST: 'd608102a-0be7-4425-9160-7b8adf677309',
  },
  NOTICE: {
    ALL: 'd93723cb-c24c-46a9-9ade-715beaea8566',
    BULLETIN: '2adbc0c9-bdf3-4197-abf2-3ba4c6e9a217',
    IOC_PACKAGE: '61068efc-87df-4b4b-a9ca-eb9f3cc558c1',
    ADVISORY: '2005646b-8ff4-4769-a4d7-11df82d2bc1f',
    PUBLIC_NOTICE: 'add0093c-23cb-49c4-9c0d-0d0735b50f3d',
    VULNERABILITY_NOTICE: '4b7a8abd-235b-4480-9573-1dab51b39fdb',
    HUNT_PACKAGE: '3288d872-5b4e-4448-a90e-a323388d5496',
    WEEKLY_DIGEST: '8e5dedee-22a2-4c44-b946-dc3d12c43ec9',
  },
  PUBLIC: {
    ALL: 'effc690d-3d30-4f3b-9644-ec156dda0b76',
    BULLETIN: '0119922f-77f3-4d5e-85d3-6f4dc96aeb4a',
    IOC_PACKAGE: 'cd159155-c1db-4ecb-8dde-4e899f50c139',
    ADVISORY: '0b522917-8f70-4a0f-9e8c-1386598852cf',
    PUBLIC_NOTICE: '1104a911-6858-4b76-9fb5-14a4b3c1ce13',
    VULNERABILITY_NOTICE: '7b57690b-cedd-4424-964a-34ccca45763b',
    HUNT_PACKAGE: '594181f3-481b-411d-9c45-bf79c0d5e45d',
    WEEKLY_DIGEST: 'fc494c24-a293-4aa6-bae6-2dc313f5c3a8',
  },
}

const WORDS: Readonly<Record<InfoCategory, string>> = {
  COMPREHENSIVE: '総合整理分析情報 Comprehensive',
  PROVISION: '提供用総合整理分析情報 Provision',
  NOTICE: '周知等用総合整理分析情報 Notice',
}

function collectionsOf(category: InfoCategory, ids: Ids): ReadCollection[] {
  return [null, ...PRODUCT_KINDS].map(kind => ({
    id: ids[kind ?? 'ALL'],
    alias: [category, ...(kind ? [kind] : [])].join('-').toLowerCase().replaceAll('_', '-'),
    title: kind ? `${WORDS[category]} – ${kind}` : WORDS[category],
    ...{ category, kind, circle: null },
  }))
}

/** What each tier can ever receive; rows are decided by the policy itself. */
export const categoriesOf = (tier: Tier): readonly InfoCategory[] => [...SEALED_CATEGORIES[tier], 'NOTICE']

const OF_THE_PUBLIC = collectionsOf('NOTICE', IDS.PUBLIC)
const OF_THE_COUNCIL = CATEGORIES.flatMap(category => collectionsOf(category, IDS[category]))

/** The collections of a root that somebody of this tier sees, always in this order. */
export function readCollections(root: ReadRoot, tier: Tier): readonly ReadCollection[] {
  if (root === 'public') return OF_THE_PUBLIC
  return OF_THE_COUNCIL.filter(({ category }) => categoriesOf(tier).includes(category))
}

/** What one circle was told, per category that somebody of this tier can ever receive. */
export function circleCollections({ id, title, titleEn }: TitledCircle, tier: Tier): ReadCollection[] {
  return categoriesOf(tier).map(category => ({
    // In the form that §5.2 asks for; found by nobody who does not know the circle's random number.
    id: uuidFrom(`circle collection ${id} ${category}`),
    title: `${WORDS[category]} – ${title} ${titleEn}`,
    ...{ category, kind: null, circle: id },
  }))
}

/** The one collection into which an organisation contributes; each finds its own in it, and sees nothing of the others'. */
export const INBOX = {
  id: 'a9aa1828-0e84-44c6-adb9-a5b091020a83',
  alias: 'inbox',
  title: '情報提供 Contributions',
  description:
    'What your organisation sends to the council. Only your organisation reads it here; to delete is to withdraw.',
} as const
