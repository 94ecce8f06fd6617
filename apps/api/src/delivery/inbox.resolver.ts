import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { InboxService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class InboxResolver {
  constructor(private readonly inboxService: InboxService) {}

  @Query('inbox')
  @Access('read', 'Inbox')
  inbox(@Caller() caller: SignedIn, @Args('after') after: number, @Args('first') first: number) {
    return this.inboxService.resume(caller.reader, after, first)
  }

  @Query('inboxLatest')
  @Access('read', 'Inbox')
  inboxLatest(
    @Caller() caller: SignedIn,
    @Args('before') before: number | null,
    @Args('first') first: number,
    @Args('unacknowledgedOnly') unacknowledgedOnly: boolean,
  ) {
    return this.inboxService.latest(caller.reader, before, first, unacknowledgedOnly)
  }

  @Query('inboxItemOf')
  @Access('read', 'Inbox')
  inboxItemOf(@Caller() caller: SignedIn, @Args('editionId') editionId: string) {
    return this.inboxService.itemOf(caller.reader, editionId)
  }

  @Mutation('acknowledge')
  @Access('acknowledge', 'Inbox')
  acknowledge(@Caller() caller: SignedIn, @Args('seq') seq: number) {
    return this.inboxService.acknowledge(caller.reader, seq)
  }

  @Mutation('confirmRemoval')
  @Access('acknowledge', 'Inbox')
  confirmRemoval(@Caller() caller: SignedIn, @Args('seq') seq: number) {
    return this.inboxService.confirmRemoval(caller.reader, seq)
  }
}
