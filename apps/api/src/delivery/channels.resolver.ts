import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { ChannelsService, type ChannelPreference, type ChannelReach } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class ChannelsResolver {
  constructor(private readonly channels: ChannelsService) {}

  @Query('channelPreferences')
  @Access('read', 'Inbox')
  channelPreferences(@Caller() { reader }: SignedIn) {
    return this.channels.preferences(reader)
  }

  @Query('channelReach')
  @Access('draft', 'Product')
  channelReach(@Caller() { reader }: SignedIn, @Args('productId') productId: string): Promise<ChannelReach[]> {
    return this.channels.reach(reader, productId)
  }

  @Mutation('preferChannel')
  @Access('SESSION', 'Inbox')
  preferChannel(
    @Caller() { reader }: SignedIn,
    @Args('channel') channel: ChannelPreference['channel'],
    @Args('enabled') enabled: boolean,
    @Args('language') language: ChannelPreference['language'],
  ) {
    return this.channels.prefer(reader, { channel, enabled, language })
  }
}
