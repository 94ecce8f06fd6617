/*
 * Getting in, by sign-in, session, API key or socket ticket. Each runs as a stranger who presents a digest and becomes the
 * person whose row carries it. Rights are read from the rows at every request and kept nowhere, so a suspension or a
 * lowered clearance works at the next one (AU-9). Time is a parameter.
 */
import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, isUnableNow } from '@noroshi/database'
import type { Tx } from '@noroshi/database'
import { asHousekeeper, asPusher } from '@noroshi/database/system-reader'
import * as access from './access.repository.ts'
import type { Candidate, Seat } from './access.repository.ts'
import { isLiveKey } from './api-key.ts'
import type { ApiKey } from './api-key.ts'
import { proofOf } from './factors.ts'
import { signInFailed } from './membership.errors.ts'
import { factsOfOrganisation } from './organisation.ts'
import { mayEnter, readerOf } from './person.ts'
import { lifetimesOf } from './session.ts'
import type { Lifetimes } from './session.ts'
import { COUNCIL_TIERS, digestOf, newToken, tierOfToken } from './token.ts'
import type { TokenKind } from './token.ts'
import type {
  AccessReview,
  CouncilTier,
  MembershipOptions,
  NewSession,
  OpenAccess,
  SignedIn,
  SignInAttempt,
} from './words.ts'

/** Stands in for who is not there, so that every sign-in asks the database the same questions (AU-5). */
const NOBODYS_ID = '00000000-0000-0000-0000-000000000000'
const LONGEST_EMAIL = 254
const CONTROL_CHARACTERS = /\p{Cc}/u

type Become = (personId: string) => Promise<void>

/** The verbs of getting in; `MembershipService` is what the house injects. */
@Injectable()
export class AccessService {
  protected readonly database: Database
  readonly #lifetimes: Lifetimes

  constructor(database: Database, options: MembershipOptions = {}) {
    this.database = database
    this.#lifetimes = lifetimesOf(options)
  }

