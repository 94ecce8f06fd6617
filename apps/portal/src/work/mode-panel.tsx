import { Badge, Button, Group, NumberInput, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  DECLARE_LARGE_SCALE,
  END_LARGE_SCALE,
  useModeSwitches,
  useOperatingMode,
  type OperatingModeNow,
} from '../api/emergency.ts'
import { ask } from '../api/graphql.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton } from '../shell/notices.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'
import { useWorkWords } from './work-page.tsx'

/** The mode of the hub, the verbs of who may switch it, and the log of switches. */
export function ModePanel() {
  const t = useWorkWords()
  const { data, error } = useOperatingMode()
  const [isLogOpen, log] = useDisclosure(false)
  if (error) return <FailureNotice failure={error} />
  if (data === undefined) return <ListSkeleton rows={1} />
  const isLargeScale = data.mode === 'LARGE_SCALE'
  return (
    <Paper component="section" withBorder p="md" aria-label={t('emergency.mode.title')}>
      <Stack gap="sm">
        <Group gap="sm">
          <Title order={2} size="h4">
            {t('emergency.mode.title')}
          </Title>
          <Badge color={isLargeScale ? 'red.9' : 'teal.9'}>{t(`emergency.mode.${data.mode}`)}</Badge>
        </Group>
        <Text size="sm">{t(isLargeScale ? 'emergency.mode.shortens' : 'emergency.mode.normalText')}</Text>
        {isLargeScale && <Text size="sm">{t('emergency.mode.lapses')}</Text>}
        <Group>
          {data.maySwitch && <Declare isRenewal={isLargeScale} />}
          {data.maySwitch && isLargeScale && <End />}
          <Button variant="subtle" aria-expanded={isLogOpen} onClick={log.toggle}>
            {t('emergency.mode.log')}
          </Button>
        </Group>
        {isLogOpen && <Log />}
      </Stack>
    </Paper>
  )
}

/** Keeps how the hub works now, and has what depends on it asked anew. */
function useSwitch(turn: (reason: string) => Promise<OperatingModeNow>, done: string, close: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: turn,
    onSuccess: now => {
      client.setQueryData(['operating-mode'], now)
      for (const key of ['approvals', 'product']) void client.invalidateQueries({ queryKey: [key] })
      void client.invalidateQueries({ queryKey: ['operating-mode', 'switches'] })
      notifications.show({ message: done, color: 'teal' })
      close()
    },
  })
}

const USUAL_HOURS = 24

function Declare({ isRenewal }: { isRenewal: boolean }) {
  const t = useWorkWords()
  const [isOpen, dialog] = useDisclosure(false)
  const [hours, setHours] = useState<number | string>(USUAL_HOURS)
  const declare = useSwitch(
    async reason => (await ask(DECLARE_LARGE_SCALE, { reason, hours: Number(hours) })).declareLargeScale,
    t('emergency.mode.declared'),
    dialog.close,
  )
  return (
    <>
      <Button color="red" variant={isRenewal ? 'light' : 'filled'} onClick={dialog.open}>
        {t(isRenewal ? 'emergency.mode.renew' : 'emergency.mode.declare')}
      </Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={dialog.close}
        title={t('emergency.mode.declareTitle')}
        label={t('emergency.mode.reason')}
        confirm={t('emergency.mode.declareTitle')}
        deed={declare}
        color="red"
        isReady={typeof hours === 'number'}
        further={
          <NumberInput
            label={t('emergency.mode.hours')}
            description={t('emergency.mode.hoursText')}
            required
            min={1}
            max={72}
            allowDecimal={false}
            value={hours}
            onChange={setHours}
          />
        }
      >
        <Text size="sm">{t('emergency.mode.shortens')}</Text>
        <Text size="sm">{t('emergency.mode.declareText')}</Text>
      </ReasonDialog>
    </>
  )
}

function End() {
  const t = useWorkWords()
  const [isOpen, dialog] = useDisclosure(false)
  const end = useSwitch(
    async reason => (await ask(END_LARGE_SCALE, { reason })).endLargeScale,
    t('emergency.mode.ended'),
    dialog.close,
  )
  return (
    <>
      <Button onClick={dialog.open}>{t('emergency.mode.end')}</Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={dialog.close}
        title={t('emergency.mode.endTitle')}
        label={t('emergency.mode.reason')}
        confirm={t('emergency.mode.endTitle')}
        deed={end}
      >
        <Text size="sm">{t('emergency.mode.endText')}</Text>
      </ReasonDialog>
    </>
  )
}

function Log() {
  const t = useWorkWords()
  const list = useModeSwitches()
  const switches = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Stack gap="xs">
      {list.isPending && <ListSkeleton rows={2} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && switches.length === 0 && <Text size="sm">{t('emergency.mode.logEmpty')}</Text>}
      {switches.map(({ id, mode, by, reason, at, until }) => (
        <Paper key={id} withBorder p="sm">
          <Group gap="xs">
            <Badge color={mode === 'LARGE_SCALE' ? 'red.9' : 'teal.9'}>{t(`emergency.mode.${mode}`)}</Badge>
            <Text size="sm">
              {by.name}（{by.organisation}） ・ <Instant at={at} />
              {until !== null && (
                <>
                  {' '}
                  ・ {t('emergency.mode.until')}: <Instant at={until} />
                </>
              )}
            </Text>
          </Group>
          <Text size="sm" className="pre-wrap" mt={4}>
            <Revealed text={reason} />
          </Text>
        </Paper>
      ))}
      <MoreButton list={list} />
    </Stack>
  )
}
