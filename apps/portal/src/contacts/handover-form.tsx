import { Alert, Button, Checkbox, Group, List, NativeSelect, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core' // prettier-ignore
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contacts } from '../api/contacts.ts'
import { ask } from '../api/graphql.ts'
import {
  CHANGE_HANDOVER,
  PLAN_HANDOVER,
  useAboutHandovers,
  useHandoverPreview,
  useHandoverWork,
  type Handover,
  type HandoverInput,
  type HandoverPair,
} from '../api/handovers.ts'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { fieldOfInstant } from '../words/dates.ts'

interface HandoverFormProps {
  contacts: Contacts
  /** null: the reader's own organisation. */
  asked: string | null
  /** The one that is changed; none: another is planned. */
  changed?: Handover
  onDone?(): void
}

/** Who leaves, who follows, on which day and why; and what would go over. */
export function HandoverForm({ contacts, asked, changed, onDone }: HandoverFormProps) {
  const { t } = useTranslation()
  const [leaverId, setLeaver] = useState(changed?.leaver.id ?? '')
  const [successorId, setSuccessor] = useState(changed?.successor?.id ?? '')
  const [effectiveOn, setDay] = useState(changed?.effectiveOn ?? '')
  const [reason, setReason] = useState(changed?.reason ?? '')
  const [shutOut, setShutOut] = useState(changed?.shutOut ?? false)
  const save = useAboutHandovers(async ({ leaverId: leaver, ...input }: HandoverInput) =>
    changed === undefined
      ? ask(PLAN_HANDOVER, { organisationId: asked, input: { leaverId: leaver, ...input } })
      : ask(CHANGE_HANDOVER, { id: changed.id, revision: changed.revision, input }),
  )
  // A contact who was shut out already can still be followed.
  const gone = [contacts.first, contacts.second].flatMap(one => (one !== null && !one.active ? [one] : []))
  const people = contacts.people.map(({ id, name }) => ({ value: id, label: name }))
  const leavers = [...people, ...gone.map(({ id, name }) => ({ value: id, label: t('contacts.gone', { name }) }))]
  const submit = () =>
    save.mutate(
      { leaverId, successorId: successorId || null, effectiveOn, shutOut, reason },
      {
        onSuccess: () => {
          notifications.show({ message: t(changed === undefined ? 'handovers.planned' : 'handovers.changed') })
          for (const clear of [setLeaver, setSuccessor, setDay, setReason]) clear('')
          setShutOut(false)
          onDone?.()
        },
      },
    )
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {changed === undefined && (
          <NativeSelect
            label={t('handovers.leaver')}
            required
            data={[{ value: '', label: t('handovers.choose') }, ...leavers]}
            value={leaverId}
            onChange={event => setLeaver(event.currentTarget.value)}
          />
        )}
        <NativeSelect
          label={t('handovers.successor')}
          description={t('handovers.successorHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={[{ value: '', label: t('handovers.notKnown') }, ...people.filter(({ value }) => value !== leaverId)]}
          value={successorId}
          onChange={event => setSuccessor(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('handovers.effectiveOn')}
          description={t('handovers.dayHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          required
          min={fieldOfInstant(new Date().toISOString()).slice(0, 10)}
          value={effectiveOn}
          onChange={event => setDay(event.currentTarget.value)}
        />
      </SimpleGrid>
      <Textarea
        label={t('handovers.reason')}
        required
        autosize
        maxLength={500}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
      />
      <Checkbox
        label={t('handovers.shutOut')}
        description={t('handovers.shutOutHint')}
        checked={shutOut}
        onChange={event => setShutOut(event.currentTarget.checked)}
      />
      {leaverId !== '' && (
        <Preview
          asked={asked}
          pair={{ leaverId, successorId: successorId || null, effectiveOn: effectiveOn || null }}
        />
      )}
      {save.isError && <FailureNotice failure={save.error} />}
      <Group justify="flex-end">
        <Button
          loading={save.isPending}
          disabled={leaverId === '' || effectiveOn === '' || reason.trim() === ''}
          onClick={submit}
        >
          {t(changed === undefined ? 'handovers.plan' : 'handovers.save')}
        </Button>
      </Group>
    </Stack>
  )
}

/** Exactly what would go over, and what stands against it. */
function Preview({ asked, pair }: { asked: string | null; pair: HandoverPair }) {
  const { t } = useTranslation()
  const me = useSignedIn()
  const preview = useHandoverPreview(asked, pair)
  const work = useHandoverWork(asked, pair, me.tier === 'GOVERNMENT')
  if (preview.data === undefined)
    return preview.isPending ? <ListSkeleton rows={1} /> : <FailureNotice failure={preview.error} />
  const { posts, firstAfter, secondAfter, hasDutyPhone, warnings } = preview.data
  const { cases = 0, casesThatStay = 0, dutyTurns = 0 } = work.data ?? {}
  const facts = [
    ...posts.map(post => t(`handovers.post.${post}`)),
    ...(cases > 0 ? [t('handovers.cases', { count: cases })] : []),
    ...(dutyTurns > 0 ? [t('handovers.dutyTurns', { count: dutyTurns })] : []),
    ...(casesThatStay > 0 ? [t('handovers.casesThatStay', { count: casesThatStay })] : []),
    ...(hasDutyPhone ? [t('handovers.hasDutyPhone')] : []),
  ]
  return (
    <Stack component="section" gap="xs" aria-label={t('handovers.preview')} aria-live="polite">
      <Title order={3} size="h6">
        {t('handovers.preview')}
      </Title>
      {facts.length === 0 ? (
        <Text size="sm">{t('handovers.previewNone')}</Text>
      ) : (
        <List size="sm">
          {facts.map(fact => (
            <List.Item key={fact}>{fact}</List.Item>
          ))}
        </List>
      )}
      <Text size="sm">
        <Revealed
          text={t('handovers.after', {
            first: firstAfter?.name ?? t('handovers.nobody'),
            second: secondAfter?.name ?? t('handovers.nobody'),
          })}
        />
      </Text>
      {warnings.length > 0 && (
        <Alert color="orange">
          <List size="sm">
            {warnings.map(warning => (
              <List.Item key={warning}>{t(`handovers.warning.${warning}`)}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        {t('handovers.rights')}
      </Text>
      <Text size="sm" c="dimmed">
        {t('handovers.stays')}
      </Text>
    </Stack>
  )
}
