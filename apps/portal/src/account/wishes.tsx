import {
  Button,
  Fieldset,
  Group,
  MultiSelect,
  NativeSelect,
  Paper,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/graphql.ts'
import { useReferenceData } from '../api/membership.ts'
import { SAVE_WISHES, useTriedWishes, useWishes, WISHES_KEY, type Wishes } from '../api/wishes.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { fieldOfInstant, instantInZone, instantOfField, knownZones } from '../words/dates.ts'
import { spokenLanguage } from '../words/i18n.ts'

/** When and of what the reader is told outside the portal. */
export function WishesForm() {
  const { t } = useTranslation()
  const wishes = useWishes()
  return (
    <Paper withBorder p="md" component="section" aria-label={t('wishes.title')}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('wishes.title')}
        </Title>
        <Text size="sm">{t('wishes.about')}</Text>
        {wishes.isPending && <ListSkeleton rows={2} />}
        {wishes.isError && <FailureNotice failure={wishes.error} onRetry={() => void wishes.refetch()} />}
        {wishes.data && <Form saved={wishes.data} />}
      </Stack>
    </Paper>
  )
}

interface PartProps {
  wishes: Wishes
  change(part: Partial<Wishes>): void
}

function Form({ saved }: { saved: Wishes }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [wishes, setWishes] = useState(saved)
  const change = (part: Partial<Wishes>) => setWishes(before => ({ ...before, ...part }))
  const save = useMutation({
    mutationFn: async () => (await ask(SAVE_WISHES, { input: wishes })).saveWishes,
    onSuccess: kept => {
      setWishes(kept)
      client.setQueryData(WISHES_KEY, kept)
      notifications.show({ message: t('wishes.saved'), color: 'teal' })
    },
  })
  return (
    <>
      <Times wishes={wishes} change={change} />
      <Digest wishes={wishes} change={change} />
      <TextInput
        type="datetime-local"
        label={t('wishes.mute')}
        description={t('wishes.muteHint')}
        value={fieldOfInstant(wishes.mutedUntil)}
        onChange={event => change({ mutedUntil: instantOfField(event.currentTarget.value) })}
      />
      <Topics wishes={wishes} change={change} />
      <Preview wishes={wishes} />
      {save.isError && <FailureNotice failure={save.error} />}
      <Group>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {t('wishes.save')}
        </Button>
      </Group>
    </>
  )
}

function Times({ wishes, change }: PartProps) {
  const { t } = useTranslation()
  return (
    <Fieldset legend={t('wishes.quiet')}>
      <Stack gap="sm">
        <Group grow align="end">
          <TextInput
            type="time"
            label={t('wishes.quietFrom')}
            value={wishes.quietFrom ?? ''}
            onChange={event => change({ quietFrom: event.currentTarget.value || null })}
          />
          <TextInput
            type="time"
            label={t('wishes.quietUntil')}
            value={wishes.quietUntil ?? ''}
            onChange={event => change({ quietUntil: event.currentTarget.value || null })}
          />
        </Group>
        <Text size="xs" c="dimmed">
          {t('wishes.quietHint')}
        </Text>
        <NativeSelect
          label={t('wishes.zone')}
          data={[...new Set([wishes.timeZone, ...knownZones()])]}
          value={wishes.timeZone}
          onChange={event => change({ timeZone: event.currentTarget.value })}
        />
        <Switch
          label={t('wishes.daysOff')}
          checked={wishes.quietDaysOff}
          onChange={event => change({ quietDaysOff: event.currentTarget.checked })}
        />
        <Switch
          label={t('wishes.priorityBreaks')}
          checked={wishes.priorityBreaksQuiet}
          onChange={event => change({ priorityBreaksQuiet: event.currentTarget.checked })}
        />
      </Stack>
    </Fieldset>
  )
}

const RHYTHMS = ['NONE', 'HOURLY', 'DAILY', 'WEEKLY'] as const
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const

