import { Args, Query, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import { EditionHistoryService } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class EditionHistoryResolver {
  constructor(private readonly history: EditionHistoryService) {}

  @Query('earlierEdition')
  @Access('read', 'Edition')
  earlierEdition(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.history.earlier(caller.reader, id)
  }

  @Query('editionHistory')
  @Access('read', 'Edition')
  editionHistory(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.history.steps(caller.reader, id)
  }
}
