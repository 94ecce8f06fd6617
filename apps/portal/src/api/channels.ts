import { question, type AnswerOf } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const PREFERENCE = 'channel enabled language'
export const CHANNEL_PREFERENCES = question(`query ChannelPreferences { channelPreferences { ${PREFERENCE} } }`)
export const PREFER_CHANNEL =
  question(`mutation PreferChannel($channel: Channel!, $enabled: Boolean!, $language: MailLanguage!) {
  preferChannel(channel: $channel, enabled: $enabled, language: $language) { ${PREFERENCE} }
}`)
export const CHANNEL_REACH = question(`query ChannelReach($productId: ID!) {
  channelReach(productId: $productId) { category channel queued sent bounced failed withdrawn }
}`)

export type ChannelPreference = AnswerOf<typeof CHANNEL_PREFERENCES>['channelPreferences'][number]

export const useChannelPreferences = () =>
  useQuery({
    queryKey: ['channel-preferences'],
    queryFn: async ({ signal }) => (await ask(CHANNEL_PREFERENCES, {}, signal)).channelPreferences,
  })

/** How far a product's news came outside the portal; looked at again while some of it is on its way. */
export const useChannelReach = (productId: string) =>
  useQuery({
    queryKey: ['product', productId, 'channel-reach'],
    queryFn: async ({ signal }) => (await ask(CHANNEL_REACH, { productId }, signal)).channelReach,
    refetchInterval: query => (query.state.data?.some(({ queued }) => queued > 0) ? 3_000 : false),
  })
