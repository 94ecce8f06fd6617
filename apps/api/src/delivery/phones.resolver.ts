import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { PhonesService, type PhoneRequest } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class PhonesResolver {
  constructor(private readonly service: PhonesService) {}

  @Query('smsSender')
  @Access('read', 'Inbox')
  smsSender() {
    return this.service.from
  }

  @Query('phones')
  @Access('read', 'Inbox')
  phones(@Caller() { reader }: SignedIn) {
    return this.service.list(reader)
  }

  @Mutation('addPhone')
  @Access('SESSION', 'Inbox')
  addPhone(@Caller() { reader }: SignedIn, @Args('input') input: PhoneRequest) {
    return this.service.add(reader, input)
  }

  @Mutation('confirmPhone')
  @Access('SESSION', 'Inbox')
  confirmPhone(@Caller() { reader }: SignedIn, @Args('id') id: string, @Args('code') code: string) {
    return this.service.confirm(reader, id, code)
  }

  @Mutation('removePhone')
  @Access('SESSION', 'Inbox')
  removePhone(@Caller() { reader }: SignedIn, @Args('id') id: string) {
    return this.service.remove(reader, id)
  }
}
