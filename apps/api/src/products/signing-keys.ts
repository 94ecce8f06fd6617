/** The public halves of the release keys this hub has signed with, newest first. */
export class SigningKeys {
  constructor(readonly list: readonly { keyId: string; publicKey: string }[]) {}
}
