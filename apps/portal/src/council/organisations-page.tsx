import { Anchor, Badge, Group, NativeSelect, Paper, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { OrganisationFilter } from '../api/types.ts'
import { useOrganisations, useReferenceData } from '../api/membership.ts'
import type { MembershipState, Organisation, Tier } from '../api/types.ts'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { Page } from '../shell/page.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { useWorkWords } from '../work/work-page.tsx'
import { RegisterOrganisation } from './register-organisation.tsx'
import { MEMBERSHIP_STATES, SafeguardsBadge, StateOfMembership } from './standing.tsx'

const TIERS: readonly Tier[] = ['GOVERNMENT', 'MEMBER', 'FRIEND']

/** Organisations of the council, by name. */
export function OrganisationsPage() {
  const t = useWorkWords()
  const reference = useReferenceData()
  const [text, setText] = useState('')
  const [filter, setFilter] = useState<{ tier: Tier | undefined; sector: string; state: MembershipState | undefined }>({
    tier: undefined,
    sector: '',
    state: undefined,
  })
  const [wanted] = useDebouncedValue(text.trim(), 250)
  const asked: OrganisationFilter = {
    ...(wanted === '' ? {} : { text: wanted }),
    ...(filter.tier === undefined ? {} : { tier: filter.tier }),
    ...(filter.sector === '' ? {} : { sector: filter.sector }),
    ...(filter.state === undefined ? {} : { state: filter.state }),
  }
  const list = useOrganisations(asked)
  const organisations = list.data?.pages.flatMap(page => page.items) ?? []
  const all = { value: '', label: t('portal:common.all') }
  const isEnglish = spokenLanguage() === 'en'

  return (
    <Page level="OFFICIAL" title={t('organisations.title')} actions={<RegisterOrganisation />}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        <TextInput
          type="search"
          label={t('organisations.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('organisations.tier')}
          value={filter.tier ?? ''}
          onChange={event => setFilter({ ...filter, tier: TIERS.find(tier => tier === event.currentTarget.value) })}
          data={[all, ...TIERS.map(value => ({ value, label: t(`council:tier.${value}`) }))]}
        />
        <NativeSelect
          label={t('organisations.sector')}
          value={filter.sector}
          onChange={event => setFilter({ ...filter, sector: event.currentTarget.value })}
          data={[
            all,
            ...(reference.data?.sectors ?? []).map(({ id, nameJa, nameEn }) => ({
              value: id,
              label: isEnglish ? nameEn : nameJa,
            })),
          ]}
        />
        <NativeSelect
          label={t('organisations.state')}
          value={filter.state ?? ''}
          onChange={event =>
            setFilter({ ...filter, state: MEMBERSHIP_STATES.find(state => state === event.currentTarget.value) })
          }
          data={[all, ...MEMBERSHIP_STATES.map(value => ({ value, label: t(`membershipState.${value}`) }))]}
        />
      </SimpleGrid>
      {list.isPending && <ListSkeleton />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && organisations.length === 0 && (
        <Nothing title={t('organisations.emptyTitle')} text={t('organisations.emptyText')} />
      )}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {organisations.map(organisation => (
          <li key={organisation.id}>
            <OrganisationCard organisation={organisation} />
          </li>
        ))}
      </Stack>
      <MoreButton list={list} />
    </Page>
  )
}

function OrganisationCard({ organisation }: { organisation: Organisation }) {
  const t = useWorkWords()
  const name = spokenLanguage() === 'en' ? organisation.nameEn || organisation.name : organisation.name
  return (
    <Paper withBorder p="sm">
      <Group gap="xs">
        <Anchor component={Link} to={`/organisations/${organisation.id}`} fw={600} c="inherit">
          {name}
        </Anchor>
        <Badge variant="light">{t(`council:tier.${organisation.tier}`)}</Badge>
        <StateOfMembership state={organisation.state} />
        {organisation.tier !== 'FRIEND' && <SafeguardsBadge isValid={organisation.safeguardsValid} />}
      </Group>
      <Text size="xs" c="dimmed">
        {t(`organisationClass.${organisation.class}`)}
        {organisation.competentMinistry !== null && ` ・ ${organisation.competentMinistry}`}
        {organisation.prefecture !== null && ` ・ ${organisation.prefecture}`}
      </Text>
    </Paper>
  )
}
