import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { ReportedIndicator } from '../api/feedback.ts'
import { useReportedIndicators, useReportIndicator } from '../api/feedback.ts'
import { useReferenceData } from '../api/membership.ts'
import { FailureNotice, ListSkeleton, MoreButton } from '../shell/notices.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { Instant } from './badges.tsx'
import { ReportForm } from './report-form.tsx'
import { Revealed } from './revealed.tsx'
import { defang } from './text.ts'

/** The indicators of an edition with what the reader reported of them, and what recipients shared. */
export function ReportsPanel({ editionId }: { editionId: string }) {
  const { t } = useTranslation()
  const list = useReportedIndicators(editionId)
  const indicators = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Stack component="section" gap="xs" className="no-print" aria-label={t('reports.title')}>
      <Title order={2} size="h4">
        {t('reports.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('reports.text')} {t('reports.sectorHint')}
      </Text>
      {list.isPending && <ListSkeleton rows={2} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && indicators.length === 0 && <Text c="dimmed">{t('reports.none')}</Text>}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {indicators.map(indicator => (
          <li key={indicator.stixId}>
            <OneIndicator editionId={editionId} indicator={indicator} />
          </li>
        ))}
      </Stack>
      <MoreButton list={list} />
    </Stack>
  )
}

function OneIndicator({ editionId, indicator }: { editionId: string; indicator: ReportedIndicator }) {
  const { t } = useTranslation()
  const [isOpen, form] = useDisclosure(false)
  const withdraw = useReportIndicator(editionId)
  const { stixId, name, values, own, shared } = indicator
  const isReported = own !== null && own.verdict !== 'WITHDRAWN'
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="xs" align="flex-start">
        <div>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            <Revealed text={name} />
          </Text>
          <Text size="sm" className="mono" translate="no" style={{ overflowWrap: 'anywhere' }}>
            <Revealed text={values.map(defang).join(' ')} />
          </Text>
        </div>
        <Group gap="xs">
          <Button size="xs" variant="default" aria-expanded={isOpen} onClick={form.toggle}>
            {isReported ? t('reports.change') : t('reports.report')}
          </Button>
          {isReported && (
            <Button
              size="xs"
              variant="subtle"
              color="red"
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate({ stixId, verdict: 'WITHDRAWN', visibility: own.visibility })}
            >
              {t('reports.withdraw')}
            </Button>
          )}
        </Group>
      </Group>
      {withdraw.isError && <FailureNotice failure={withdraw.error} />}
      {isReported && (
        <Text size="sm" mt={4}>
          {t('reports.own')}: {t(`reports.verdict.${own.verdict}`)}
          {own.verdict === 'SIGHTING' && ` ・ ${t('reports.times', { count: own.sightings })}`} ・{' '}
          {t(`reports.visibility.${own.visibility}`)}
        </Text>
      )}
      <Shared shared={shared} />
      {isOpen && <ReportForm editionId={editionId} indicator={indicator} onSent={form.close} />}
    </Paper>
  )
}

function Shared({ shared }: { shared: ReportedIndicator['shared'] }) {
  const { t } = useTranslation()
  const reference = useReferenceData()
  const sectorName = (id: string): string => {
    const sector = reference.data?.sectors.find(known => known.id === id)
    return sector === undefined ? id : spokenLanguage() === 'en' ? sector.nameEn : sector.nameJa
  }
  if (shared.length === 0)
    return (
      <Text size="xs" c="dimmed" mt={4}>
        {t('reports.nobody')}
      </Text>
    )
  return shared.map(({ verdict, organisations, sightings, firstSeen, lastSeen, sectors, names }) => (
    <Group key={verdict} gap={6} mt={4}>
      <Text size="sm">
        {t('reports.shared')}: {t(`reports.verdict.${verdict}`)} ・{' '}
        {t('reports.organisations', { count: organisations })}
        {verdict === 'SIGHTING' && ` ・ ${t('reports.times', { count: sightings })}`}
      </Text>
      {(firstSeen !== null || lastSeen !== null) && (
        <Text size="xs" c="dimmed">
          {firstSeen !== null && <Instant at={firstSeen} />} – {lastSeen !== null && <Instant at={lastSeen} />}
        </Text>
      )}
      {sectors.map(({ sector, organisations: count }) => (
        <Badge key={sector} variant="outline" color="gray">
          {sectorName(sector)} ・ {t('reports.organisations', { count })}
        </Badge>
      ))}
      {names.map(name => (
        <Badge key={name} variant="light">
          <Revealed text={name} />
        </Badge>
      ))}
    </Group>
  ))
}
