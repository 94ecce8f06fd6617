import { Alert, Badge, Button, Group, NativeSelect, Paper, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfirmContacts, useContacts, useNameContacts, type Contacts } from '../api/contacts.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'

const COLOURS = { RIGHT: 'teal.9', ASKED: 'orange.9', OVERDUE: 'red.9', HANDED_OVER: 'red.9' } as const

/** Whom an organisation names to be reached: shown to its people, changed by who may. @param organisationId null: the reader's own */
export function ContactsPanel({ organisationId }: { organisationId: string | null }) {
  const contacts = useContacts(organisationId)
  const { data } = contacts
  if (data === undefined)
    return contacts.isPending ? (
      <ListSkeleton rows={2} />
    ) : (
      <FailureNotice failure={contacts.error} onRetry={() => void contacts.refetch()} />
    )
  return (
    <Stack gap="md">
      <Standing contacts={data} asked={organisationId} />
      {data.mayName && <ContactsForm key={data.confirmedAt} contacts={data} asked={organisationId} />}
    </Stack>
  )
}

function Standing({ contacts, asked }: { contacts: Contacts; asked: string | null }) {
  const { t } = useTranslation()
  const confirm = useConfirmContacts(asked)
  const { standing, first, second, dutyPhone, dutyHours, confirmedAt, confirmBy, mayConfirm, mailReturned } = contacts
  const nameOf = (one: Contacts['first']) =>
    one === null ? (
      t('contacts.nobody')
    ) : (
      <Revealed text={one.active ? one.name : t('contacts.gone', { name: one.name })} />
    )
  const facts = [
    [t('contacts.first'), nameOf(first)],
    [t('contacts.second'), nameOf(second)],
    [t('contacts.dutyPhone'), dutyPhone === null ? t('contacts.nobody') : <span className="mono">{dutyPhone}</span>],
    ...(dutyHours === '' ? [] : [[t('contacts.dutyHours'), <Revealed key="hours" text={dutyHours} />] as const]),
    ...(confirmedAt === null || standing === 'HANDED_OVER'
      ? []
      : [[t('contacts.confirmed'), <Instant key="at" at={confirmedAt} />] as const]),
    ...(confirmBy === null || standing === 'HANDED_OVER'
      ? []
      : [[t('contacts.until'), <Instant key="by" at={confirmBy} />] as const]),
  ] as const
  return (
    <Paper withBorder p="md" component="section" aria-label={t('contacts.title')}>
      <Stack gap="sm">
        <Group gap="xs">
          <Badge color={COLOURS[standing]}>{t(`contacts.standing.${standing}`)}</Badge>
        </Group>
        {standing !== 'RIGHT' && <Doubt contacts={contacts} />}
        {mailReturned.length > 0 && (
          <Alert color="orange">
            <Revealed
              text={t('contacts.mailReturned', { names: mailReturned.map(({ name }) => name).join(t('contacts.and')) })}
            />
          </Alert>
        )}
        <Stack component="dl" gap={6} m={0}>
          {facts.map(([name, value]) => (
            <Group key={name} gap="md" align="baseline">
              <Text component="dt" size="sm" c="dimmed" w={140}>
                {name}
              </Text>
              <Text component="dd" m={0}>
                {value}
              </Text>
            </Group>
          ))}
        </Stack>
        {mayConfirm && first !== null && (
          <Group>
            <Button
              variant={standing === 'RIGHT' ? 'default' : 'filled'}
              loading={confirm.isPending}
              onClick={() =>
                confirm.mutate(undefined, {
                  onSuccess: () => void notifications.show({ message: t('contacts.thanks'), color: 'teal' }),
                })
              }
            >
              {t('contacts.stillRight')}
            </Button>
          </Group>
        )}
        {confirm.isError && <FailureNotice failure={confirm.error} />}
      </Stack>
    </Paper>
  )
}

/** What is in doubt about them, in a sentence. */
function Doubt({ contacts: { standing, confirmedAt } }: { contacts: Contacts }) {
  const { t } = useTranslation()
  if (confirmedAt === null) return <Alert color="red">{t('contacts.neverText')}</Alert>
  return standing === 'OVERDUE' || standing === 'HANDED_OVER' ? (
    <Alert color="red">{t(standing === 'OVERDUE' ? 'contacts.overdueText' : 'contacts.handedOverText')}</Alert>
  ) : (
    <Alert color="orange">{t('contacts.askedText')}</Alert>
  )
}

function ContactsForm({ contacts, asked }: { contacts: Contacts; asked: string | null }) {
  const { t } = useTranslation()
  const name = useNameContacts(asked)
  const isThere = (one: Contacts['first']) => (one?.active ? one.id : '')
  const [firstId, setFirst] = useState(isThere(contacts.first))
  const [secondId, setSecond] = useState(isThere(contacts.second))
  const [dutyPhone, setPhone] = useState(contacts.dutyPhone ?? '')
  const [dutyHours, setHours] = useState(contacts.dutyHours)
  const people = [
    { value: '', label: t('contacts.choose') },
    ...contacts.people.map(one => ({ value: one.id, label: one.name })),
  ]
  const save = () =>
    name.mutate(
      {
        ...{ replaces: contacts.entryId, firstId: firstId || null, secondId: secondId || null },
        ...{ dutyPhone: dutyPhone.trim() || null, dutyHours },
      },
      { onSuccess: () => void notifications.show({ message: t('contacts.saved'), color: 'teal' }) },
    )
  return (
    <Paper withBorder p="md" component="section" aria-label={t('contacts.save')}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NativeSelect
            label={t('contacts.first')}
            data={people}
            value={firstId}
            onChange={event => setFirst(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('contacts.second')}
            data={people.filter(({ value }) => value === '' || value !== firstId)}
            value={secondId}
            onChange={event => setSecond(event.currentTarget.value)}
          />
          <TextInput
            type="tel"
            label={t('contacts.dutyPhone')}
            description={t('contacts.dutyPhoneHint')}
            autoComplete="off"
            maxLength={40}
            value={dutyPhone}
            onChange={event => setPhone(event.currentTarget.value)}
          />
          <TextInput
            label={t('contacts.dutyHours')}
            autoComplete="off"
            maxLength={200}
            value={dutyHours}
            onChange={event => setHours(event.currentTarget.value)}
          />
        </SimpleGrid>
        {name.isError && <FailureNotice failure={name.error} />}
        <Group justify="flex-end">
          <Button loading={name.isPending} onClick={save}>
            {t('contacts.save')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
