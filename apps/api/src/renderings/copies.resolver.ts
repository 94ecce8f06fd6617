import { Args, Query, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import { CopyTracesService, type CopyTrace } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class CopiesResolver {
  constructor(private readonly traces: CopyTracesService) {}

  @Query('editionCopy')
  @Access('release', 'Product')
  editionCopy(@Caller() caller: SignedIn, @Args('number') number: string): Promise<CopyTrace> {
    return this.traces.find(caller.reader, number)
  }
}
