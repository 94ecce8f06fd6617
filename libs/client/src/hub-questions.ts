/** What the client itself asks the hub. A portal that uses it has these on its list of operations (docs/adr/0016). */
import { question } from './question.ts'

/** A ticket that lets one socket in, once, within 30 seconds. */
export const SOCKET_TICKET = question('mutation SocketTicket { socketTicket }')

/** What a client missed, where the socket did not tell it. */
export const NEWS_AFTER = question(`query NewsAfter($after: Float!) {
  inbox(after: $after, first: 100) {
    items { seq kind editionId reference edition { category urgency title summary } } lastSeq hasMore
  }
}`)

/** Everything that an edition's signature covers, but for its bundle (docs/verify.md). */
export const SIGNED_EDITION = question(`query SignedEdition($id: ID!) {
  edition(id: $id) { id reference category kind severity urgency title summary body texts { part ja en outOfDate } releasedAt digest signature keyId
    hunt { hypothesis requiredLogs difficulty lookBackDays queries { language title text } } }
}`)

/** In these very words everybody may ask for the keys. */
export const SIGNING_KEYS = question('{ signingKeys { keyId publicKey } }')

/** The keys that filters verify with. */
export const DOWNLOAD_KEYS = question('{ downloadKeys { keyId publicKey use } }')
