import { Alert, Button, Code, CopyButton, Group, List, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { WebhookKey } from '../api/endpoints.ts'

interface SecretOnceProps {
  secret: string
  keys: readonly WebhookKey[]
  /** What else is to be said of it. */
  note?: string
  onDone: () => void
}

/** A secret that was made just now and is shown to nobody again, and what it is good for. */
export function SecretOnce({ secret, keys, note, onDone }: SecretOnceProps) {
  const { t } = useTranslation()
  return (
    <Stack>
      <Alert color="orange">{t('endpoints.once')}</Alert>
      {note !== undefined && <Text size="sm">{note}</Text>}
      <Code block className="mono pre-wrap" translate="no" aria-label={t('endpoints.key')}>
        {secret}
      </Code>
      <Copy text={secret} label={t('endpoints.copyKey')} />
      <Title order={3} size="h6">
        {t('endpoints.verify')}
      </Title>
      <HowToVerify keys={keys} />
      <Group justify="flex-end">
        <Button onClick={onDone}>{t('endpoints.stored')}</Button>
      </Group>
    </Stack>
  )
}

/** How who is posted to knows that it was the hub (docs/webhooks.md). */
export function HowToVerify({ keys }: { keys: readonly WebhookKey[] }) {
  const { t } = useTranslation()
  return (
    <Stack gap="xs">
      <Text size="sm">{t('endpoints.verifyText')}</Text>
      <List size="sm" spacing={4}>
        <List.Item>{t('endpoints.verifyOwn')}</List.Item>
        {keys.length > 0 && <List.Item>{t('endpoints.verifyHub')}</List.Item>}
      </List>
      {keys.map(({ keyId, publicKey }) => (
        <Stack key={keyId} gap={4}>
          <Text size="sm">
            {t('endpoints.keyId')}: <Code translate="no">{keyId}</Code>
          </Text>
          <Code block className="mono pre-wrap" translate="no" aria-label={t('endpoints.publicKey')}>
            {publicKey.trim()}
          </Code>
          <Copy text={publicKey} label={t('endpoints.copy')} name={t('endpoints.copyPublic', { id: keyId })} />
        </Stack>
      ))}
    </Stack>
  )
}

function Copy({ text, label, name }: { text: string; label: string; name?: string }) {
  const { t } = useTranslation()
  return (
    <div>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" onClick={copy} aria-label={copied ? undefined : name}>
            {copied ? t('common.copied') : label}
          </Button>
        )}
      </CopyButton>
    </div>
  )
}
