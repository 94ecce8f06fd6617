import { Args, Query, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import { EditionsService, type EditionFilter } from '@noroshi/products'
import { Access, Open } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { SigningKeys } from './signing-keys.ts'

@Resolver()
export class EditionsResolver {
  constructor(
    private readonly editionsService: EditionsService,
    private readonly keys: SigningKeys,
  ) {}

  @Query('editions')
  @Access('read', 'Edition')
  editions(
    @Caller() caller: SignedIn,
    @Args('filter') filter: EditionFilter | null,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.editionsService.list(caller.reader, 'read', filter ?? {}, { first, after })
  }

  @Query('editionCount')
  @Access('read', 'Edition')
  editionCount(@Caller() caller: SignedIn, @Args('filter') filter: EditionFilter | null) {
    return this.editionsService.count(caller.reader, filter ?? {})
  }

  @Query('edition')
  @Access('read', 'Edition')
  edition(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.editionsService.find(caller.reader, 'read', id)
  }

  @Query('inspectEditions')
  @Access('read', 'Inspection')
  inspectEditions(
    @Caller() caller: SignedIn,
    @Args('filter') filter: EditionFilter | null,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.editionsService.list(caller.reader, 'inspect', filter ?? {}, { first, after })
  }

  @Query('inspectEdition')
  @Access('read', 'Inspection')
  inspectEdition(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.editionsService.find(caller.reader, 'inspect', id)
  }

  @Query('signingKeys')
  @Open('anybody may verify what was signed')
  signingKeys() {
    return this.keys.of('RELEASE')
  }
}
