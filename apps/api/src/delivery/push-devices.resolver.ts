import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { PushDevicesService, type PushSubscription } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class PushDevicesResolver {
  constructor(private readonly devices: PushDevicesService) {}

  @Query('pushKey')
  @Access('read', 'Inbox')
  pushKey() {
    return this.devices.key
  }

  @Query('pushDevices')
  @Access('read', 'Inbox')
  pushDevices(@Caller() { reader }: SignedIn) {
    return this.devices.list(reader)
  }

  @Mutation('addPushDevice')
  @Access('SESSION', 'Inbox')
  addPushDevice(@Caller() { reader }: SignedIn, @Args('input') input: PushSubscription & { readonly name: string }) {
    return this.devices.add(reader, input)
  }

  @Mutation('removePushDevice')
  @Access('SESSION', 'Inbox')
  removePushDevice(@Caller() { reader }: SignedIn, @Args('id') id: string) {
    return this.devices.remove(reader, id)
  }
}
