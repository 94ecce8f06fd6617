import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import { ConsentsService } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** The makers' side of originators' consent. */
@Resolver()
export class ProductConsentsResolver {
  constructor(private readonly consents: ConsentsService) {}

  @Query('productConsents')
  @Access('draft', 'Product')
  productConsents(@Caller() caller: SignedIn, @Args('productId') productId: string) {
    return this.consents.list(caller.reader, productId)
  }

  @Query('originators')
  @Access('draft', 'Product')
  originators(@Caller() caller: SignedIn) {
    return this.consents.originators(caller.reader)
  }

  @Mutation('askConsent')
  @Access('draft', 'Product')
  async askConsent(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('version') version: number,
    @Args('edition') edition: number,
    @Args('fragment') fragment: number,
  ) {
    await this.consents.ask(caller.reader, productId, version, edition, fragment)
    return this.consents.list(caller.reader, productId)
  }

  @Mutation('recordConsent')
  @Access('release', 'Product')
  async recordConsent(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('requestId') requestId: string,
    @Args('agree') agree: boolean,
    @Args('evidence') evidence: string,
    @Args('note') note: string | null,
  ) {
    await this.consents.record(caller.reader, productId, requestId, { agree, evidence, note: note ?? '' })
    return this.consents.list(caller.reader, productId)
  }

  @Mutation('registerOriginator')
  @Access('release', 'Product')
  registerOriginator(@Caller() caller: SignedIn, @Args('name') name: string, @Args('kind') kind: string) {
    return this.consents.register(caller.reader, { name, kind })
  }
}
