import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { MailKeysService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access, Open } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { SigningKeys } from '../products/signing-keys.ts'

@Resolver()
export class MailKeysResolver {
  constructor(
    private readonly mailKeys: MailKeysService,
    private readonly keys: SigningKeys,
  ) {}

  @Query('mailKey')
  @Access('read', 'Inbox')
  mailKey(@Caller() { reader }: SignedIn) {
    return this.mailKeys.own(reader)
  }

  @Query('mailSigningKeys')
  @Open('anybody may verify what was signed')
  mailSigningKeys() {
    return this.keys.of('MAIL')
  }

  @Mutation('replaceMailKey')
  @Access('SESSION', 'Inbox')
  replaceMailKey(@Caller() { reader }: SignedIn, @Args('armored') armored: string) {
    return this.mailKeys.replace(reader, armored)
  }

  @Mutation('removeMailKey')
  @Access('SESSION', 'Inbox')
  removeMailKey(@Caller() { reader }: SignedIn) {
    return this.mailKeys.remove(reader)
  }
}