  /**
   * Opens a session. Whatever fails – address, password, code, a used code, a suspension – fails alike and takes as long.
   * @throws HubError UNAUTHENTICATED SIGN_IN_FAILED
   */
  async signIn(attempt: SignInAttempt, at: Date): Promise<NewSession> {
    const email = attempt.email.trim().toLowerCase()
    const found = await this.#candidate(email.length > LONGEST_EMAIL || CONTROL_CHARACTERS.test(email) ? '' : email)
    const proof = await proofOf(found, attempt, at)
    if (!found || !proof) throw signInFailed()

    const { id, tier } = found.seat.person
    const token = newToken('SESSION', tier)
    const tokenHash = digestOf(token)
    const expiresAt = new Date(at.getTime() + this.#lifetimes.sessionMs)
    return this.database.asStranger(tier, email, async (tx, become) => {
      await become(id)
      const seat = await access.findSeat(tx, id)
      if (!seat || !mayEnter(seat.person, seat.organisation)) throw signInFailed()
      if (!(await access.useProof(tx, id, proof))) throw signInFailed()
      await access.insertSession(tx, { tokenHash, personId: id, tier, at, expiresAt })
      return { ...sessionOf(seat, tokenHash, expiresAt, at), token }
    })
  }

  /** Ends the session; a token that is none is ended already. Its sockets are closed too (AU-9). */
  async signOut(token: string, at: Date): Promise<void> {
    const tier = this.tierOf('SESSION', token)
    if (!tier) return
    const tokenHash = digestOf(token)
    await this.database.asStranger(tier, tokenHash, async (tx, become) => {
      const session = await access.findSession(tx, tokenHash)
      if (!session) return
      await become(session.personId)
      await access.endSession(tx, tokenHash, at)
    })
  }

  /** Who presents this session token, as they are now; null when it lets nobody in any more (AU-8). */
  async readerOfSession(token: string, at: Date): Promise<SignedIn | null> {
    const tier = this.tierOf('SESSION', token)
    return tier ? this.#readerBySession(tier, digestOf(token), at) : null
  }

  /** Who presents this API key, as they are now; null when it lets nobody in any more (AU-11). */
  async readerOfApiKey(key: string, at: Date): Promise<SignedIn | null> {
    const tier = this.tierOf('API_KEY', key)
    if (!tier) return null
    const keyHash = digestOf(key)
    const found = await this.database.askAsStranger(tier, keyHash, ask => access.findSeatByKey(ask, keyHash))
    const signedIn = found && keyedIn(found.key, found.seat, at)
    if (signedIn && this.#lifetimes.isWorthNoting(found.key.lastUsedAt, at))
      await this.database
        .asStranger(tier, keyHash, async (tx, become) => {
          await Promise.all([become(found.key.personId), access.touchApiKey(tx, found.key.id, at)])
        })
        .catch(unlessUnable)
    return signedIn
  }

  /** A ticket that lets the caller's socket in once, within 30 seconds: a browser sets no headers on a WebSocket. */
  async issueSocketTicket(signedIn: SignedIn, at: Date): Promise<string> {
    const { reader, accessKey } = signedIn
    const { personId, tier } = reader
    const ticket = newToken('TICKET', tier)
    const expiresAt = new Date(at.getTime() + this.#lifetimes.ticketMs)
    await this.database.asReader(reader, tx =>
      access.insertTicket(tx, { ticketHash: digestOf(ticket), personId, tier, accessKey, expiresAt }),
    )
    return ticket
  }

  /** Who presents this ticket, by the access it was issued to, as it is now; the ticket is gone afterwards. */
  async redeemSocketTicket(ticket: string, at: Date): Promise<SignedIn | null> {
    const tier = this.tierOf('TICKET', ticket)
    if (!tier) return null
    const ticketHash = digestOf(ticket)
    // Its own transaction: the ticket is used up even when what follows refuses.
    const taken = await this.database.asStranger(tier, ticketHash, tx => access.takeTicket(tx, ticketHash))
    if (!taken || taken.expiresAt <= at) return null
    if (access.isSessionDigest(taken.accessKey)) return this.#readerBySession(tier, taken.accessKey, at)
    return this.database.asStranger(tier, ticketHash, async (tx, become) => {
      await become(taken.personId)
      return this.#enterByKey(tx, become, await access.findApiKeyById(tx, taken.accessKey), at)
    })
  }

  /** Of a tier's open accesses: which are over, and whose rights are others now. One statement (AU-9). */
  async stillGood(tier: CouncilTier, accesses: readonly OpenAccess[], at: Date): Promise<AccessReview> {
    const gone = new Set<string>()
    const changed = new Map<string, Reader>()
    const usedSince = new Date(at.getTime() - this.#lifetimes.idleMs)
    const reviewed = await asPusher(this.database, tier, tx => access.accessesToReview(tx, accesses, at, usedSince))
    for (const { accessKey, live, seat } of reviewed) {
      if (!live || !seat || !mayEnter(seat.person, seat.organisation)) gone.add(accessKey)
      else changed.set(seat.person.id, readerOf(seat.person, seat.organisation))
    }
    return { gone, changed }
  }

  /** Deletes the tickets that nobody used in time, in every tier that this process serves. */
  async forgetUnusedTickets(at: Date): Promise<void> {
    for (const tier of this.#tiers) await asHousekeeper(this.database, tier, tx => access.deleteUnusedTickets(tx, at))
  }

  get #tiers(): CouncilTier[] {
    return COUNCIL_TIERS.filter(tier => this.database.serves(tier))
  }

  /** The tier whose login knows this token, or null when it is none of this kind or of no tier that is served here. */
  protected tierOf(kind: TokenKind, token: string): CouncilTier | null {
    const tier = tierOfToken(kind, token)
    return tier && this.database.serves(tier) ? tier : null
  }

  /** Asks every tier, also after somebody was found: how long it takes tells nothing (AU-5). */
  async #candidate(email: string): Promise<Candidate | null> {
    let found: Candidate | null = null
    for (const tier of this.#tiers) {
      const here = await this.database.asStranger(tier, email, async (tx, become) => {
        const personId = (await access.findPersonByEmail(tx, email, tier)) ?? NOBODYS_ID
        await become(personId)
        return access.findCandidate(tx, personId)
      })
      found ??= here
    }
    return found
  }

  #readerBySession(tier: CouncilTier, tokenHash: string, at: Date): Promise<SignedIn | null> {
    return this.database.asStranger(tier, tokenHash, (tx, become) =>
      this.enterBySession(tx, become, tokenHash, at, true),
    )
  }

  /**
   * Goes on as the person of the session whose token's digest the transaction presents; null when it lets nobody in.
   * @param isLast nothing is written after it: where the use cannot be written down, its owner is let in all the same
   */
  protected async enterBySession(
    tx: Tx,
    become: Become,
    tokenHash: string,
    at: Date,
    isLast = false,
  ): Promise<SignedIn | null> {
    const session = await access.findSession(tx, tokenHash)
    if (!session || !this.#lifetimes.isLive(session, at)) return null
    const [, seat] = await Promise.all([become(session.personId), access.findSeat(tx, session.personId)])
    if (!seat || !mayEnter(seat.person, seat.organisation)) {
      // For good: a session does not come back to life when a suspension is lifted (ACT-5).
      await access.endSession(tx, tokenHash, at)
      return null
    }
    if (this.#lifetimes.isWorthNoting(session.lastSeenAt, at)) {
      const noted = access.touchSession(tx, tokenHash, at)
      await (isLast ? noted.catch(unlessUnable) : noted)
    }
    return sessionOf(seat, tokenHash, session.expiresAt, at)
  }

  async #enterByKey(tx: Tx, become: Become, key: ApiKey | null, at: Date): Promise<SignedIn | null> {
    if (!key || !isLiveKey(key, at)) return null
    // Sent together, answered one after the other.
    const [, seat] = await Promise.all([become(key.personId), access.findSeat(tx, key.personId)])
    const signedIn = keyedIn(key, seat, at)
    if (signedIn && this.#lifetimes.isWorthNoting(key.lastUsedAt, at))
      await access.touchApiKey(tx, key.id, at).catch(unlessUnable)
    return signedIn
  }
}

/** When somebody was here last is not worth refusing them: reading goes on where the disk has no room to write that down. */
function unlessUnable(error: unknown): void {
  if (!isUnableNow(error)) throw error
}

function seatedIn({ person, organisation }: Seat, at: Date): Pick<SignedIn, 'reader' | 'person' | 'organisation'> {
  const { id, name, email } = person
  return {
    reader: readerOf(person, organisation),
    person: { id, name, email },
    organisation: factsOfOrganisation(organisation, at),
  }
}

/** Null when the key lets nobody in, or not this person any more. */
function keyedIn(key: ApiKey, seat: Seat | null, at: Date): SignedIn | null {
  if (!isLiveKey(key, at) || !seat || !mayEnter(seat.person, seat.organisation)) return null
  return { ...seatedIn(seat, at), via: 'API_KEY', scopes: key.scopes, accessKey: key.id, expiresAt: key.expiresAt }
}

function sessionOf(seat: Seat, tokenHash: string, expiresAt: Date, at: Date): SignedIn {
  return { ...seatedIn(seat, at), via: 'SESSION', scopes: null, accessKey: tokenHash, expiresAt }
}
