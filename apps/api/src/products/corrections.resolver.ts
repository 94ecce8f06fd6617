import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { InboxService, UseReportService, type ChannelReach } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { CorrectionsService, ProductsService } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class CorrectionsResolver {
  constructor(
    private readonly corrections: CorrectionsService,
    private readonly products: ProductsService,
    private readonly inbox: InboxService,
    private readonly report: UseReportService,
  ) {}

  @Query('editionUses')
  @Access('draft', 'Product')
  editionUses(
    @Caller() { reader }: SignedIn,
    @Args('productId') productId: string,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.report.list(reader, productId, { first, after })
  }

  @Query('inspectEditionUses')
  @Access('read', 'Inspection')
  inspectEditionUses(
    @Caller() { reader }: SignedIn,
    @Args('editionId') editionId: string,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.report.inspect(reader, editionId, { first, after })
  }

  @Query('channelReach')
  @Access('draft', 'Product')
  channelReach(@Caller() { reader }: SignedIn, @Args('productId') productId: string): Promise<ChannelReach[]> {
    return this.report.channels(reader, productId)
  }

  @Mutation('correctProduct')
  @Access('draft', 'Product')
  async correctProduct(
    @Caller() { reader }: SignedIn,
    @Args('id') id: string,
    @Args('version') version: number,
    @Args('reason') reason: string,
  ) {
    await this.corrections.correct(reader, id, version, reason)
    return { ...(await this.products.find(reader, id)), reach: await this.inbox.reach(reader, id) }
  }
}
