import {
  Anchor,
  Badge,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { CaseState } from '../api/cases.ts'
import { OPEN_CASE, useCases, useCaseVerb } from '../api/cases.ts'
import { ask } from '../api/graphql.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { useWorkWords, WorkPage } from '../work/work-page.tsx'

/** The cases of the reader's office. */
export function CasesPage() {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const [state, setState] = useState<CaseState | null>('OPEN')
  const [mine, setMine] = useState(false)
  const [isOpening, opening] = useDisclosure(false)
  const list = useCases(state, mine)
  const cases = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <WorkPage
      title={t('cases.title')}
      actions={
        abilities.draft && (
          <Button aria-expanded={isOpening} onClick={opening.toggle}>
            {t('cases.new')}
          </Button>
        )
      }
    >
      {isOpening && <NewCase />}
      <Group gap="md">
        <SegmentedControl
          aria-label={t('cases.stateLabel')}
          value={state ?? 'ALL'}
          onChange={value => setState(value === 'OPEN' || value === 'CLOSED' ? value : null)}
          data={[
            { value: 'OPEN', label: t('cases.state.OPEN') },
            { value: 'CLOSED', label: t('cases.state.CLOSED') },
            { value: 'ALL', label: t('cases.all') },
          ]}
        />
        <Checkbox label={t('cases.mine')} checked={mine} onChange={event => setMine(event.currentTarget.checked)} />
      </Group>
      {list.isPending && <ListSkeleton />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && cases.length === 0 && <Nothing title={t('cases.emptyTitle')} text={t('cases.emptyText')} />}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {cases.map(({ id, title, state: of, assignee, intakes, updatedAt }) => (
          <li key={id}>
            <Paper withBorder p="sm">
              <Group justify="space-between" gap="xs">
                <Anchor component={Link} to={`/cases/${id}`} fw={600}>
                  <Revealed text={title} />
                </Anchor>
                <Badge color={of === 'OPEN' ? 'teal' : 'gray'} variant="light">
                  {t(`cases.state.${of}`)}
                </Badge>
              </Group>
              <Text size="xs" c="dimmed">
                {t('cases.assignee')}: {assignee ?? t('cases.nobody')} ・ {t('cases.intakes', { count: intakes })} ・{' '}
                {t('cases.updatedAt')} <Instant at={updatedAt} />
              </Text>
            </Paper>
          </li>
        ))}
      </Stack>
      <MoreButton list={list} />
    </WorkPage>
  )
}

function NewCase() {
  const t = useWorkWords()
  const navigate = useNavigate()
  const [title, setTitle] = useState('')
  const [requiredRank, setRank] = useState(1)
  const open = useCaseVerb(async () => {
    const { openCase } = await ask(OPEN_CASE, { title: title.trim(), requiredRank })
    await navigate(`/cases/${openCase.id}`)
  })
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <TextInput
          label={t('cases.name')}
          required
          maxLength={300}
          autoComplete="off"
          value={title}
          onChange={event => setTitle(event.currentTarget.value)}
        />
        <NumberInput
          label={t('cases.rank')}
          min={1}
          max={9}
          allowDecimal={false}
          value={requiredRank}
          onChange={value => setRank(typeof value === 'number' ? value : 1)}
        />
        {open.isError && <FailureNotice failure={open.error} />}
        <Group>
          <Button loading={open.isPending} disabled={title.trim() === ''} onClick={() => open.mutate(undefined)}>
            {t('cases.new')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
