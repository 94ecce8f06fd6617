import { Alert, Badge, Button, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/graphql.ts'
import {
  ADD_PUSH_DEVICE,
  PUSH_DEVICES_KEY,
  REMOVE_PUSH_DEVICE,
  usePushDevices,
  type PushDevice,
} from '../api/pushes.ts'
import { Instant } from '../editions/badges.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { digestHere, knowsPush, PushRefused, subscribeHere, unsubscribeHere } from './push-here.ts'

const HERE_KEY = ['push-here']

/** Browsers in which the reader is told, this one first. */
export function PushDevices() {
  const { t } = useTranslation()
  const devices = usePushDevices()
  return (
    <Paper withBorder p="md" component="section" aria-label={t('push.title')}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('push.title')}
        </Title>
        {devices.isPending && <ListSkeleton rows={1} />}
        {devices.isError && <FailureNotice failure={devices.error} onRetry={() => void devices.refetch()} />}
        {devices.data && <Devices pushKey={devices.data.pushKey ?? null} devices={devices.data.pushDevices} />}
      </Stack>
    </Paper>
  )
}

function Devices({ pushKey, devices }: { pushKey: string | null; devices: readonly PushDevice[] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const here = useQuery({ queryKey: HERE_KEY, queryFn: digestHere })
  const own = devices.find(({ digest }) => digest === here.data)
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: HERE_KEY })
    await client.invalidateQueries({ queryKey: PUSH_DEVICES_KEY })
  }
  const add = useMutation({
    mutationFn: async (key: string) => {
      const input = await subscribeHere(key, digest => devices.some(device => device.digest === digest))
      return ask(ADD_PUSH_DEVICE, { input })
    },
    onSuccess: () => notifications.show({ message: t('push.added'), color: 'teal' }),
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: async (device: PushDevice) => {
      await ask(REMOVE_PUSH_DEVICE, { id: device.id })
      if (device === own) await unsubscribeHere()
    },
    onSuccess: () => notifications.show({ message: t('push.removed'), color: 'teal' }),
    onSettled: refresh,
  })
  if (pushKey === null) return <Text size="sm">{t('push.off')}</Text>
  const failure = add.error ?? remove.error
  return (
    <>
      <Switch
        label={t('push.receive')}
        description={t('push.about')}
        checked={own !== undefined}
        disabled={!knowsPush() || here.isPending || add.isPending || remove.isPending}
        onChange={event => {
          if (event.currentTarget.checked) add.mutate(pushKey)
          else if (own) remove.mutate(own)
        }}
      />
      {!knowsPush() && <Alert color="gray">{t('push.unsupported')}</Alert>}
      {failure instanceof PushRefused ? (
        <Alert color="orange">{t(`push.${failure.reason}`)}</Alert>
      ) : (
        failure && <FailureNotice failure={failure} />
      )}
      {devices.length > 0 && (
        <Stack component="ul" gap="xs" m={0} p={0} aria-label={t('push.devices')}>
          {devices.map(device => (
            <Group key={device.id} component="li" justify="space-between" wrap="wrap">
              <Stack gap={2}>
                <Group gap="xs">
                  <Text>{device.name}</Text>
                  {device === own && <Badge variant="light">{t('push.here')}</Badge>}
                </Group>
                <Text size="sm" c="dimmed" component="div">
                  {device.service} ・ {t('push.since')} <Instant at={device.createdAt} /> ・ {t('push.lastSent')}{' '}
                  {device.lastSentAt ? <Instant at={device.lastSentAt} /> : t('push.never')}
                </Text>
              </Stack>
              <Button
                variant="default"
                size="xs"
                aria-label={t('push.remove', { name: device.name })}
                loading={remove.isPending && remove.variables.id === device.id}
                onClick={() => remove.mutate(device)}
              >
                {t('push.drop')}
              </Button>
            </Group>
          ))}
        </Stack>
      )}
    </>
  )
}
