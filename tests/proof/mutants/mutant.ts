/** A fault in the sources or in the database that re-introduces a leak, and the narrowest test that has to find it. */
interface Tried {
  readonly id: string
  /** The leak class, or the promise that is broken. */
  readonly leakClass: string
  /** What somebody did, in a few words. */
  readonly says: string
  readonly killedBy: {
    readonly project: 'rule' | 'row' | 'door' | 'house' | 'proof'
    readonly path: string
    readonly title?: string
  }
}
/** `find` stands exactly once in the file. */
export interface SourceMutant extends Tried {
  readonly file: string
  readonly find: string
  readonly replace: string
}
/** Run by the test itself in its clone of the database, from PROOF_SQL_MUTATION. */
export interface DatabaseMutant extends Tried {
  readonly sql: string
}
export type Mutant = SourceMutant | DatabaseMutant

/** Killed by rule tests of one file. */
export const rule = (path: string) => ({ project: 'rule', path }) as const
/** Killed by door tests of one file, or by those of a title. */
export const door = (path: string, title?: string) =>
  ({ project: 'door', path: `tests/api/${path}`, ...(title ? { title } : {}) }) as const
/** Killed by proofs of one file. */
export const proof = (path: string, title?: string) =>
  ({ project: 'proof', path: `tests/proof/${path}`, ...(title ? { title } : {}) }) as const

export const GATEWAY = 'apps/api/src/delivery/push.gateway.ts'
export const PUMP = 'libs/delivery/src/push-pump.ts'
export const EDITIONS = 'libs/products/src/edition.repository.ts'
