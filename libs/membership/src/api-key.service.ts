/*
 * Looking after API keys: seen, made and revoked by their person in a session. A key outlives the session it was made in, so
 * a session alone, which may be stolen or ridden, makes none: its person confirms it with their factors (AU-10).
 */
import { Injectable } from '@nestjs/common'
import * as access from './access.repository.ts'
import { AccessService } from './access.service.ts'
import { acceptedRequest, assertSession, factsOfApiKey } from './api-key.ts'
import { assertId } from './directory.ts'
import { proofOf } from './factors.ts'
import { confirmationFailed, notFound } from './membership.errors.ts'
import { digestOf, newToken } from './token.ts'
import type { ApiKeyFacts, ApiKeyRequest, Factors, NewApiKey, SignedIn } from './words.ts'

/** The verbs of API keys; `MembershipService` is what the house injects. */
@Injectable()
export class ApiKeyService extends AccessService {
  /** The caller's own API keys, newest first. @throws HubError FORBIDDEN to a key */
  async apiKeys(signedIn: SignedIn): Promise<ApiKeyFacts[]> {
    assertSession(signedIn)
    const { reader } = signedIn
    const keys = await this.database.asReader(reader, tx => access.apiKeysOf(tx, reader.personId))
    return keys.map(factsOfApiKey)
  }

  /**
   * Makes an API key for who confirms it with their password and code, and shows it this once (AU-10, AU-11).
   * @throws HubError FORBIDDEN SESSION_ONLY to a key, INVALID_INPUT naming the field, FORBIDDEN CONFIRMATION_FAILED whatever
   * fails then, be it that the session ended meanwhile
   */
  async createApiKey(signedIn: SignedIn, request: ApiKeyRequest, factors: Factors, at: Date): Promise<NewApiKey> {
    assertSession(signedIn)
    const { name, scopes, expiresAt } = acceptedRequest(request, signedIn, at)
    const { reader, accessKey } = signedIn
    const { personId, tier } = reader
    const candidate = await this.database.asReader(reader, tx => access.findCandidate(tx, personId))
    const proof = await proofOf(candidate, factors, at)
    if (!proof) throw confirmationFailed()

    const key = newToken('API_KEY', tier)
    const row = { keyHash: digestOf(key), personId, tier, name, scopes: [...scopes], createdAt: at, expiresAt }
    const stored = await this.database.asStranger(tier, accessKey, async (tx, become) => {
      // What entering found to be over stays over, so nothing is thrown before this is committed.
      if (!(await this.enterBySession(tx, become, accessKey, at))) return null
      return (await access.useProof(tx, personId, proof)) ? access.insertApiKey(tx, row) : null
    })
    if (!stored) throw confirmationFailed()
    return { key, apiKey: factsOfApiKey(stored) }
  }

  /** Revokes one of the caller's keys for good, and closes its sockets. @throws HubError NOT_FOUND */
  async revokeApiKey(signedIn: SignedIn, id: string, at: Date): Promise<ApiKeyFacts> {
    assertSession(signedIn)
    assertId(id)
    return this.database.asReader(signedIn.reader, async tx => {
      await access.revokeKey(tx, id, at)
      const key = await access.findApiKeyById(tx, id)
      if (!key) throw notFound()
      return factsOfApiKey(key)
    })
  }
}
