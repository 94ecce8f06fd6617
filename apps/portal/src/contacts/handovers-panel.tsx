import { Alert, Badge, Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { useContacts, type Contacts } from '../api/contacts.ts'
import { ask } from '../api/graphql.ts'
import { CALL_OFF_HANDOVER, useAboutHandovers, useHandovers, type Handover } from '../api/handovers.ts'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { useInstant } from '../words/dates.ts'
import { HandoverForm } from './handover-form.tsx'

const COLOURS = { PLANNED: 'indigo', HELD: 'red.9', DONE: 'teal.9', CALLED_OFF: 'gray' } as const

/** Hand-overs of an organisation: planned and changed by who may, and seen by the two whom each is about. @param organisationId null: the reader's own */
export function HandoversPanel({ organisationId }: { organisationId: string | null }) {
  const { t } = useTranslation()
  const contacts = useContacts(organisationId)
  const list = useHandovers(organisationId)
  const items = list.data?.pages.flatMap(page => page.items) ?? []
  if (contacts.data === undefined) return null
  // Whoever plans none sees theirs, and is told of no list when there is none.
  if (!contacts.data.mayName && items.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={t('handovers.title')}>
      <Title order={2} size="h4">
        {t('handovers.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('handovers.about')}
      </Text>
      {list.isPending && <ListSkeleton rows={1} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && <Nothing title={t('handovers.none')} text={t('handovers.noneText')} />}
      {items.map(one => (
        <OneHandover key={one.id} handover={one} contacts={contacts.data} asked={organisationId} />
      ))}
      <MoreButton list={list} />
      {contacts.data.mayName && (
        <Paper withBorder p="md" component="section" aria-label={t('handovers.plan')}>
          <HandoverForm contacts={contacts.data} asked={organisationId} />
        </Paper>
      )}
    </Stack>
  )
}

function OneHandover({ handover, contacts, asked }: { handover: Handover; contacts: Contacts; asked: string | null }) {
  const { t } = useTranslation()
  const inWords = useInstant()
  const [isChanging, changing] = useDisclosure(false)
  const { state, effectiveOn, reason, shutOut, plannedBy, plannedAt, endedAt, heldBecause, moved } = handover
  const pair = pairInWords(handover, t('handovers.notKnown'))
  const facts = [
    t('handovers.on', { day: effectiveOn }),
    ...(shutOut ? [t('handovers.shutOutFact')] : []),
    t('handovers.by', { by: plannedBy ?? t('handovers.administration'), at: inWords(plannedAt) }),
    ...(endedAt !== null && (state === 'DONE' || state === 'CALLED_OFF')
      ? [t(`handovers.endedAt.${state}`, { at: inWords(endedAt) })]
      : []),
  ]
  return (
    <Paper withBorder p="md" component="article" aria-label={t('handovers.from', pair)}>
      <Stack gap="xs">
        <Group gap="xs">
          <Badge color={COLOURS[state]}>{t(`handovers.state.${state}`)}</Badge>
          <Text fw={600}>
            <Revealed text={t('handovers.from', pair)} />
          </Text>
        </Group>
        {heldBecause !== null && <Alert color="red">{t(`handovers.held.${heldBecause}`)}</Alert>}
        {state === 'PLANNED' && handover.successor === null && (
          <Alert color="orange">{t('handovers.warning.NO_SUCCESSOR')}</Alert>
        )}
        {state === 'PLANNED' && handover.successor?.active === false && (
          <Alert color="orange">{t('handovers.warning.SUCCESSOR_INACTIVE')}</Alert>
        )}
        <Text size="sm">
          <Revealed text={facts.join(' ・ ')} />
        </Text>
        <Text size="sm">
          {t('handovers.reason')}: <Revealed text={reason} />
        </Text>
        {state === 'DONE' && (
          <Text size="sm">
            {moved.length === 0
              ? t('handovers.movedNone')
              : t('handovers.moved', { posts: moved.map(post => t(`handovers.post.${post}`)).join('・') })}
          </Text>
        )}
        {handover.mayChange && (
          <Group gap="sm">
            <Button size="xs" variant="default" aria-expanded={isChanging} onClick={changing.toggle}>
              {t('handovers.change')}
            </Button>
            <CallOff handover={handover} />
          </Group>
        )}
        {isChanging && handover.mayChange && (
          <HandoverForm
            key={handover.revision}
            contacts={contacts}
            asked={asked}
            changed={handover}
            onDone={changing.close}
          />
        )}
      </Stack>
    </Paper>
  )
}

function CallOff({ handover }: { handover: Handover }) {
  const { t } = useTranslation()
  const [isOpen, dialog] = useDisclosure(false)
  const callOff = useAboutHandovers(() => ask(CALL_OFF_HANDOVER, { id: handover.id, revision: handover.revision }))
  const pair = pairInWords(handover, t('handovers.notKnown'))
  return (
    <>
      <Button size="xs" variant="default" onClick={dialog.open}>
        {t('handovers.callOff')}
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title={t('handovers.callOffTitle')}>
        <Stack>
          <Text size="sm">
            <Revealed text={t('handovers.callOffText', { ...pair, day: handover.effectiveOn })} />
          </Text>
          {callOff.isError && <FailureNotice failure={callOff.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>
              {t('common.cancel')}
            </Button>
            <Button
              color="red"
              loading={callOff.isPending}
              onClick={() =>
                callOff.mutate(undefined, {
                  onSuccess: () => void notifications.show({ message: t('handovers.calledOff') }),
                })
              }
            >
              {t('handovers.callOff')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

/** Their names, as sentences say them. */
export const pairInWords = ({ leaver, successor }: Handover, notKnown: string) => ({
  leaver: leaver.name,
  successor: successor?.name ?? notKnown,
})
