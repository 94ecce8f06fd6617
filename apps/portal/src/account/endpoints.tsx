import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { MOST_ENDPOINTS, useEndpoints, type Endpoint, type WebhookKey } from '../api/endpoints.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { EndpointRow } from './endpoint-row.tsx'
import { HowToVerify } from './endpoint-secret.tsx'
import { NewEndpoint } from './new-endpoint.tsx'

/** The reader's own webhooks and chats. */
export function Endpoints() {
  const { t } = useTranslation()
  const endpoints = useEndpoints()
  return (
    <Paper withBorder p="md" component="section" aria-label={t('endpoints.title')}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('endpoints.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('endpoints.about')}
        </Text>
        {endpoints.isPending && <ListSkeleton rows={1} />}
        {endpoints.isError && <FailureNotice failure={endpoints.error} onRetry={() => void endpoints.refetch()} />}
        {endpoints.data && (
          <OwnEndpoints
            endpoints={endpoints.data.endpoints}
            keys={endpoints.data.webhookKeys}
            readAt={endpoints.dataUpdatedAt}
          />
        )}
      </Stack>
    </Paper>
  )
}

interface OwnEndpointsProps {
  endpoints: readonly Endpoint[]
  /** None where the hub posts to nobody. */
  keys: readonly WebhookKey[]
  readAt: number
}

function OwnEndpoints({ endpoints, keys, readAt }: OwnEndpointsProps) {
  const { t } = useTranslation()
  const [isAdding, adding] = useDisclosure(false)
  const [isVerifying, verifying] = useDisclosure(false)
  if (keys.length === 0 && endpoints.length === 0) return <Text size="sm">{t('endpoints.off')}</Text>
  const isFull = endpoints.length >= MOST_ENDPOINTS
  return (
    <>
      {endpoints.length === 0 ? (
        <div>
          <Text size="sm">{t('endpoints.none')}</Text>
          <Text size="sm" c="dimmed">
            {t('endpoints.noneText')}
          </Text>
        </div>
      ) : (
        <Stack component="ul" gap="md" m={0} p={0} aria-label={t('endpoints.list')}>
          {endpoints.map(endpoint => (
            <EndpointRow key={endpoint.id} endpoint={endpoint} keys={keys} readAt={readAt} />
          ))}
        </Stack>
      )}
      {isFull && <Text size="sm">{t('endpoints.full', { most: MOST_ENDPOINTS })}</Text>}
      <Group gap="xs">
        {keys.length > 0 && (
          <Button
            size="xs"
            variant="default"
            disabled={isFull}
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={adding.open}
          >
            {t('endpoints.add')}
          </Button>
        )}
        {endpoints.some(({ channel }) => channel === 'WEBHOOK') && (
          <Button size="xs" variant="subtle" onClick={verifying.open}>
            {t('endpoints.verify')}
          </Button>
        )}
      </Group>
      <Modal opened={isAdding} onClose={adding.close} title={t('endpoints.add')} closeOnClickOutside={false} size="lg">
        <NewEndpoint keys={keys} onDone={adding.close} />
      </Modal>
      <Modal opened={isVerifying} onClose={verifying.close} title={t('endpoints.verify')} size="lg">
        <HowToVerify keys={keys} />
      </Modal>
    </>
  )
}
