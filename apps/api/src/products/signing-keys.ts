/** What a key signs: editions, or what is made for one reader. Neither is good for the other. */
export type KeyUse = 'RELEASE' | 'DOWNLOAD'

export interface PublishedKey {
  readonly keyId: string
  readonly publicKey: string
  readonly use: KeyUse
}

/** The public halves of the keys that this hub signs with, newest first. */
export class SigningKeys {
  constructor(readonly list: readonly PublishedKey[]) {}

  of(use: KeyUse): readonly PublishedKey[] {
    return this.list.filter(key => key.use === use)
  }
}
