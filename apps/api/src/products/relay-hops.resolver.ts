import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { RelayHopsService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** How far news came by those who pass it on, and who they are: for government. */
@Resolver()
export class RelayHopsResolver {
  constructor(private readonly hops: RelayHopsService) {}

  @Query('relayHops')
  @Access('draft', 'Product')
  relayHops(@Caller() { reader }: SignedIn, @Args('productId') productId: string) {
    return this.hops.of(reader, productId)
  }

  @Query('intermediaries')
  @Access('administer', 'Downstream')
  intermediaries(@Caller() { reader }: SignedIn) {
    return this.hops.intermediaries(reader)
  }

  @Query('downstreamOf')
  @Access('SESSION', 'Downstream')
  downstreamOf(
    @Caller() { reader }: SignedIn,
    @Args('intermediaryId') intermediaryId: string,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.hops.downstreamOf(reader, intermediaryId, { first, after })
  }

  @Mutation('nameIntermediary')
  @Access('SESSION', 'Downstream')
  nameIntermediary(@Caller() { reader }: SignedIn, @Args('input') input: unknown) {
    return this.hops.name(reader, input)
  }

  @Mutation('endIntermediary')
  @Access('SESSION', 'Downstream')
  endIntermediary(@Caller() { reader }: SignedIn, @Args('organisationId') organisationId: string) {
    return this.hops.end(reader, organisationId)
  }

  @Mutation('linkDownstream')
  @Access('SESSION', 'Downstream')
  linkDownstream(
    @Caller() { reader }: SignedIn,
    @Args('id') id: string,
    @Args('organisationId') organisationId: string | null,
  ) {
    return this.hops.link(reader, id, organisationId ?? null)
  }
}
