import { Anchor, Badge, Group, Stack, Text, Timeline, Title } from '@mantine/core'
import { Link } from 'react-router'
import type { CaseEntry, Intake } from '../api/cases.ts'
import { useCaseEntries } from '../api/cases.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton } from '../shell/notices.tsx'
import { useSignedIn } from '../shell/me.ts'
import { useWorkWords } from '../work/work-page.tsx'
import { Reclassified, ReclassifyIntake } from './reclassify-intake.tsx'

/** What happened in a case, the newest first. */
export function CaseTimeline({ id }: { id: string }) {
  const t = useWorkWords()
  const list = useCaseEntries(id)
  const entries = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Stack component="section" gap="sm" aria-label={t('cases.timeline')}>
      <Title order={2} size="h4">
        {t('cases.timeline')}
      </Title>
      {list.isPending && <ListSkeleton rows={2} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      <Timeline bulletSize={14} lineWidth={2} active={entries.length}>
        {entries.map(entry => (
          <Timeline.Item key={entry.id} title={`${t(`cases.entry.${entry.kind}`)} ・ ${entry.by}`}>
            <Content entry={entry} />
            <Text size="xs" c="dimmed">
              <Instant at={entry.at} />
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
      <MoreButton list={list} />
    </Stack>
  )
}

function Content({ entry }: { entry: CaseEntry }) {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const { kind, note, intake, reclassified, linkKind, target, productId, productTitle, assignee } = entry
  return (
    <>
      {intake !== null && reclassified === null && <IntakeFacts intake={intake} />}
      {intake !== null && reclassified !== null && (
        <>
          <Text size="sm" lineClamp={1}>
            <Revealed text={intake.summary} />
          </Text>
          <Reclassified change={reclassified} />
        </>
      )}
      {kind === 'INTAKE' && intake !== null && abilities.draft && <ReclassifyIntake intake={intake} />}
      {linkKind !== null && target !== null && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {t(`cases.link.kind.${linkKind}`)}:{' '}
          {linkKind === 'STIX_OBJECT' ? (
            <Anchor component={Link} to={`/store/${encodeURIComponent(target)}`}>
              <Revealed text={target} />
            </Anchor>
          ) : (
            <Revealed text={target} />
          )}
        </Text>
      )}
      {productId !== null && productTitle !== null && (
        <Anchor component={Link} to={`/products/${productId}`} size="sm">
          <Revealed text={productTitle} />
        </Anchor>
      )}
      {kind === 'ASSIGNED' && <Text size="sm">{assignee ?? t('cases.nobody')}</Text>}
      {note !== '' && (
        <Text size="sm" className="pre-wrap">
          <Revealed text={note} />
        </Text>
      )}
    </>
  )
}

const FLAGS = ['containsSecret', 'containsCommInfo', 'identifiesPerson'] as const

function IntakeFacts({ intake }: { intake: Intake }) {
  const t = useWorkWords()
  return (
    <Stack gap={4}>
      <Group gap={6}>
        <Badge variant="light">
          {t(`cases.intake.sourceType.${intake.sourceType}`)}
          {intake.otherKind !== null && ` ・ ${t(`cases.intake.otherKind.${intake.otherKind}`)}`}
        </Badge>
        {FLAGS.map(
          flag =>
            intake[flag] && (
              <Badge key={flag} color="red" variant="outline">
                {t(`form.${flag}`)}
              </Badge>
            ),
        )}
      </Group>
      <Text size="sm" className="pre-wrap">
        <Revealed text={intake.summary} />
      </Text>
      <Text size="xs" c="dimmed">
        {t('cases.intake.originator')}: <Revealed text={intake.originator} /> ・ {t('cases.intake.receivedAt')}:{' '}
        <Instant at={intake.receivedAt} />
        {intake.legalBasis !== '' && (
          <>
            {' '}
            ・ {t('cases.intake.legalBasis')}: <Revealed text={intake.legalBasis} />
          </>
        )}
        {intake.caveats !== '' && (
          <>
            {' '}
            ・ {t('cases.intake.caveats')}: <Revealed text={intake.caveats} />
          </>
        )}{' '}
        ・ {t('cases.intake.consent')}: {intake.consentedTiers.map(tier => t(`council:tier.${tier}`)).join(' ')}
      </Text>
    </Stack>
  )
}
