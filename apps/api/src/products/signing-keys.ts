/** What a key signs: editions, what is made for one reader, what webhooks are told, or mail. None is good for another. */
export type KeyUse = 'RELEASE' | 'DOWNLOAD' | 'WEBHOOK' | 'MAIL'

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
