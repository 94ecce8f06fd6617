import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import { CasesService, type CaseState } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** The case workspace of government. */
@Resolver()
export class CasesResolver {
  constructor(private readonly service: CasesService) {}

  @Query('cases')
  @Access('draft', 'Case')
  cases(
    @Caller() caller: SignedIn,
    @Args('state') state: CaseState | null,
    @Args('mine') mine: boolean,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.service.list(caller.reader, { state, mine }, { first, after })
  }

  @Query('case')
  @Access('draft', 'Case')
  case(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.service.find(caller.reader, id)
  }

  @Query('caseEntries')
  @Access('draft', 'Case')
  caseEntries(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.service.entries(caller.reader, id, { first, after })
  }

  @Query('intakes')
  @Access('draft', 'Case')
  intakes(@Caller() caller: SignedIn, @Args('first') first: number, @Args('after') after: string | null) {
    return this.service.intakes(caller.reader, { first, after })
  }

  @Query('colleagues')
  @Access('draft', 'Case')
  colleagues(@Caller() caller: SignedIn) {
    return this.service.colleagues(caller.reader)
  }

  @Query('casesOfProduct')
  @Access('draft', 'Case')
  casesOfProduct(@Caller() caller: SignedIn, @Args('productId') productId: string) {
    return this.service.casesOfProduct(caller.reader, productId)
  }

  @Mutation('openCase')
  @Access('draft', 'Case')
  openCase(@Caller() caller: SignedIn, @Args('title') title: string, @Args('requiredRank') requiredRank: number) {
    return this.service.open(caller.reader, { title, requiredRank })
  }

  @Mutation('noteInCase')
  @Access('draft', 'Case')
  noteInCase(@Caller() caller: SignedIn, @Args('id') id: string, @Args('note') note: string) {
    return this.service.note(caller.reader, id, note)
  }

  @Mutation('receiveIntake')
  @Access('draft', 'Case')
  receiveIntake(@Caller() caller: SignedIn, @Args('id') id: string, @Args('input') input: unknown) {
    return this.service.receive(caller.reader, id, input)
  }

  @Mutation('linkInCase')
  @Access('draft', 'Case')
  linkInCase(@Caller() caller: SignedIn, @Args('id') id: string, @Args('input') input: unknown) {
    return this.service.link(caller.reader, id, input)
  }

  @Mutation('linkProductInCase')
  @Access('draft', 'Case')
  linkProductInCase(@Caller() caller: SignedIn, @Args('id') id: string, @Args('productId') productId: string) {
    return this.service.linkProduct(caller.reader, id, productId)
  }

  @Mutation('assignCase')
  @Access('draft', 'Case')
  assignCase(@Caller() caller: SignedIn, @Args('id') id: string, @Args('personId') personId: string | null) {
    return this.service.assign(caller.reader, id, personId ?? null)
  }

  @Mutation('closeCase')
  @Access('draft', 'Case')
  closeCase(@Caller() caller: SignedIn, @Args('id') id: string, @Args('reason') reason: string) {
    return this.service.close(caller.reader, id, reason)
  }

  @Mutation('reopenCase')
  @Access('draft', 'Case')
  reopenCase(@Caller() caller: SignedIn, @Args('id') id: string, @Args('reason') reason: string) {
    return this.service.reopen(caller.reader, id, reason)
  }
}
