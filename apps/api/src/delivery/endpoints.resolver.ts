import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { EndpointsService, type EndpointRequest } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access, Open } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { SigningKeys } from '../products/signing-keys.ts'

@Resolver()
export class EndpointsResolver {
  constructor(
    private readonly service: EndpointsService,
    private readonly keys: SigningKeys,
  ) {}

  @Query('endpoints')
  @Access('read', 'Inbox')
  endpoints(@Caller() { reader }: SignedIn) {
    return this.service.list(reader)
  }

  @Query('deadLetters')
  @Access('read', 'Inbox')
  deadLetters(@Caller() { reader }: SignedIn, @Args('endpointId') endpointId: string) {
    return this.service.deadLetters(reader, endpointId)
  }

  @Query('webhookKeys')
  @Open('anybody may verify what was signed')
  webhookKeys() {
    return this.keys.of('WEBHOOK')
  }

  @Mutation('registerEndpoint')
  @Access('SESSION', 'Inbox')
  registerEndpoint(@Caller() { reader }: SignedIn, @Args('input') input: EndpointRequest) {
    return this.service.register(reader, input)
  }

  @Mutation('renameEndpoint')
  @Access('SESSION', 'Inbox')
  renameEndpoint(@Caller() { reader }: SignedIn, @Args('id') id: string, @Args('name') name: string) {
    return this.service.rename(reader, id, name)
  }

  @Mutation('removeEndpoint')
  @Access('SESSION', 'Inbox')
  removeEndpoint(@Caller() { reader }: SignedIn, @Args('id') id: string) {
    return this.service.remove(reader, id)
  }

  @Mutation('tryEndpoint')
  @Access('SESSION', 'Inbox')
  tryEndpoint(@Caller() { reader }: SignedIn, @Args('id') id: string) {
    return this.service.tryOut(reader, id)
  }

  @Mutation('rotateEndpointSecret')
  @Access('SESSION', 'Inbox')
  rotateEndpointSecret(
    @Caller() { reader }: SignedIn,
    @Args('id') id: string,
    @Args('oldValidHours') oldValidHours: number,
  ) {
    return this.service.rotateSecret(reader, id, oldValidHours)
  }

  @Mutation('resumeEndpoint')
  @Access('SESSION', 'Inbox')
  resumeEndpoint(@Caller() { reader }: SignedIn, @Args('id') id: string) {
    return this.service.resume(reader, id)
  }

  @Mutation('replayDeadLetter')
  @Access('SESSION', 'Inbox')
  replayDeadLetter(@Caller() { reader }: SignedIn, @Args('id') id: string) {
    return this.service.replay(reader, id)
  }

  @Mutation('replayDeadLetters')
  @Access('SESSION', 'Inbox')
  replayDeadLetters(@Caller() { reader }: SignedIn, @Args('endpointId') endpointId: string) {
    return this.service.replayAll(reader, endpointId)
  }
}
