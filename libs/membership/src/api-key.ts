import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm'
import { HubError } from '@noroshi/errors'
import { Person, scopesFor } from './person.ts'
import { API_KEY_SCOPES } from './words.ts'
import type { ApiKeyFacts, ApiKeyRequest, ApiKeyScope, CouncilTier, SignedIn } from './words.ts'

// Checks are compared with the schema by name; their text lives in the migration, in full view.
const IN_MIGRATION = 'true'
const LONGEST_NAME = 100

/** An API key: only the SHA-256 of the key is kept (AU-11). */
@Entity({ name: 'api_key' })
@Index('api_key_of_person', ['personId'])
@Unique('api_key_hash', ['keyHash'])
@ForeignKey(() => Person, ['personId', 'tier'], ['id', 'tier'], { name: 'api_key_person', onUpdate: 'CASCADE' })
@Check('api_key_scopes_known', IN_MIGRATION)
@Check('api_key_expires', IN_MIGRATION)
export class ApiKey {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'api_key_pkey' })
  id: string

  @Column({ name: 'key_hash', type: 'text' })
  keyHash: string

  @Column({ name: 'person_id', type: 'uuid' })
  personId: string

  @Column({ type: 'text' })
  tier: CouncilTier

  @Column({ type: 'text' })
  name: string

  @Column({ type: 'text', array: true })
  scopes: ApiKeyScope[]

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null
}

/** Whether the key lets in at an instant. */
export function isLiveKey(key: Pick<ApiKey, 'expiresAt' | 'revokedAt'>, at: Date): boolean {
  return key.revokedAt === null && key.expiresAt > at
}

/** The key as its owner sees it: everything but the digest. */
export function factsOfApiKey(key: ApiKey): ApiKeyFacts {
  const { id, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt } = key
  return { id, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }
}

/** Keys are made and ended by a person in a session, never by another key (AU-11). @throws HubError FORBIDDEN */
export function assertSession(signedIn: SignedIn): void {
  if (signedIn.via !== 'SESSION')
    throw new HubError(
      'FORBIDDEN',
      'SESSION_ONLY',
      'An API key cannot look after API keys: sign in.',
      undefined,
      'APIキーの管理にはサインインが必要です。',
    )
}

/**
 * The request as it will be stored, or a refusal naming the field at fault (AU-11: expiry at most one year).
 * @throws HubError INVALID_INPUT
 */
export function acceptedRequest(request: ApiKeyRequest, signedIn: SignedIn, at: Date): ApiKeyRequest {
  const name = request.name.trim()
  if (name === '' || name.length > LONGEST_NAME)
    throw new HubError(
      'INVALID_INPUT',
      'BAD_NAME',
      `A name of 1 to ${LONGEST_NAME} characters is needed.`,
      'name',
      `名前を1〜${LONGEST_NAME}文字で入力してください。`,
    )

  const allowed = scopesFor(signedIn.reader.roles)
  const scopes = API_KEY_SCOPES.filter(scope => request.scopes.includes(scope))
  const refused = request.scopes.filter(scope => !allowed.includes(scope))
  if (scopes.length === 0)
    throw new HubError(
      'INVALID_INPUT',
      'NO_SCOPE',
      'At least one scope is needed.',
      'scopes',
      '権限を一つ以上選んでください。',
    )
  if (refused.length > 0)
    throw new HubError(
      'INVALID_INPUT',
      'SCOPE_NOT_ALLOWED',
      'A key may not do more than its person.',
      'scopes',
      '本人の権限を超えるAPIキーは作成できません。',
    )

  const latest = new Date(at)
  latest.setUTCFullYear(at.getUTCFullYear() + 1)
  const { expiresAt } = request
  if (!(expiresAt > at && expiresAt <= latest))
    throw new HubError(
      'INVALID_INPUT',
      'BAD_EXPIRY',
      'A key expires in the future, at most in a year.',
      'expiresAt',
      '有効期限は1年以内の将来の日時を指定してください。',
    )
  return { name, scopes, expiresAt }
}
