import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { RelaysService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** What coordinators of an intermediary do: keep its list, pass on, and see how far it came. */
@Resolver()
export class RelaysResolver {
  constructor(private readonly relays: RelaysService) {}

  @Query('relayDesk')
  @Access('read', 'Downstream')
  relayDesk(@Caller() { reader }: SignedIn) {
    return this.relays.desk(reader)
  }

  @Query('downstream')
  @Access('SESSION', 'Downstream')
  downstream(
    @Caller() { reader }: SignedIn,
    @Args('text') text: string,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.relays.downstream(reader, text, { first, after })
  }

  @Query('relayNotices')
  @Access('read', 'Downstream')
  relayNotices(@Caller() { reader }: SignedIn, @Args('first') first: number, @Args('after') after: string | null) {
    return this.relays.notices(reader, { first, after })
  }

  @Query('relayRows')
  @Access('SESSION', 'Downstream')
  relayRows(
    @Caller() { reader }: SignedIn,
    @Args('editionId') editionId: string,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.relays.rows(reader, editionId, { first, after })
  }

  @Mutation('relayAtOnce')
  @Access('SESSION', 'Downstream')
  relayAtOnce(@Caller() { reader }: SignedIn, @Args('atOnce') atOnce: boolean) {
    return this.relays.relayAtOnce(reader, atOnce)
  }

  @Mutation('addDownstream')
  @Access('SESSION', 'Downstream')
  addDownstream(@Caller() { reader }: SignedIn, @Args('input') input: unknown) {
    return this.relays.add(reader, input)
  }

  @Mutation('removeDownstream')
  @Access('SESSION', 'Downstream')
  removeDownstream(@Caller() { reader }: SignedIn, @Args('id') id: string) {
    return this.relays.remove(reader, id)
  }

  @Mutation('importDownstream')
  @Access('SESSION', 'Downstream')
  importDownstream(@Caller() { reader }: SignedIn, @Args('table') table: string) {
    return this.relays.importTable(reader, table)
  }

  @Mutation('relayNotice')
  @Access('SESSION', 'Downstream')
  relayNotice(@Caller() { reader }: SignedIn, @Args('editionId') editionId: string) {
    return this.relays.pass(reader, editionId)
  }

  @Mutation('noteRelayed')
  @Access('SESSION', 'Downstream')
  noteRelayed(@Caller() { reader }: SignedIn, @Args('id') id: string) {
    return this.relays.note(reader, id)
  }
}
