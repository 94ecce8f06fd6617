import { Args, Query, Resolver } from '@nestjs/graphql'
import { ReachabilityService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Whom an emergency would not reach. */
@Resolver()
export class ReachabilityResolver {
  constructor(private readonly service: ReachabilityService) {}

  @Query('reachability')
  @Access('read', 'Reachability')
  reachability(
    @Caller() { reader }: SignedIn,
    @Args('filter') filter: object,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.service.list(reader, filter, { first, after })
  }

  @Query('reachFigures')
  @Access('read', 'Reachability')
  reachFigures(@Caller() { reader }: SignedIn) {
    return this.service.figures(reader)
  }
}
