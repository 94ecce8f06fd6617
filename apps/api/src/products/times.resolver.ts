import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { InboxService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { ExpiringEditionsService, ProductsService, ScheduledReleasesService } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class TimesResolver {
  constructor(
    private readonly products: ProductsService,
    private readonly scheduled: ScheduledReleasesService,
    private readonly expiring: ExpiringEditionsService,
    private readonly inbox: InboxService,
  ) {}

  @Query('expiringEditions')
  @Access('draft', 'Product')
  expiringEditions(
    @Caller() { reader }: SignedIn,
    @Args('past') past: boolean | null,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.expiring.list(reader, past === true, { first, after })
  }

  @Mutation('scheduleRelease')
  @Access('release', 'Product')
  async scheduleRelease(
    @Caller() { reader }: SignedIn,
    @Args('id') id: string,
    @Args('version') version: number,
    @Args('at') at: unknown,
  ) {
    await this.products.scheduleRelease(reader, id, version, at)
    return { ...(await this.products.find(reader, id)), reach: await this.inbox.reach(reader, id) }
  }

  @Mutation('callOffRelease')
  @Access('release', 'Product')
  async callOffRelease(@Caller() { reader }: SignedIn, @Args('id') id: string, @Args('reason') reason: string) {
    await this.scheduled.callOff(reader, id, reason)
    return { ...(await this.products.find(reader, id)), reach: await this.inbox.reach(reader, id) }
  }
}
