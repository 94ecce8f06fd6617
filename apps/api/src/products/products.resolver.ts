import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { InboxService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { ProductsService } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class ProductsResolver {
  constructor(
    private readonly productsService: ProductsService,
    private readonly inbox: InboxService,
  ) {}

  @Query('products')
  @Access('draft', 'Product')
  products(
    @Caller() caller: SignedIn,
    @Args('state') state: string | null,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.productsService.list(caller.reader, state ?? null, { first, after })
  }

  @Query('product')
  @Access('draft', 'Product')
  product(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.#whole(caller, id)
  }

  @Query('audiencePreview')
  @Access('draft', 'Product')
  audiencePreview(@Caller() caller: SignedIn, @Args('productId') productId: string) {
    return this.productsService.preview(caller.reader, productId)
  }

  @Query('explainAudience')
  @Access('draft', 'Product')
  explainAudience(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('personId') personId: string,
  ) {
    return this.productsService.explain(caller.reader, productId, personId)
  }

  @Query('danglingReferences')
  @Access('draft', 'Product')
  danglingReferences(@Caller() caller: SignedIn, @Args('productId') productId: string) {
    return this.productsService.dangling(caller.reader, productId)
  }

  @Query('slips')
  @Access('draft', 'Product')
  slips(@Caller() caller: SignedIn, @Args('productId') productId: string) {
    return this.productsService.listSlips(caller.reader, productId)
  }

  @Query('qualitySigns')
  @Access('draft', 'Product')
  qualitySigns(@Caller() caller: SignedIn, @Args('productId') productId: string) {
    return this.productsService.qualitySigns(caller.reader, productId)
  }

  @Mutation('draftProduct')
  @Access('draft', 'Product')
  async draftProduct(@Caller() caller: SignedIn, @Args('input') input: unknown) {
    return this.#whole(caller, await this.productsService.draft(caller.reader, input))
  }

  @Mutation('reviseProduct')
  @Access('draft', 'Product')
  async reviseProduct(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('version') version: number,
    @Args('input') input: unknown,
  ) {
    return this.#whole(caller, await this.productsService.revise(caller.reader, id, version, input))
  }

  @Mutation('submitProduct')
  @Access('draft', 'Product')
  async submitProduct(@Caller() caller: SignedIn, @Args('id') id: string, @Args('version') version: number) {
    return this.#whole(caller, await this.productsService.submit(caller.reader, id, version))
  }

  @Mutation('returnProduct')
  @Access('draft', 'Product')
  async returnProduct(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('version') version: number,
    @Args('reason') reason: string,
  ) {
    return this.#whole(caller, await this.productsService.returnToAuthor(caller.reader, id, version, reason))
  }

  @Mutation('overruleSlips')
  @Access('release', 'Product')
  async overruleSlips(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('version') version: number,
    @Args('keys') keys: string[],
    @Args('reason') reason: string,
  ) {
    return this.#whole(caller, await this.productsService.overrule(caller.reader, id, version, keys, reason))
  }

  @Mutation('releaseProduct')
  @Access('release', 'Product')
  async releaseProduct(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('version') version: number,
    @Args('reason') reason: string | null,
  ) {
    return this.#whole(caller, await this.productsService.release(caller.reader, id, version, reason ?? null))
  }

  @Mutation('recallProduct')
  @Access('release', 'Product')
  async recallProduct(@Caller() caller: SignedIn, @Args('id') id: string, @Args('reason') reason: string) {
    return this.#whole(caller, await this.productsService.recall(caller.reader, id, reason))
  }

  async #whole(caller: SignedIn, id: string) {
    return { ...(await this.productsService.find(caller.reader, id)), reach: await this.inbox.reach(caller.reader, id) }
  }
}
