import { Alert, Button, Code, FileButton, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/graphql.ts'
import { MAIL_KEY_KEY, REMOVE_MAIL_KEY, REPLACE_MAIL_KEY, useMailKey, type MailKey } from '../api/mail-keys.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'

/** The key or certificate to which the reader's mail is encrypted. */
export function MailKeySection() {
  const { t } = useTranslation()
  const key = useMailKey()
  return (
    <Paper withBorder p="md" component="section" aria-label={t('mailKey.title')}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('mailKey.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('mailKey.about')}
        </Text>
        {key.isPending && <ListSkeleton rows={1} />}
        {key.isError && <FailureNotice failure={key.error} onRetry={() => void key.refetch()} />}
        {key.data === null && <Text size="sm">{t('mailKey.none')}</Text>}
        {key.data && <KeyNow mailKey={key.data} />}
        {key.data !== undefined && <NewKey isReplacing={key.data !== null} />}
      </Stack>
    </Paper>
  )
}

function KeyNow({ mailKey }: { mailKey: MailKey }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => ask(REMOVE_MAIL_KEY, {}),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: MAIL_KEY_KEY })
      notifications.show({ message: t('mailKey.removed'), color: 'teal' })
    },
  })
  return (
    <>
      <MailKeyWarning mailKey={mailKey} />
      {!mailKey.namesAddress && <Alert color="orange">{t('mailKey.otherAddress')}</Alert>}
      <Stack gap={4}>
        <Text size="sm" component="div">
          {t('mailKey.kind')}: {t(`mailKey.kinds.${mailKey.kind}`)}
        </Text>
        <Text size="sm" component="div">
          {t('mailKey.fingerprint')}: <Code>{inFours(mailKey.fingerprint)}</Code>
        </Text>
        <Text size="sm" component="div">
          {t('mailKey.users')}: <Revealed text={mailKey.userIds.join(' ・ ')} />
        </Text>
        {mailKey.issuer && (
          <Text size="sm" component="div">
            {t('mailKey.issuer')}: <Revealed text={mailKey.issuer} /> ・ {t('mailKey.serialNumber')}:{' '}
            <Code>{inFours(mailKey.serialNumber ?? '')}</Code>
          </Text>
        )}
        <Text size="sm" component="div">
          {t('mailKey.expires')}: {mailKey.expiresAt ? <Instant at={mailKey.expiresAt} /> : t('mailKey.never')} ・{' '}
          {t('mailKey.added')}: <Instant at={mailKey.addedAt} />
        </Text>
      </Stack>
      {remove.isError && <FailureNotice failure={remove.error} />}
      <Group>
        <Button variant="default" size="xs" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t('mailKey.remove')}
        </Button>
      </Group>
    </>
  )
}

/** That the key is at its end, or soon will be: red from a week before. */
export function MailKeyWarning({ mailKey: { daysLeft } }: { mailKey: MailKey }) {
  const { t } = useTranslation()
  if (daysLeft === null || daysLeft === undefined) return null
  return (
    <Alert color={daysLeft <= 7 ? 'red' : 'orange'} role="alert">
      {daysLeft === 0 ? t('mailKey.over') : t('mailKey.ends', { days: daysLeft })}
    </Alert>
  )
}

function NewKey({ isReplacing }: { isReplacing: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [armored, setArmored] = useState('')
  const save = useMutation({
    mutationFn: () => ask(REPLACE_MAIL_KEY, { armored }),
    onSuccess: async () => {
      setArmored('')
      await client.invalidateQueries({ queryKey: MAIL_KEY_KEY })
      notifications.show({ message: t('mailKey.saved'), color: 'teal' })
    },
  })
  return (
    <>
      <Textarea
        label={t('mailKey.input')}
        description={t('mailKey.inputAbout')}
        value={armored}
        onChange={event => setArmored(event.currentTarget.value)}
        autosize
        minRows={3}
        maxRows={8}
        spellCheck={false}
        styles={{ input: { fontFamily: 'monospace' } }}
      />
      {save.isError && <FailureNotice failure={save.error} />}
      <Group>
        <Button size="xs" disabled={armored.trim() === ''} loading={save.isPending} onClick={() => save.mutate()}>
          {isReplacing ? t('mailKey.replace') : t('mailKey.register')}
        </Button>
        <FileButton accept={FILES} onChange={file => void file?.arrayBuffer().then(read => setArmored(textOf(read)))}>
          {props => (
            <Button {...props} size="xs" variant="default">
              {t('mailKey.file')}
            </Button>
          )}
        </FileButton>
      </Group>
    </>
  )
}

/** A key in ASCII armour; a certificate in PEM or DER, or a bag of them (RFC 8551 §3.8). */
const FILES = '.asc,.txt,.gpg,.pem,.crt,.cer,.der,.p7b,.p7c'
/** DER begins with the tag of a SEQUENCE, and a length of a certificate's size with an octet that no ASCII text has. */
const SEQUENCE = 0x30
const LONG_LENGTH = 0x80

/** What is in a file, as text: of DER, its base64. */
function textOf(file: ArrayBuffer): string {
  const bytes = new Uint8Array(file)
  const isDer = bytes[0] === SEQUENCE && (bytes[1] ?? 0) >= LONG_LENGTH
  return isDer ? btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')) : new TextDecoder().decode(bytes)
}

/** As fingerprints are read out. */
const inFours = (fingerprint: string): string => fingerprint.replaceAll(/(.{4})(?=.)/g, '$1 ')
