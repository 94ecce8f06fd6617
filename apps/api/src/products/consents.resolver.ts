import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import { OriginatorService } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** The originators' side of their consent. */
@Resolver()
export class ConsentsResolver {
  constructor(private readonly originator: OriginatorService) {}

  @Query('consentRequests')
  @Access('read', 'ConsentRequest')
  consentRequests(@Caller() caller: SignedIn) {
    return this.originator.list(caller.reader)
  }

  @Query('consentRequest')
  @Access('read', 'ConsentRequest')
  consentRequest(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.originator.find(caller.reader, id)
  }

  // A person agrees, on their own page: no program does in their name.
  @Mutation('answerConsent')
  @Access('SESSION', 'ConsentRequest')
  answerConsent(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('agree') agree: boolean,
    @Args('note') note: string | null,
  ) {
    return this.originator.answer(caller.reader, id, { agree, note: note ?? '' })
  }

  @Mutation('withdrawConsent')
  @Access('SESSION', 'ConsentRequest')
  withdrawConsent(@Caller() caller: SignedIn, @Args('id') id: string, @Args('note') note: string | null) {
    return this.originator.withdraw(caller.reader, id, { note: note ?? '' })
  }
}
