import { Anchor, Badge, Button, Group, NativeSelect, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import {
  everyReach,
  useReachability,
  useReachFigures,
  type OrganisationReach,
  type ReachFilter,
} from '../api/contacts.ts'
import { useReferenceData } from '../api/membership.ts'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { saveSpreadsheet, spreadsheetOf } from '../shell/spreadsheet.ts'
import { useInstant } from '../words/dates.ts'
import { spokenLanguage } from '../words/i18n.ts'
import { useWorkWords, WorkPage } from '../work/work-page.tsx'

const LEVELS = ['UNREACHED', 'DOUBTFUL', 'REACHED'] as const
const REASONS = [
  ...(['NOBODY_ACTIVE', 'MAIL_BOUNCED', 'SOME_MAIL_BOUNCED', 'NO_FIRST_CONTACT', 'NO_SECOND_CONTACT'] as const),
  ...(['NO_DUTY_PHONE', 'NOT_CONFIRMED', 'SUCCESSOR_NOT_CONFIRMED'] as const),
  ...(['HANDOVER_HELD', 'NO_SUCCESS', 'DRILL_UNANSWERED'] as const),
]
const TIERS = ['GOVERNMENT', 'MEMBER', 'FRIEND'] as const
const COLOURS = { REACHED: 'teal.9', DOUBTFUL: 'orange.9', UNREACHED: 'red.9' } as const

/** Organisations that an emergency would not reach, or doubtfully, and why: seen before there is one. */
export function ReachabilityPage() {
  const t = useWorkWords()
  const [filter, setFilter] = useState<ReachFilter>({})
  const nameOfSector = useSectorName()
  const sectors = useReferenceData().data?.sectors ?? []
  const list = useReachability(filter)
  const items = list.data?.pages.flatMap(page => page.items) ?? []
  const save = useMutation({
    mutationFn: async () => saveSpreadsheet('noroshi-reachability.csv', tableOf(await everyReach(filter))),
  })
  const all = { value: '', label: t('portal:common.all') }
  const chosen = <T extends string>(values: readonly T[], value: string) => values.find(one => one === value) ?? null
  return (
    <WorkPage
      title={t('reachability.title')}
      actions={
        <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
          {t('reachability.csv')}
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        {t('reachability.text')}
      </Text>
      {save.isError && <FailureNotice failure={save.error} />}
      <Figures nameOfSector={nameOfSector} />
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        <NativeSelect
          label={t('reachability.filterLevel')}
          value={filter.level ?? ''}
          onChange={event => setFilter({ ...filter, level: chosen(LEVELS, event.currentTarget.value) })}
          data={[
            { value: '', label: t('reachability.notSure') },
            ...LEVELS.map(value => ({ value, label: t(`reachability.level.${value}`) })),
          ]}
        />
        <NativeSelect
          label={t('reachability.filterReason')}
          value={filter.reason ?? ''}
          onChange={event => setFilter({ ...filter, reason: chosen(REASONS, event.currentTarget.value) })}
          data={[all, ...REASONS.map(value => ({ value, label: t(`reachability.reason.${value}`) }))]}
        />
        <NativeSelect
          label={t('reachability.tier')}
          value={filter.tier ?? ''}
          onChange={event => setFilter({ ...filter, tier: chosen(TIERS, event.currentTarget.value) })}
          data={[all, ...TIERS.map(value => ({ value, label: t(`council:tier.${value}`) }))]}
        />
        <NativeSelect
          label={t('reachability.sector')}
          value={filter.sector ?? ''}
          onChange={event => setFilter({ ...filter, sector: event.currentTarget.value || null })}
          data={[all, ...sectors.map(({ id }) => ({ value: id, label: nameOfSector(id) }))]}
        />
      </SimpleGrid>
      {list.isPending && <ListSkeleton />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && (
        <Nothing title={t('reachability.none')} text={t('reachability.noneText')} />
      )}
      {items.length > 0 && <Rows items={items} nameOfSector={nameOfSector} />}
      <MoreButton list={list} />
    </WorkPage>
  )
}

function useSectorName(): (id: string) => string {
  const { data } = useReferenceData()
  return id => {
    const sector = data?.sectors.find(known => known.id === id)
    if (sector === undefined) return id
    return spokenLanguage() === 'en' ? sector.nameEn : sector.nameJa
  }
}

interface RowsParts {
  items: readonly OrganisationReach[]
  nameOfSector: (id: string) => string
}

function Rows({ items, nameOfSector }: RowsParts) {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const nameOf = ({ name, nameEn }: OrganisationReach) => (spokenLanguage() === 'en' ? nameEn || name : name)
  return (
    <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {(['organisation', 'filterLevel', 'filterReason', 'tier', 'sector'] as const).map(column => (
              <Table.Th key={column}>{t(`reachability.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map(one => (
            <Table.Tr key={one.organisationId}>
              <Table.Td>
                {abilities.administer ? (
                  <Anchor component={Link} to={`/organisations/${one.organisationId}`}>
                    {nameOf(one)}
                  </Anchor>
                ) : (
                  nameOf(one)
                )}
              </Table.Td>
              <Table.Td>
                <Badge color={COLOURS[one.level]}>{t(`reachability.level.${one.level}`)}</Badge>
              </Table.Td>
              <Table.Td>{one.reasons.map(reason => t(`reachability.reason.${reason}`)).join('、')}</Table.Td>
              <Table.Td>{t(`council:tier.${one.tier}`)}</Table.Td>
              <Table.Td>{one.sectors.map(nameOfSector).join('、')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Figures({ nameOfSector }: { nameOfSector: (id: string) => string }) {
  const t = useWorkWords()
  const inWords = useInstant()
  const figures = useReachFigures()
  if (figures.isError) return <FailureNotice failure={figures.error} onRetry={() => void figures.refetch()} />
  if (figures.data === undefined) return <ListSkeleton rows={2} />
  const { counts, reasons, computedAt } = figures.data
  if (computedAt === null) return <Text>{t('reachability.never')}</Text>
  const nameOf = (of: string, name: string) => {
    if (of === 'ALL') return t('reachability.all')
    return of === 'SECTOR' ? nameOfSector(name) : t(`council:tier.${TIERS.find(tier => tier === name) ?? 'FRIEND'}`)
  }
  return (
    <Stack gap="sm" component="section" aria-label={t('reachability.figures')}>
      <Text size="sm" c="dimmed">
        {t('reachability.computedAt', { at: inWords(computedAt) })}
      </Text>
      <Group gap="xs" aria-label={t('reachability.reasons')} role="group">
        {reasons
          .filter(({ organisations }) => organisations > 0)
          .map(({ reason, organisations }) => (
            <Badge key={reason} variant="default" tt="none">
              {t(`reachability.reason.${reason}`)}: {organisations}
            </Badge>
          ))}
      </Group>
      <Title order={2} size="h5">
        {t('reachability.figures')}
      </Title>
      <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                {t('reachability.tier')}・{t('reachability.sector')}
              </Table.Th>
              <Table.Th>{t('reachability.organisations')}</Table.Th>
              <Table.Th>{t('reachability.level.UNREACHED')}</Table.Th>
              <Table.Th>{t('reachability.level.DOUBTFUL')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {counts.map(({ of, name, organisations, unreached, doubtful }) => (
              <Table.Tr key={`${of} ${name}`}>
                <Table.Td>{nameOf(of, name)}</Table.Td>
                <Table.Td>{organisations}</Table.Td>
                <Table.Td>{unreached}</Table.Td>
                <Table.Td>{doubtful}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  )
}

const COLUMNS = ['organisation', 'organisationEn', 'tier', 'sectors', 'level', 'reasons'] as const

/** The list whole, in the words of the interface. */
const tableOf = (rows: readonly OrganisationReach[]): string =>
  spreadsheetOf(
    COLUMNS,
    rows.map(({ name, nameEn, tier, sectors, level, reasons }) => ({
      ...{ organisation: name, organisationEn: nameEn, tier, level },
      ...{ sectors: sectors.join(' '), reasons: reasons.join(' ') },
    })),
  )
