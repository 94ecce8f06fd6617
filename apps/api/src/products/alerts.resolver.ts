import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { AlertProgressService, InboxService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { AlertsService, OfflineAlertsService, ProductsService } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Alerts to everybody: written, waiting, and how far they came. They are released as any product. */
@Resolver()
export class AlertsResolver {
  constructor(
    private readonly service: AlertsService,
    private readonly offline: OfflineAlertsService,
    private readonly products: ProductsService,
    private readonly inbox: InboxService,
    private readonly progress: AlertProgressService,
  ) {}

  @Query('alerts')
  @Access('draft', 'Product')
  alerts(@Caller() { reader }: SignedIn) {
    return this.service.list(reader)
  }

  @Query('alertReach')
  @Access('draft', 'Product')
  alertReach(@Caller() { reader }: SignedIn) {
    return this.service.reach(reader)
  }

  @Query('alertProgress')
  @Access('draft', 'Product')
  alertProgress(@Caller() { reader }: SignedIn, @Args('productId') productId: string) {
    return this.progress.of(reader, productId)
  }

  @Mutation('prepareAlert')
  @Access('draft', 'Product')
  async prepareAlert(@Caller() { reader }: SignedIn, @Args('input') input: object, @Args('key') key: string) {
    const id = await this.service.prepare(reader, input, key)
    return { ...(await this.products.find(reader, id)), reach: await this.inbox.reach(reader, id) }
  }

  @Mutation('bringInAlert')
  @Access('draft', 'Product')
  bringInAlert(@Caller() { reader }: SignedIn, @Args('input') input: object) {
    return this.offline.bringIn(reader, input)
  }

  @Mutation('noteAlertOutcomes')
  @Access('draft', 'Product')
  noteAlertOutcomes(
    @Caller() { reader }: SignedIn,
    @Args('productId') productId: string,
    @Args('outcomes') outcomes: readonly object[],
    @Args('areAll') areAll: boolean,
  ) {
    return this.offline.note(reader, productId, outcomes, areAll)
  }
}
