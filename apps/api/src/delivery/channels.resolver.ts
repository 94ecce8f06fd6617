import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { ChannelsService, type ChannelPreference } from '@noroshi/delivery'
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
