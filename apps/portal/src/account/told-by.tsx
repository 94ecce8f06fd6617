import { Paper, SegmentedControl, Stack, Switch, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { PREFER_CHANNEL, useChannelPreferences, type ChannelPreference } from '../api/channels.ts'
import { ask } from '../api/graphql.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'

/** How the reader wishes to be told outside the portal. */
export function ToldBy() {
  const { t } = useTranslation()
  const preferences = useChannelPreferences()
  return (
    <Paper withBorder p="md" component="section" aria-label={t('channels.title')}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('channels.title')}
        </Title>
        {preferences.isPending && <ListSkeleton rows={1} />}
        {preferences.isError && (
          <FailureNotice failure={preferences.error} onRetry={() => void preferences.refetch()} />
        )}
        {preferences.data?.map(preference => (
          <Preference key={preference.channel} preference={preference} />
        ))}
      </Stack>
    </Paper>
  )
}

function Preference({ preference }: { preference: ChannelPreference }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (wished: ChannelPreference) => ask(PREFER_CHANNEL, wished),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['channel-preferences'] })
      notifications.show({ message: t('channels.saved'), color: 'teal' })
    },
  })
  return (
    <Stack gap="xs">
      <Switch
        label={t(`channels.channel.${preference.channel}`)}
        description={t('channels.always')}
        checked={preference.enabled}
        disabled={save.isPending}
        onChange={event => save.mutate({ ...preference, enabled: event.currentTarget.checked })}
      />
      <div>
        <Text size="sm" id={`${preference.channel}-language`}>
          {t('channels.language')}
        </Text>
        <SegmentedControl
          aria-labelledby={`${preference.channel}-language`}
          disabled={save.isPending}
          value={preference.language}
          onChange={value => save.mutate({ ...preference, language: value === 'en' ? 'en' : 'ja' })}
          data={[
            { value: 'ja', label: '日本語' },
            { value: 'en', label: 'English' },
          ]}
        />
      </div>
      {save.isError && <FailureNotice failure={save.error} />}
    </Stack>
  )
}
