import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { DutyService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Whoever is on duty, and what was escalated to them. */
@Resolver()
export class DutyResolver {
  constructor(private readonly duty: DutyService) {}

  @Query('dutyRoster')
  @Access('read', 'Edition')
  dutyRoster(@Caller() caller: SignedIn) {
    return this.duty.roster(caller.reader)
  }

  @Query('escalations')
  @Access('read', 'Edition')
  escalations(
    @Caller() caller: SignedIn,
    @Args('openOnly') openOnly: boolean,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.duty.escalations(caller.reader, openOnly, { first, after })
  }

  @Mutation('enterDutyTurn')
  @Access('acknowledge', 'Edition')
  enterDutyTurn(@Caller() caller: SignedIn, @Args('input') input: unknown) {
    return this.duty.enter(caller.reader, input)
  }

  @Mutation('noteEscalation')
  @Access('acknowledge', 'Edition')
  noteEscalation(
    @Caller() caller: SignedIn,
    @Args('editionId') editionId: string,
    @Args('organisationId') organisationId: string,
    @Args('input') input: unknown,
  ) {
    return this.duty.note(caller.reader, editionId, organisationId, input)
  }
}
