import { Args, Query, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import { ExpiredEditionsService } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class ExpiredEditionsResolver {
  constructor(private readonly editions: ExpiredEditionsService) {}

  @Query('expiredEdition')
  @Access('read', 'Edition')
  expiredEdition(@Caller() { reader }: SignedIn, @Args('id') id: string) {
    return this.editions.find(reader, id)
  }
}
