import { Inject } from '@nestjs/common'
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { InboxService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { DigestsService, PRODUCT_TEMPLATES, ProductsService, type ProductTemplate } from '@noroshi/products'
import type { ApiConfig } from '../config.ts'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { API_CONFIG } from '../door/tokens.ts'

/** How a product begins: from a template, or as the digest of a week. */
@Resolver()
export class TemplatesResolver {
  constructor(
    private readonly digests: DigestsService,
    private readonly productsService: ProductsService,
    private readonly inbox: InboxService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Query('productTemplates')
  @Access('draft', 'Product')
  productTemplates(): readonly ProductTemplate[] {
    return PRODUCT_TEMPLATES
  }

  @Mutation('composeDigest')
  @Access('draft', 'Product')
  async composeDigest(@Caller() caller: SignedIn, @Args('input') input: unknown) {
    const { reader } = caller
    const id = await this.digests.compose(reader, input, this.config.publicUrl ?? '')
    return { ...(await this.productsService.find(reader, id)), reach: await this.inbox.reach(reader, id) }
  }
}
