import { Anchor, Badge, Group, Paper, Stack, Text } from '@mantine/core'
import { IconBan, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { isDrill } from '../api/answers.ts'
import { Badges, Instant, UrgencyBadge } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { instantInZone } from '../words/dates.ts'
import { AnswerMenu } from './answer-menu.tsx'
import { AcknowledgeButton } from './acknowledge-button.tsx'
import type { Row } from './news.ts'
import { Removal } from './removal.tsx'
import { WhyTold } from './why-told.tsx'

interface RowFacts {
  row: Row
  /** It came while the page was open. */
  isFresh: boolean
  /** A later item says that the edition was recalled. */
  isRecalled: boolean
}

/** One item of the inbox: what came, whether it still stands, whether it was acknowledged. */
export function InboxRow({ row, isFresh, isRecalled }: RowFacts) {
  const { t } = useTranslation()
  const isWaiting = row.item === null || row.item.acknowledgedAt === null
  const isGone = isRecalled || row.kind === 'RECALLED' || (row.item !== null && row.item.edition === null)
  const look = isFresh ? 'row-fresh' : isWaiting ? 'row-waiting' : ''
  return (
    <Paper component="article" withBorder p="md" className={`row ${look} ${isGone ? 'row-gone' : ''}`}>
      <Stack gap={6}>
        {isFresh && (
          <Badge color="flame" variant="light">
            {t('inbox.fresh')}
          </Badge>
        )}
        {isDrill(row.item?.reference ?? row.told?.reference ?? '') && (
          <Badge color="grape" variant="filled">
            {t('answers.drill')}
          </Badge>
        )}
        {row.kind === 'CORRECTED' && !isGone && (
          <Badge color="orange" variant="light">
            {t('correction.badge')}
          </Badge>
        )}
        <Content row={row} isRecalled={isRecalled} />
        <Group justify="space-between" gap="xs" mt={4}>
          <Text size="xs" c="dimmed">
            <Reference row={row} />
            {row.item !== null && <Instant at={row.item.createdAt} />}
            {row.item?.edition && !isGone && isWaiting && (
              <>
                {' ・ '}
                {t('answers.by')}: <Instant at={row.item.edition.answerBy} />
              </>
            )}
          </Text>
          {row.kind === 'RECALLED' && row.item !== null ? (
            <Removal item={row.item} />
          ) : (
            <Group gap="xs">
              {row.item?.edition && !isGone && <AnswerMenu editionId={row.item.editionId} seq={row.item.seq} />}
              <Standing row={row} />
            </Group>
          )}
        </Group>
        {row.item !== null && <WhyTold seq={row.seq} />}
      </Stack>
    </Paper>
  )
}

function Content({ row, isRecalled }: { row: Row; isRecalled: boolean }) {
  const { t, i18n } = useTranslation()
  const { item } = row
  if (row.kind === 'RECALLED') {
    return <Gone badge={t('inbox.recallNotice')} title={t('inbox.recalledTitle')} text={t('inbox.recalledText')} />
  }
  if (isRecalled)
    return <Gone badge={t('inbox.recalled')} title={t('inbox.recalledTitle')} text={t('inbox.recalledText')} />
  if (item === null) return <Told row={row} />
  if (item.edition === null && item.expired !== null) {
    const { reference, expiredAt, zone } = item.expired
    const at = instantInZone(expiredAt, zone, i18n.language)
    return (
      <Gone badge={t('time.expired')} title={t('time.expiredTitle')} text={t('time.expiredText', { reference, at })} />
    )
  }
  if (item.edition === null) {
    return <Gone badge="" title={t('inbox.unavailableTitle')} text={t('inbox.unavailableText')} />
  }
  const { edition } = item
  return (
    <>
      <Badges {...edition} />
      <Anchor component={Link} to={`/editions/${edition.id}`} fw={650} c="inherit">
        <Revealed text={edition.title} />
      </Anchor>
      <Text size="sm" className="clamp">
        <Revealed text={edition.summary} />
      </Text>
    </>
  )
}

/** What the socket said, for the moment until the item itself is there. */
function Told({ row: { told, editionId } }: { row: Row }) {
  const { t } = useTranslation()
  if (told === null || editionId === null) return <Text c="dimmed">{t('inbox.loadingItem')}</Text>
  return (
    <>
      {told.urgency !== undefined && <UrgencyBadge urgency={told.urgency} />}
      <Anchor component={Link} to={`/editions/${editionId}`} fw={650} c="inherit">
        <Revealed text={told.title ?? told.reference ?? ''} />
      </Anchor>
      <Text size="sm" className="clamp" c={told.summary === undefined ? 'dimmed' : undefined}>
        {told.summary === undefined ? t('inbox.loadingItem') : <Revealed text={told.summary} />}
      </Text>
    </>
  )
}

function Gone({ badge, title, text }: { badge: string; title: string; text: string }) {
  return (
    <>
      {badge !== '' && (
        <Badge color="red" variant="light" leftSection={<IconBan size={13} aria-hidden />}>
          {badge}
        </Badge>
      )}
      <Text fw={650}>{title}</Text>
      <Text size="sm">{text}</Text>
    </>
  )
}

function Reference({ row }: { row: Row }) {
  const reference = row.item?.reference ?? row.told?.reference
  if (reference === undefined) return null
  return (
    <>
      <span className="mono">{reference}</span>
      {' ・ '}
    </>
  )
}

function Standing({ row: { seq, item } }: { row: Row }) {
  const { t } = useTranslation()
  if (item === null || item.acknowledgedAt === null) return <AcknowledgeButton seq={seq} />
  return (
    <Text size="xs" c="dimmed">
      <IconCheck size={14} aria-hidden /> {t('inbox.acknowledged')} <Instant at={item.acknowledgedAt} />
    </Text>
  )
}
