import { Badge, Button, Group, List, Paper, Stack, Text, Timeline } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CLOSE_CIRCLE, useCircleChanges, useCircles, type Circle } from '../api/circles.ts'
import { ask } from '../api/graphql.ts'
import { useReferenceData } from '../api/membership.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, Nothing } from '../shell/notices.tsx'
import { Page } from '../shell/page.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { useWorkWords } from '../work/work-page.tsx'
import { CircleForm } from './circle-form.tsx'

const spoken = ({ name, nameEn }: { name: string; nameEn: string }): string =>
  spokenLanguage() === 'en' ? nameEn || name : name

/** Who is told together, and who is in each circle now. */
export function CirclesPage() {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const circles = useCircles()
  const [isOpen, dialog] = useDisclosure(false)
  const add = abilities.administer ? (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
      {t('circles.new')}
    </Button>
  ) : undefined
  return (
    <Page level="OFFICIAL" title={t('circles.title')} actions={add}>
      <Text size="sm" c="dimmed">
        {t('circles.text')}
      </Text>
      {isOpen && <CircleForm circle={null} onClose={dialog.close} />}
      {circles.isPending && <ListSkeleton />}
      {circles.isError && <FailureNotice failure={circles.error} onRetry={() => void circles.refetch()} />}
      {circles.data?.length === 0 && (
        <Nothing
          title={t('circles.emptyTitle')}
          text={abilities.administer ? t('circles.emptyText') : t('circles.emptySeldom')}
        />
      )}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {circles.data?.map(circle => (
          <li key={circle.id}>
            <CircleCard circle={circle} />
          </li>
        ))}
      </Stack>
    </Page>
  )
}

function CircleCard({ circle }: { circle: Circle }) {
  const t = useWorkWords()
  const [shows, setShows] = useState<'members' | 'history' | null>(null)
  const [opened, setOpened] = useState<'change' | 'close' | null>(null)
  const name = spoken(circle)
  const toggle = (what: 'members' | 'history') => setShows(shows === what ? null : what)
  return (
    <Paper withBorder p="sm" component="article" aria-label={name}>
      <Stack gap={6}>
        <Group gap="xs">
          <Text fw={600}>
            <Revealed text={name} />
          </Text>
          {circle.closedAt !== null ? (
            <Badge color="gray">{t('circles.closed')}</Badge>
          ) : (
            <Badge variant="light">{t('circles.members', { count: circle.members.length })}</Badge>
          )}
        </Group>
        <Text size="sm">
          <Revealed text={circle.purpose} />
        </Text>
        {circle.title !== null && circle.titleEn !== null && (
          <Text size="sm">
            {t('circles.shown')}: <Revealed text={spoken({ name: circle.title, nameEn: circle.titleEn })} />
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {t('circles.owner')}: {spoken(circle.owner)} ・ <Rule circle={circle} />
        </Text>
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={shows === 'members'}
            onClick={() => toggle('members')}
          >
            {t('circles.showMembers')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={shows === 'history'}
            onClick={() => toggle('history')}
          >
            {t('circles.showHistory')}
          </Button>
          {circle.mayChange && (
            <>
              <Button size="compact-sm" variant="light" onClick={() => setOpened('change')}>
                {t('circles.change')}
              </Button>
              <Button size="compact-sm" variant="light" color="red" onClick={() => setOpened('close')}>
                {t('circles.close')}
              </Button>
            </>
          )}
        </Group>
        {shows === 'members' && <Members circle={circle} />}
        {shows === 'history' && <Changes id={circle.id} />}
      </Stack>
      {opened === 'change' && <CircleForm circle={circle} onClose={() => setOpened(null)} />}
      {opened === 'close' && <Close circle={circle} onClose={() => setOpened(null)} />}
    </Paper>
  )
}

function Rule({ circle }: { circle: Circle }) {
  const t = useWorkWords()
  const reference = useReferenceData()
  if (circle.organisations !== null) return <>{t('circles.byRoster')}</>
  const sectorName = (id: string) => {
    const sector = reference.data?.sectors.find(known => known.id === id)
    if (sector === undefined) return id
    return spokenLanguage() === 'en' ? sector.nameEn : sector.nameJa
  }
  const parts = [
    circle.tiers.map(tier => t(`council:tier.${tier}`)),
    circle.sectors.map(sectorName),
    circle.prefectures,
    circle.sizes.map(size => t(`traits.sizes.${size}`)),
    circle.capabilities.map(capability => t(`traits.capabilities.${capability}`)),
  ].filter(part => part.length > 0)
  return (
    <>
      {t('circles.rule')}: {parts.map(part => part.join('／')).join(' ＋ ')}
    </>
  )
}

function Members({ circle }: { circle: Circle }) {
  const t = useWorkWords()
  if (circle.members.length === 0) return <Text size="sm">{t('circles.nobody')}</Text>
  return (
    <List size="sm">
      {circle.members.map(organisation => (
        <List.Item key={organisation.id}>
          <Revealed text={spoken(organisation)} />（{t(`council:tier.${organisation.tier}`)}
          {organisation.state !== 'ACTIVE' && ` ・ ${t(`membershipState.${organisation.state}`)}`}）
        </List.Item>
      ))}
    </List>
  )
}

function Changes({ id }: { id: string }) {
  const t = useWorkWords()
  const changes = useCircleChanges(id, true)
  if (changes.isPending) return <ListSkeleton rows={1} />
  if (changes.data === undefined) return <FailureNotice failure={changes.error} />
  return (
    <Timeline bulletSize={14} lineWidth={2} active={changes.data.length}>
      {changes.data.map(change => (
        <Timeline.Item
          key={`${change.what}-${change.at}`}
          title={`${t(`circles.what.${change.what}`)} ・ ${t('circles.members', { count: change.members })}`}
        >
          <Text size="sm">
            <Revealed text={change.reason} />
          </Text>
          <Text size="xs" c="dimmed">
            <Revealed text={change.by} /> ・ <Instant at={change.at} />
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  )
}

function Close({ circle, onClose }: { circle: Circle; onClose: () => void }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const close = useMutation({
    mutationFn: (reason: string) => ask(CLOSE_CIRCLE, { id: circle.id, version: circle.version, reason }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['circles'] })
      notifications.show({ message: t('circles.ended'), color: 'teal' })
      onClose()
    },
  })
  return (
    <ReasonDialog
      isOpen
      onClose={onClose}
      title={t('circles.closeTitle', { name: spoken(circle) })}
      label={t('circles.reason')}
      confirm={t('circles.end')}
      deed={close}
      color="red"
      mostCharacters={1000}
    >
      <Text size="sm">{t('circles.closeText')}</Text>
    </ReasonDialog>
  )
}
