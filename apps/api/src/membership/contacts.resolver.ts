import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { ContactsService, type SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Whom organisations name to be reached. */
@Resolver()
export class ContactsResolver {
  constructor(private readonly service: ContactsService) {}

  @Query('contacts')
  @Access('read', 'Contacts')
  contacts(@Caller() { reader }: SignedIn, @Args('organisationId') organisationId: string | null) {
    return this.service.of(reader, organisationId ?? null)
  }

  @Mutation('nameContacts')
  @Access('SESSION', 'Contacts')
  nameContacts(
    @Caller() { reader }: SignedIn,
    @Args('organisationId') organisationId: string | null,
    @Args('input') input: object,
  ) {
    return this.service.name(reader, organisationId ?? null, input)
  }

  @Mutation('confirmContacts')
  @Access('SESSION', 'Contacts')
  confirmContacts(@Caller() { reader }: SignedIn, @Args('organisationId') organisationId: string | null) {
    return this.service.confirm(reader, organisationId ?? null)
  }
}
