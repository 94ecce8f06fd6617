import { publicReader, type Reader, type Tier } from '@noroshi/clearance'
import { categoriesOf, INBOX, MOST_CONTENT_BYTES, type ReadCollection, type TaxiiPage } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { TLP_OF_CATEGORY } from '@noroshi/products'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiConfig } from '../config.ts'
import { TAXII } from './media-types.ts'
import { sendTaxii } from './taxii-door.ts'

const STIX = 'application/stix+json;version=2.1'

export type Root = 'council' | 'public' | 'contributions'

/** The API roots that somebody may use (§4.1): what others may use is not mentioned. */
export function rootsOf(user: SignedIn | null | undefined, tiers: readonly Tier[]): Root[] {
  const may = (scope: 'read' | 'contribute') => user?.scopes?.includes(scope) ?? false
  return [
    ...(may('read') ? (['council'] as const) : []),
    ...(tiers.includes('PUBLIC') ? (['public'] as const) : []),
    ...(may('contribute') ? (['contributions'] as const) : []),
  ]
}

/** Absolute URLs, because some clients do not resolve a relative `default`. */
export function discoveryOf(request: FastifyRequest, { publicUrl }: ApiConfig, roots: readonly Root[]): object {
  const base = publicUrl ?? `http://${request.headers.host ?? '127.0.0.1'}`
  const urls = roots.map(root => `${base}/taxii2/${root}/`)
  return {
    title: '狼煙 Noroshi',
    description: 'Threat information of the council, as released to you. 提供された脅威情報。',
    ...(urls.length > 0 ? { default: urls[0], api_roots: urls } : {}),
  }
}

const TITLES: Readonly<Record<Root, string>> = {
  council: '協議会 Council',
  public: '公開 Public notices',
  contributions: '情報提供 Contributions',
}

export const rootResource = (root: Root): object => ({
  title: TITLES[root],
  versions: [TAXII],
  max_content_length: MOST_CONTENT_BYTES,
})

export const collectionResource = ({ id, title, alias }: ReadCollection): object => ({
  ...{ id, title, alias },
  ...{ can_read: true, can_write: false, media_types: [STIX] },
})

export const inboxResource = (): object => ({ ...INBOX, can_read: true, can_write: true, media_types: [STIX] })

/** Which markings this reader may meet; an extension of ours. Nothing of what there is. */
export function markingsOf(reader: Reader): object {
  const categories = categoriesOf(reader.tier)
  const { clearanceRank, clearanceValidUntil, safeguardsValidUntil } = reader
  return {
    categories,
    tlp: ['TLP:CLEAR', ...(reader === publicReader() ? [] : [...categories].reverse().map(of => TLP_OF_CATEGORY[of]))],
    ...(clearanceRank > 0
      ? {
          clearance: {
            rank: clearanceRank,
            ...(clearanceValidUntil ? { valid_until: sixDecimals(clearanceValidUntil) } : {}),
          },
        }
      : {}),
    ...(safeguardsValidUntil ? { safeguards_valid_until: sixDecimals(safeguardsValidUntil) } : {}),
  }
}

const sixDecimals = (iso: string): string => iso.replace(/\.(\d{3})Z$/, '.$1000Z')

/** A page with the dates of its first and last item (§3.2), which an empty one does not have. */
export function sendPage(reply: FastifyReply, page: TaxiiPage, what: 'envelope' | 'manifest' | 'versions'): void {
  if (page.firstAdded !== null) void reply.header('x-taxii-date-added-first', page.firstAdded)
  if (page.lastAdded !== null) void reply.header('x-taxii-date-added-last', page.lastAdded)
  sendTaxii(reply, 200, page[what])
}
