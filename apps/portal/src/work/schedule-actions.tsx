import { Alert, Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBan, IconClock } from '@tabler/icons-react'
import { useState } from 'react'
import { ask } from '../api/graphql.ts'
import { CALL_OFF_RELEASE, SCHEDULE_RELEASE } from '../api/times.ts'
import { useAudiencePreview } from '../api/products.ts'
import type { Product } from '../api/types.ts'
import { ZonedInstant } from '../editions/zoned-instant.tsx'
import type { LocalTime } from '../words/dates.ts'
import { Dialog, ReasonedAction, useIsReleasable, useVerb } from './release-actions.tsx'
import { useWorkWords } from './work-page.tsx'
import { ZonedTimeField } from './zoned-time-field.tsx'

/** Decides now for a stated time, after saying to how many. */
export function ScheduleAction({ product }: { product: Product }) {
  const t = useWorkWords()
  const [isOpen, dialog] = useDisclosure(false)
  const [at, setAt] = useState<LocalTime | null>(null)
  const preview = useAudiencePreview(product.id, product.version)
  const isReleasable = useIsReleasable(product)
  const { id, version } = product
  const schedule = useVerb(
    async (time: LocalTime) => (await ask(SCHEDULE_RELEASE, { id, version, at: time })).scheduleRelease,
    t('time.scheduled'),
  )
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconClock size={18} aria-hidden />}
        disabled={!isReleasable}
        onClick={dialog.open}
      >
        {t('time.schedule')}
      </Button>
      <Dialog
        opened={isOpen}
        onClose={dialog.close}
        title={t('time.scheduleTitle')}
        confirm={t('time.scheduleConfirm')}
        colour="flame.8"
        isPending={schedule.isPending}
        isReady={preview.isSuccess && at !== null}
        failure={schedule.error ?? preview.error}
        onConfirm={() => at !== null && schedule.mutate(at)}
      >
        <Text size="sm">{t('time.scheduleText')}</Text>
        <ZonedTimeField label={t('time.scheduleAt')} value={at} onChange={setAt} />
        {preview.data !== undefined && (
          <>
            <Text size="sm">
              {t('review.releaseText', {
                organisations: preview.data.organisations.length,
                people: preview.data.people,
              })}
            </Text>
            <Alert color={preview.data.toPublic ? 'orange' : 'gray'}>
              {preview.data.toPublic ? t('review.releasePublic') : t('review.releaseNotPublic')}
            </Alert>
          </>
        )}
      </Dialog>
    </>
  )
}

/** Calls a scheduled release off, with the reason. */
export function CallOffAction({ product: { id } }: { product: Product }) {
  const t = useWorkWords()
  return (
    <ReasonedAction
      words={{
        action: t('time.callOff'),
        title: t('time.callOffTitle'),
        text: t('time.callOffText'),
        reason: t('time.callOffReason'),
        done: t('time.calledOff'),
      }}
      icon={<IconBan size={18} aria-hidden />}
      colour="red"
      verb={async reason => (await ask(CALL_OFF_RELEASE, { id, reason })).callOffRelease}
    />
  )
}

/** The time in the history of a product: an instant and the zone in which it was said. */
export function SaidTime({ note }: { note: string }) {
  const [at = '', zone = ''] = note.split(' ')
  return <ZonedInstant at={at} zone={zone} />
}

/** For when a product was released, while that lies ahead. */
export function ScheduledFor({
  product: { scheduledFor, scheduledZone },
}: {
  product: Pick<Product, 'scheduledFor' | 'scheduledZone'>
}) {
  const t = useWorkWords()
  if (scheduledFor === null || scheduledZone === null) return null
  return (
    <Text size="sm" fw={600}>
      <IconClock size={15} aria-hidden /> {t('time.scheduledFor')}{' '}
      <ZonedInstant at={scheduledFor} zone={scheduledZone} />
    </Text>
  )
}
