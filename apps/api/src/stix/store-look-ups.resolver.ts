import { Args, Query, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import { StoreLookUpsService, type StoreLookUp } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class StoreLookUpsResolver {
  constructor(private readonly lookUps: StoreLookUpsService) {}

  @Query('lookUpStore')
  @Access('draft', 'StixStore')
  lookUpStore(@Caller() caller: SignedIn, @Args('values') values: string[]): Promise<StoreLookUp> {
    return this.lookUps.lookUp(caller.reader, values)
  }
}
