import { Args, Query, Resolver } from '@nestjs/graphql'
import { HandoversService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** What of government's work goes over with a post. */
@Resolver()
export class HandoverWorkResolver {
  constructor(private readonly service: HandoversService) {}

  @Query('handoverWork')
  @Access('read', 'Contacts')
  handoverWork(
    @Caller() { reader }: SignedIn,
    @Args('organisationId') organisationId: string | null,
    @Args('input') input: object,
  ) {
    return this.service.work(reader, organisationId ?? null, input)
  }
}