function Digest({ wishes, change }: PartProps) {
  const { t } = useTranslation()
  const { digest } = wishes
  return (
    <Group grow align="end">
      <NativeSelect
        label={t('wishes.digest')}
        data={RHYTHMS.map(value => ({ value, label: t(`wishes.rhythm.${value}`) }))}
        value={digest}
        onChange={event => {
          const { value } = event.currentTarget
          change({ digest: RHYTHMS.find(rhythm => rhythm === value) ?? 'NONE' })
        }}
      />
      {digest === 'WEEKLY' && (
        <NativeSelect
          label={t('wishes.weekday')}
          data={WEEKDAYS.map(day => ({ value: String(day), label: t(`wishes.day.d${day}`) }))}
          value={String(wishes.digestWeekday)}
          onChange={event => change({ digestWeekday: Number(event.currentTarget.value) })}
        />
      )}
      {(digest === 'DAILY' || digest === 'WEEKLY') && (
        <NativeSelect
          label={t('wishes.hour')}
          data={Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: t('wishes.hourOf', { hour }) }))}
          value={String(wishes.digestHour)}
          onChange={event => change({ digestHour: Number(event.currentTarget.value) })}
        />
      )}
    </Group>
  )
}

const KINDS = [
  ...['BULLETIN', 'IOC_PACKAGE', 'ADVISORY', 'VULNERABILITY_NOTICE', 'HUNT_PACKAGE', 'PUBLIC_NOTICE'],
  'WEEKLY_DIGEST',
] as Wishes['kinds'] // the spread makes it strings
const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const

function Topics({ wishes, change }: PartProps) {
  const { t } = useTranslation()
  const reference = useReferenceData()
  return (
    <Fieldset legend={t('wishes.topics')}>
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          {t('wishes.topicsHint')}
        </Text>
        <MultiSelect
          label={t('wishes.sectors')}
          data={(reference.data?.sectors ?? []).map(({ id, nameJa, nameEn }) => ({
            value: id,
            label: spokenLanguage() === 'en' ? nameEn : nameJa,
          }))}
          value={[...wishes.sectors]}
          onChange={sectors => change({ sectors })}
        />
        <MultiSelect
          label={t('wishes.kinds')}
          data={KINDS.map(value => ({ value, label: t(`kind.${value}`) }))}
          value={[...wishes.kinds]}
          onChange={chosen => change({ kinds: KINDS.filter(kind => chosen.some(one => one === kind)) })}
        />
        <NativeSelect
          label={t('wishes.severity')}
          data={[
            { value: '', label: t('wishes.any') },
            ...SEVERITIES.map(value => ({ value, label: t(`severity.${value}`) })),
          ]}
          value={wishes.minSeverity ?? ''}
          onChange={event => {
            const { value } = event.currentTarget
            change({ minSeverity: SEVERITIES.find(severity => severity === value) ?? null })
          }}
        />
        {(['actors', 'technologies'] as const).map(field => (
          <TagsInput
            key={field}
            label={t(`wishes.${field}`)}
            placeholder={t('wishes.add')}
            value={[...wishes[field]]}
            onChange={names => change({ [field]: names })}
          />
        ))}
      </Stack>
    </Fieldset>
  )
}

/** What these wishes, saved or not, would do to news of each urgency now. */
function Preview({ wishes }: { wishes: Wishes }) {
  const { t, i18n } = useTranslation()
  const tried = useTriedWishes(wishes)
  return (
    <section aria-label={t('wishes.preview')}>
      <Title order={3} size="h5">
        {t('wishes.preview')}
      </Title>
      {tried.isError && <FailureNotice failure={tried.error} />}
      {tried.isSuccess && (
        <Stack component="ul" gap={4} my={6} p={0} style={{ listStyle: 'none' }}>
          {tried.data.map(({ urgency, channel, at, putOff, isUnwished }) => (
            <Text key={`${urgency} ${channel}`} component="li" size="sm">
              <b>{t(`urgency.${urgency}`)}</b> ・ {t(`channels.channel.${channel}`)}:{' '}
              {isUnwished
                ? t('wishes.unwished')
                : at === null || putOff === null
                  ? t('wishes.now')
                  : t('wishes.at', {
                      at: instantInZone(at, wishes.timeZone, i18n.language),
                      why: t(`wishes.putOff.${putOff}`),
                    })}
            </Text>
          ))}
        </Stack>
      )}
    </section>
  )
}
