import { Badge, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useReports, useResponses } from '../api/feedback.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton } from '../shell/notices.tsx'
import { useWorkWords } from './work-page.tsx'

interface ListProps {
  productId: string
  editionId: string
}

/** What each person said of an edition last. */
export function ResponseList({ productId, editionId }: ListProps) {
  const t = useWorkWords()
  const list = useResponses(productId, editionId)
  const responses = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Entries title={t('usefulness.responses')} list={list} isEmpty={responses.length === 0}>
      {responses.map(({ person, organisation, usefulness, actions, note, at }) => (
        <Entry key={`${organisation} ${person} ${at}`} who={`${organisation} ${person}`} at={at} note={note}>
          {usefulness !== null && <Badge variant="light">{t(`portal:feedback.rating.${usefulness}`)}</Badge>}
          {actions.map(action => (
            <Badge key={action} variant="outline" color="gray">
              {t(`portal:feedback.action.${action}`)}
            </Badge>
          ))}
        </Entry>
      ))}
    </Entries>
  )
}

/** What each person reported of each indicator last, with whom they let it be shown to. */
export function ReportList({ productId, editionId }: ListProps) {
  const t = useWorkWords()
  const list = useReports(productId, editionId)
  const reports = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Entries title={t('usefulness.reports')} list={list} isEmpty={reports.length === 0}>
      {reports.map(({ stixId, name, person, organisation, verdict, sightings, visibility, note, at }) => (
        <Entry key={`${stixId} ${organisation} ${person}`} who={`${organisation} ${person}`} at={at} note={note}>
          <Text size="sm" fw={600}>
            <Revealed text={name === '' ? stixId : name} />
          </Text>
          <Badge variant="light">
            {t(`portal:reports.verdict.${verdict}`)}
            {verdict === 'SIGHTING' && ` ・ ${t('portal:reports.times', { count: sightings })}`}
          </Badge>
          <Text size="xs" c="dimmed">
            {t(`portal:reports.visibility.${visibility}`)}
          </Text>
        </Entry>
      ))}
    </Entries>
  )
}

type Listed = ReturnType<typeof useResponses> | ReturnType<typeof useReports>

function Entries(props: { title: string; list: Listed; isEmpty: boolean; children: ReactNode }) {
  const t = useWorkWords()
  const { title, list, isEmpty, children } = props
  return (
    <Stack component="section" gap="xs" aria-label={title}>
      {list.isPending && <ListSkeleton rows={1} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && isEmpty && (
        <Text size="sm" c="dimmed">
          {t('usefulness.noneYet')}
        </Text>
      )}
      {children}
      <MoreButton list={list} />
    </Stack>
  )
}

function Entry({ who, at, note, children }: { who: string; at: string; note: string; children: ReactNode }) {
  return (
    <div>
      <Group gap={6}>
        <Text size="sm">
          <Revealed text={who} />
        </Text>
        {children}
        <Text size="xs" c="dimmed">
          <Instant at={at} />
        </Text>
      </Group>
      {note !== '' && (
        <Text size="sm" className="pre-wrap">
          <Revealed text={note} />
        </Text>
      )}
    </div>
  )
}
