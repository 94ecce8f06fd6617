import { Alert, Badge, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/graphql.ts'
import { ADD_PHONE, CONFIRM_PHONE, PHONES_KEY, REMOVE_PHONE, usePhones, type Phone } from '../api/phones.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'

/** Telephones on which the reader is told. */
export function Phones() {
  const { t } = useTranslation()
  const asked = usePhones()
  return (
    <Paper withBorder p="md" component="section" aria-label={t('phone.title')}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('phone.title')}
        </Title>
        {asked.isPending && <ListSkeleton rows={1} />}
        {asked.isError && <FailureNotice failure={asked.error} onRetry={() => void asked.refetch()} />}
        {asked.data && !asked.data.smsSender && <Text size="sm">{t('phone.off')}</Text>}
        {asked.data?.smsSender && (
          <>
            <Text size="sm" c="dimmed">
              {t('phone.about', { sender: asked.data.smsSender })}
            </Text>
            {asked.data.phones.length === 0 && <Text size="sm">{t('phone.none')}</Text>}
            {asked.data.phones.map(phone => (
              <PhoneRow key={phone.id} phone={phone} />
            ))}
            <NewPhone />
          </>
        )}
      </Stack>
    </Paper>
  )
}

function PhoneRow({ phone }: { phone: Phone }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => ask(REMOVE_PHONE, { id: phone.id }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: PHONES_KEY })
      notifications.show({ message: t('phone.removed'), color: 'teal' })
    },
  })
  const digits = phone.lastDigits
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="wrap">
        <Stack gap={2}>
          <Group gap="xs">
            <Text fw={600}>
              <Revealed text={phone.name} />
            </Text>
            <Text size="sm">{t('phone.digits', { digits })}</Text>
            <Badge color={phone.confirmedAt ? 'teal' : 'gray'} variant="light">
              {phone.confirmedAt ? t('phone.confirmed') : t('phone.unconfirmed')}
            </Badge>
          </Group>
          {phone.confirmedAt && (
            <Text size="sm" c="dimmed" component="div">
              {t('phone.lastSent')} {phone.lastSentAt ? <Instant at={phone.lastSentAt} /> : t('phone.never')}
            </Text>
          )}
        </Stack>
        <Button
          variant="default"
          size="xs"
          aria-label={t('phone.remove', { digits })}
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          {t('phone.drop')}
        </Button>
      </Group>
      {remove.isError && <FailureNotice failure={remove.error} />}
      {!phone.confirmedAt && <Confirming phone={phone} />}
    </Stack>
  )
}

function Confirming({ phone }: { phone: Phone }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () => ask(CONFIRM_PHONE, { id: phone.id, code }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: PHONES_KEY })
      await client.invalidateQueries({ queryKey: ['channel-preferences'] })
      notifications.show({ message: t('phone.done'), color: 'teal' })
    },
  })
  if (!phone.codeSentAt) return <Text size="sm">{t('phone.sending')}</Text>
  if (phone.codeReason) return <Alert color="orange">{t('phone.notSent', { reason: phone.codeReason })}</Alert>
  return (
    <>
      <Text size="sm">{t('phone.enter')}</Text>
      {confirm.isError && <FailureNotice failure={confirm.error} />}
      <Group align="end">
        <TextInput
          label={t('phone.code')}
          value={code}
          onChange={event => setCode(event.currentTarget.value)}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={12}
          w={140}
        />
        <Button size="sm" disabled={code.trim() === ''} loading={confirm.isPending} onClick={() => confirm.mutate()}>
          {t('phone.confirm')}
        </Button>
      </Group>
    </>
  )
}

function NewPhone() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [number, setNumber] = useState('')
  const add = useMutation({
    mutationFn: () => ask(ADD_PHONE, { input: { name, number } }),
    onSuccess: async () => {
      setName('')
      setNumber('')
      await client.invalidateQueries({ queryKey: PHONES_KEY })
    },
  })
  return (
    <>
      <Group align="start" grow>
        <TextInput
          label={t('phone.name')}
          placeholder={t('phone.namePlaceholder')}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          maxLength={100}
        />
        <TextInput
          label={t('phone.number')}
          description={t('phone.numberAbout')}
          value={number}
          onChange={event => setNumber(event.currentTarget.value)}
          type="tel"
          autoComplete="tel"
          maxLength={40}
        />
      </Group>
      {add.isError && <FailureNotice failure={add.error} />}
      <Group>
        <Button
          size="xs"
          disabled={name.trim() === '' || number.trim() === ''}
          loading={add.isPending}
          onClick={() => add.mutate()}
        >
          {t('phone.add')}
        </Button>
      </Group>
    </>
  )
}
