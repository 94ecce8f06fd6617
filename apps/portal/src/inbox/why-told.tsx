import { Anchor, List, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReferenceData } from '../api/membership.ts'
import { useWhyTold, type ToldThroughReason, type WayTold } from '../api/wishes.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { useInstant } from '../words/dates.ts'
import { spokenLanguage } from '../words/i18n.ts'

/** Why an item is in the reader's inbox, and by which ways they were told, on request. */
export function WhyTold({ seq }: { seq: number }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const why = useWhyTold(seq, isOpen)
  return (
    <div>
      <Anchor component="button" type="button" size="xs" aria-expanded={isOpen} onClick={() => setOpen(open => !open)}>
        {t('wishes.why.press')}
      </Anchor>
      {isOpen && (
        <Stack component="section" gap={4} mt={6} aria-label={t('wishes.why.title')}>
          {why.isPending && <ListSkeleton rows={1} />}
          {why.isError && <FailureNotice failure={why.error} onRetry={() => void why.refetch()} />}
          {why.data && (
            <>
              <Title order={3} size="h6">
                {t('wishes.why.audience')}
              </Title>
              <List size="sm">
                {why.data.audience.length === 0 && <List.Item>{t('wishes.why.gone')}</List.Item>}
                {why.data.audience.map(reason => (
                  <List.Item key={`${reason.way} ${reason.name ?? ''}`}>
                    <Addressed reason={reason} />
                  </List.Item>
                ))}
              </List>
              <Title order={3} size="h6">
                {t('wishes.why.ways')}
              </Title>
              {why.data.ways.length === 0 && <Text size="sm">{t('wishes.why.none')}</Text>}
              <List size="sm">
                {why.data.ways.map((way, index) => (
                  <List.Item key={index}>
                    <Way way={way} />
                  </List.Item>
                ))}
              </List>
            </>
          )}
        </Stack>
      )}
    </div>
  )
}

function Addressed({ reason: { way, name, nameEn } }: { reason: ToldThroughReason }) {
  const { t } = useTranslation()
  const reference = useReferenceData()
  const isEnglish = spokenLanguage() === 'en'
  const sector = way === 'SECTOR' ? reference.data?.sectors.find(({ id }) => id === name) : undefined
  const shown = sector ? (isEnglish ? sector.nameEn : sector.nameJa) : (((isEnglish && nameEn) || name) ?? '')
  return <>{t(`wishes.why.way.${way}`, { name: shown })}</>
}

const REASONS = [
  ...([
    'UNWISHED',
    'NOT_SUBSCRIBED',
    'TAKEN_BACK',
    'NO_RIGHT',
    'ANSWERED',
    'ENDPOINT_REMOVED',
    'EDITION_EXPIRED',
    'SENT_WITHOUT_HUB',
  ] as const),
]

/** By which channel, how it went, and what put it off or kept it back. */
function Way({ way: { channel, endpoint, purpose, state, sentAt, putOff, putOffUntil, reason } }: { way: WayTold }) {
  const { t } = useTranslation()
  const instant = useInstant()
  const known = REASONS.find(one => one === reason)
  const facts = [
    t(`wishes.why.state.${state}`, { at: sentAt === null ? '' : instant(sentAt) }),
    ...(known === undefined ? [] : [t(`wishes.why.reason.${known}`)]),
    ...(putOff === null || putOffUntil === null
      ? []
      : [t('wishes.why.until', { at: instant(putOffUntil), why: t(`wishes.putOff.${putOff}`) })]),
  ]
  return (
    <>
      {t(`channels.channel.${channel}`)}
      {endpoint !== null && ` ${endpoint}`}
      {(purpose === 'REMINDER' || purpose === 'ESCALATION') && t(`wishes.why.purpose.${purpose}`)}: {facts.join(' ・ ')}
    </>
  )
}
