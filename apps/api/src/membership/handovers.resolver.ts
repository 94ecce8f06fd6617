import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { HandoversService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Who leaves a post, who follows, and on which day. */
@Resolver()
export class HandoversResolver {
  constructor(private readonly service: HandoversService) {}

  @Query('handovers')
  @Access('read', 'Contacts')
  handovers(
    @Caller() { reader }: SignedIn,
    @Args('organisationId') organisationId: string | null,
    @Args('first') first: number | null,
    @Args('after') after: string | null,
  ) {
    return this.service.list(reader, organisationId ?? null, { first, after })
  }

  @Query('handoverPreview')
  @Access('read', 'Contacts')
  handoverPreview(
    @Caller() { reader }: SignedIn,
    @Args('organisationId') organisationId: string | null,
    @Args('input') input: object,
  ) {
    return this.service.preview(reader, organisationId ?? null, input)
  }

  @Mutation('planHandover')
  @Access('SESSION', 'Contacts')
  planHandover(
    @Caller() { reader }: SignedIn,
    @Args('organisationId') organisationId: string | null,
    @Args('input') input: object,
  ) {
    return this.service.plan(reader, organisationId ?? null, input)
  }

  @Mutation('changeHandover')
  @Access('SESSION', 'Contacts')
  changeHandover(
    @Caller() { reader }: SignedIn,
    @Args('id') id: string,
    @Args('revision') revision: number,
    @Args('input') input: object,
  ) {
    return this.service.change(reader, id, revision, input)
  }

  @Mutation('callOffHandover')
  @Access('SESSION', 'Contacts')
  callOffHandover(@Caller() { reader }: SignedIn, @Args('id') id: string, @Args('revision') revision: number) {
    return this.service.callOff(reader, id, revision)
  }
}
