import { Args, Query, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import { AudiencesService } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Whom a product does not reach, and what it adds up to. */
@Resolver()
export class AudienceResolver {
  constructor(private readonly audiences: AudiencesService) {}

  @Query('unreached')
  @Access('draft', 'Product')
  unreached(@Caller() caller: SignedIn, @Args('productId') productId: string) {
    return this.audiences.unreached(caller.reader, productId)
  }

  @Query('wouldLearn')
  @Access('draft', 'Product')
  wouldLearn(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('organisationId') organisationId: string,
  ) {
    return this.audiences.wouldLearn(caller.reader, productId, organisationId)
  }
}
