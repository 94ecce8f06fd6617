/** Faults in the sources, each of which re-introduces a leak, and the narrowest test that has to find it. */
export interface Mutant {
  readonly id: string
  /** The leak class, or the promise that is broken. */
  readonly leakClass: string
  /** What somebody did, in a few words. */
  readonly says: string
  readonly file: string
  /** Stands exactly once in the file. */
  readonly find: string
  readonly replace: string
  readonly killedBy: {
    readonly project: 'rule' | 'row' | 'door' | 'house' | 'proof'
    readonly path: string
    readonly title?: string
  }
}

const GATEWAY = 'apps/api/src/delivery/push.gateway.ts'
const FRAME = 'libs/delivery/src/news-frame.ts'
const MARKING = 'libs/products/src/marking-rule.ts'
const EDITIONS = 'libs/products/src/edition.repository.ts'
const rule = (path: string) => ({ project: 'rule', path }) as const
const door = (path: string, title?: string) =>
  ({ project: 'door', path: `tests/api/${path}`, ...(title ? { title } : {}) }) as const

export const MUTANTS: readonly Mutant[] = [
  {
    id: 'frame-without-rights',
    leakClass: 'L44',
    says: 'a frame is built without asking who may read now',
    file: FRAME,
    find: 'if (!nowReadable) return { seq, kind, editionId: null }',
    replace: '',
    killedBy: rule('libs/delivery/src/news-frame'),
  },
  {
    id: 'title-above-notice',
    leakClass: 'L41',
    says: 'news carry the title of everything',
    file: FRAME,
    find: `category === 'NOTICE' && row.title !== null`,
    replace: 'row.title !== null',
    killedBy: rule('libs/delivery/src/news-frame'),
  },
  {
    id: 'no-review-of-sockets',
    leakClass: 'L47',
    says: 'sockets stay when rights change',
    file: GATEWAY,
    find: 'if (review.gone.has(seat.signedIn.accessKey) || review.changed.has(seat.signedIn.person.id))',
    replace: `if (review.gone.has('nobody'))`,
    killedBy: door('revocation', 'organisation’s suspension'),
  },
  {
    id: 'receipts-of-the-future',
    leakClass: 'L48',
    says: 'a client is believed what it was never sent',
    file: GATEWAY,
    find: 'seq > seat.shown && seq <= seat.sent',
    replace: 'seq > seat.shown',
    killedBy: door('sockets', 'claims more'),
  },
  {
    id: 'after-of-the-future',
    leakClass: 'L48',
    says: 'a client is believed to have seen what was never written',
    file: GATEWAY,
    find: 'Math.min(asked, await this.push.lastSeq(signedIn.reader))',
    replace: 'asked',
    killedBy: door('sockets', 'claims more'),
  },
  {
    id: 'any-origin',
    leakClass: 'L46',
    says: 'sockets from any page',
    file: GATEWAY,
    find: 'decide(null, origin === undefined ||',
    replace: 'decide(null, true || origin === undefined ||',
    killedBy: door('sockets', 'from another origin'),
  },
  {
    id: 'old-tickets',
    leakClass: 'L46',
    says: 'tickets that never end',
    file: 'libs/membership/src/access.service.ts',
    find: 'if (!taken || taken.expiresAt <= at) return null',
    replace: 'if (!taken) return null',
    killedBy: door('sockets', 'past its thirty seconds'),
  },
  {
    id: 'scope-ignored',
    leakClass: 'L01',
    says: 'a key may do everything',
    file: 'apps/api/src/door/access.guard.ts',
    find: 'user.scopes.includes(declared.scope)',
    replace: 'user.scopes.length > 0',
    killedBy: door('sign-in', 'does what its scopes say'),
  },
  {
    id: 'open-by-default',
    leakClass: 'L13',
    says: 'a handler without a declaration is open',
    file: 'apps/api/src/door/access.guard.ts',
    find: `if (!declared) throw new HubError('FORBIDDEN', 'UNDECLARED', 'This is not open to you.')`,
    replace: 'if (!declared) return true',
    killedBy: { project: 'house', path: 'tests/house/access' },
  },
  {
    id: 'cross-site',
    leakClass: 'CSRF',
    says: 'other sites may ask in the victim’s name',
    file: 'apps/api/src/door/same-origin.ts',
    find: 'if (!ownOrigin || !ownSite || request.headers[REQUEST_HEADER] === undefined)',
    replace: 'if (!ownOrigin && !ownSite)',
    killedBy: door('sign-in'),
  },
  {
    id: 'introspection',
    leakClass: 'L36',
    says: 'anybody may ask for the schema',
    file: 'apps/api/src/door/graphql-limits.ts',
    find: `if (node.name.value === '__schema' || node.name.value === '__type')`,
    replace: `if (node.name.value === '__nothing')`,
    killedBy: door('limits', 'asks for the schema'),
  },
  {
    id: 'batching',
    leakClass: 'L35',
    says: 'many queries in one request',
    file: 'apps/api/src/app.module.ts',
    find: 'allowBatchedQueries: false',
    replace: 'allowBatchedQueries: true',
    killedBy: { project: 'proof', path: 'tests/proof/inference/schema' },
  },
  {
    id: 'who-has-an-account',
    leakClass: 'L38',
    says: 'an unknown address fails in another way',
    file: 'libs/membership/src/access.service.ts',
    find: 'if (!found || !passwordHolds) throw signInFailed()',
    replace: `if (!found) throw new Error('nobody')\n    if (!passwordHolds) throw signInFailed()`,
    killedBy: door('sign-in', 'fails alike'),
  },
  {
    id: 'no-work-for-nobody',
    leakClass: 'L32',
    says: 'an unknown address fails faster',
    file: 'libs/membership/src/access.service.ts',
    find: 'await verifyPassword(credential?.passwordHash ?? NOBODYS_HASH, attempt.password)',
    replace:
      'credential !== undefined && (await verifyPassword(credential.passwordHash ?? NOBODYS_HASH, attempt.password))',
    killedBy: { project: 'proof', path: 'tests/proof/inference/timing', title: 'has an account' },
  },
  {
    id: 'suspended-recipients',
    leakClass: 'L37',
    says: 'people of suspended organisations are told',
    file: 'libs/products/src/recipients.ts',
    find: `reader.personActive && reader.membershipState === 'ACTIVE'`,
    replace: 'reader.personActive',
    killedBy: rule('libs/products/src/recipients'),
  },
  {
    id: 'loosest-marking',
    leakClass: 'L17',
    says: 'any of several markings is enough',
    file: MARKING,
    find: 'other.tightness - one.tightness',
    replace: 'one.tightness - other.tightness',
    killedBy: rule('libs/products/src/marking-rule'),
  },
  {
    id: 'unknown-marking-is-open',
    leakClass: 'L18',
    says: 'a marking that nobody knows allows everything',
    file: MARKING,
    find: '(label && TIGHTNESS[label]) ?? TIGHTEST',
    replace: '(label && TIGHTNESS[label]) ?? 0',
    killedBy: rule('libs/products/src/marking-rule'),
  },
  {
    id: 'part-markings-ignored',
    leakClass: 'L20',
    says: 'markings of parts are not looked at',
    file: MARKING,
    find: 'return [...whole, ...parts.flatMap(part => part.marking_ref ?? [])]',
    replace: 'return [...whole]',
    killedBy: rule('libs/products/src/marking-rule'),
  },
  {
    id: 'pointers-left-over',
    leakClass: 'L29',
    says: 'ids in texts are let through',
    file: 'libs/products/src/edition-maker.ts',
    find: 'return [...missing, ...named.filter(',
    replace: 'return [...missing, ...named.slice(0, 0).filter(',
    killedBy: door('unfit-objects', 'L29'),
  },
  {
    id: 'release-unseen',
    leakClass: 'L01',
    says: 'what was not reviewed is released',
    file: 'libs/products/src/products.service.ts',
    find: 'if (objectsDigest(documents) !== product.reviewedObjects) throw changedSinceReview()',
    replace: '',
    killedBy: door('unfit-objects', 'released unseen'),
  },
  {
    id: 'one-pair-of-eyes',
    leakClass: 'L62',
    says: 'who submitted may release',
    file: 'libs/clearance/src/release-rule.ts',
    find: `if (personId !== null && product.submitterId === personId) object('SAME_PERSON_AS_SUBMITTER')`,
    replace: '',
    killedBy: rule('libs/clearance/src/release-rule'),
  },
  {
    id: 'consent-of-nobody',
    leakClass: 'L17',
    says: 'the originators’ consent is not joined',
    file: 'libs/products/src/product.ts',
    find: 'joinConsent(draft.fragments.map(fragment => fragment.consentedTiers))',
    replace: 'joinConsent([])',
    killedBy: rule('libs/products/src/product.spec'),
  },
  {
    id: 'page-meets-page',
    leakClass: 'L28',
    says: 'a cursor that repeats',
    file: 'libs/delivery/src/inbox.repository.ts',
    find: 'where person_id = $1 and seq > $2 order by seq limit $3',
    replace: 'where person_id = $1 and seq >= $2 order by seq limit $3',
    killedBy: door('keeping', 'numbers have no gap'),
  },
  {
    id: 'id-of-the-product',
    leakClass: 'L30',
    says: 'an edition takes over its product’s id',
    file: 'libs/products/src/edition-maker.ts',
    find: 'const id = randomUUID()',
    replace: 'const id = product.id',
    killedBy: door('releases', 'carries no id'),
  },
  {
    id: 'context-that-stays',
    leakClass: 'L50',
    says: 'a connection keeps who it worked for',
    file: 'libs/database/src/database.ts',
    find: `set_config('hub.person_id', $1, true)`,
    replace: `set_config('hub.person_id', $1, false)`,
    killedBy: { project: 'row', path: 'libs/database/src/database.db' },
  },
  {
    id: 'walls-not-looked-at',
    leakClass: 'L16',
    says: 'the hub starts with a wall missing',
    file: 'libs/database/src/walls.ts',
    find: 'if (problems.length > 0) throw',
    replace: 'if (problems.length > 99) throw',
    killedBy: { project: 'row', path: 'libs/database/src/walls.db' },
  },
  {
    id: 'download-of-anything',
    leakClass: 'L56',
    says: 'one edition is read without the condition',
    file: EDITIONS,
    find: 'where e.id = $1::uuid and ${this.#visible(reader, verb, at, parameters)}`',
    replace: 'where e.id = $1::uuid and (${this.#visible(reader, verb, at, parameters)} or true)`',
    killedBy: { project: 'proof', path: 'tests/proof/worlds/hub/one-wall' },
  },
  {
    id: 'lists-of-anything',
    leakClass: 'L02',
    says: 'lists and counts without the condition',
    file: EDITIONS,
    find: 'const conditions = [this.#visible(reader, verb, at, parameters)]',
    replace: 'const conditions = [`(${this.#visible(reader, verb, at, parameters)} or true)`]',
    killedBy: { project: 'proof', path: 'tests/proof/worlds/hub/one-wall' },
  },
  {
    id: 'no-rule-is-every-row',
    leakClass: 'L12',
    says: 'who has no rule sees every row',
    file: 'libs/clearance/src/visible-to.ts',
    find: `return parts.length === 0 ? 'false'`,
    replace: `return parts.length === 0 ? 'true'`,
    killedBy: rule('libs/clearance/src/visible-to'),
  },
  {
    id: 'any-operation',
    leakClass: 'GQ-1',
    says: 'a session asks what is not on the list',
    file: 'apps/api/src/door/operations.ts',
    find: 'if (name === undefined) return false',
    replace: '',
    killedBy: door('operations', 'never a query of their own'),
  },
]
