import { Alert, Badge, Button, Group, List, Paper, Progress, Stack, Text, Timeline, Title } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { Link, useParams } from 'react-router'
import { useDanglingReferences, useProduct, useSlips } from '../api/products.ts'
import type { EditionDraft, EditionReach, Product } from '../api/types.ts'
import { Badges, CategoryBadge, Instant } from '../editions/badges.tsx'
import { CasesOfProduct } from '../cases/cases-of-product.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { AnswerBoardPanel } from './answer-board-panel.tsx'
import { RelayHopsPanel } from './relay-hops-panel.tsx'
import { ApprovalsPanel } from './approvals-panel.tsx'
import { AudiencePanel } from './audience-preview.tsx'
import { ChannelReach } from './channel-reach.tsx'
import { isOfOthers, useObjectionText } from './codes.ts'
import { ConsentsPanel } from './consents-panel.tsx'
import { DanglingPanel } from './dangling-panel.tsx'
import { CompareEditions } from './compare-editions.tsx'
import { CorrectAction, isInForce } from './correct-action.tsx'
import { HuntReturnsPanel } from './hunt-returns-panel.tsx'
import { QualityPanel } from './quality-panel.tsx'
import { RecallAction, ReleaseAction, ReturnAction } from './release-actions.tsx'
import { CallOffAction, SaidTime, ScheduleAction, ScheduledFor } from './schedule-actions.tsx'
import { SlipsPanel } from './slips-panel.tsx'
import { StateBadge } from './state-badge.tsx'
import { UsefulnessPanel } from './usefulness-panel.tsx'
import { UsesPanel } from './uses-panel.tsx'
import { WorkPage, useWorkWords } from './work-page.tsx'

/** One product to be read, compared, released, and followed on its way. */
export function ProductPage() {
  const t = useWorkWords()
  const { id = '' } = useParams()
  const product = useProduct(id)
  if (product.data !== undefined) return <Review product={product.data} />
  return (
    <WorkPage title={t('review.title')}>
      {product.isPending ? (
        <ListSkeleton />
      ) : (
        <FailureNotice failure={product.error} onRetry={() => void product.refetch()} />
      )}
    </WorkPage>
  )
}

function Review({ product }: { product: Product }) {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const isOpen = product.state === 'DRAFT' || product.state === 'IN_REVIEW'
  return (
    <WorkPage title={t('review.title')} ownHeading>
      <Stack gap="xs">
        <Group gap={6}>
          <StateBadge state={product.state} />
          {product.drill && (
            <Badge color="grape" variant="filled">
              {t('board.isDrill')}
            </Badge>
          )}
          <Badges urgency={product.urgency} severity={product.severity} kind={product.kind} />
          <Badge variant="outline" color="gray">
            {t('products.version', { version: product.version })}
          </Badge>
        </Group>
        <Title order={1} size="h2">
          <Revealed text={product.title} />
        </Title>
        <Text size="sm" c="dimmed">
          {t('products.author')}: {product.author.name}（{product.author.organisation}）
          {product.submittedBy !== null && ` ・ ${t('products.submittedBy')}: ${product.submittedBy.name}`}
          {product.releasedBy !== null && ` ・ ${t('products.releasedBy')}: ${product.releasedBy.name}`}
        </Text>
        <ScheduledFor product={product} />
        <CasesOfProduct productId={product.id} />
        <Group gap="sm">
          {product.state === 'DRAFT' && abilities.draft && (
            <Button
              component={Link}
              to={`/products/${product.id}/edit`}
              leftSection={<IconPencil size={18} aria-hidden />}
            >
              {t('products.edit')}
            </Button>
          )}
          {product.state === 'IN_REVIEW' && abilities.release && <ReleaseAction product={product} />}
          {product.state === 'IN_REVIEW' && abilities.release && <ScheduleAction product={product} />}
          {product.state === 'IN_REVIEW' && abilities.release && <ReturnAction product={product} />}
          {product.state === 'RELEASED' && abilities.draft && <CorrectAction product={product} />}
          {product.state === 'SCHEDULED' && abilities.release && <CallOffAction product={product} />}
          {isInForce(product) && abilities.release && <RecallAction product={product} />}
        </Group>
      </Stack>
      {product.state === 'IN_REVIEW' && <Objections product={product} />}
      {isOpen && <DanglingPanel productId={product.id} version={product.version} />}
      {isOpen && (
        <SlipsPanel
          product={product}
          mayOverrule={
            product.state === 'IN_REVIEW' && abilities.release && product.releaseObjections.every(isOfOthers)
          }
        />
      )}
      {isOpen && <ConsentsPanel product={product} />}
      {isOpen && <ApprovalsPanel product={product} />}
      {isOpen && <QualityPanel productId={product.id} version={product.version} />}
      {product.reach.length > 0 && <Reach reach={product.reach} />}
      {!isOpen && product.state !== 'SCHEDULED' && <AnswerBoardPanel productId={product.id} />}
      {!isOpen && product.state !== 'SCHEDULED' && <RelayHopsPanel productId={product.id} />}
      {product.reach.length > 0 && <ChannelReach productId={product.id} />}
      {!isOpen && product.state !== 'SCHEDULED' && <HuntReturnsPanel productId={product.id} />}
      {!isOpen && product.state !== 'SCHEDULED' && <UsefulnessPanel productId={product.id} />}
      {product.reach.length > 0 && <UsesPanel of="product" id={product.id} />}
      <CompareEditions editions={product.state === 'SCHEDULED' ? product.editions.map(unopened) : product.editions} />
      {isOpen && <AudiencePanel productId={product.id} version={product.version} />}
      <History product={product} />
    </WorkPage>
  )
}

/** What is scheduled can be read by nobody yet, so there is nothing to open. */
const unopened = (edition: EditionDraft): EditionDraft => ({ ...edition, editionId: null })

function Objections({ product }: { product: Product }) {
  const t = useWorkWords()
  const objectionText = useObjectionText()
  const missing = useDanglingReferences(product.id, product.version)
  const slips = useSlips(product.id, product.version)
  if (product.releaseObjections.length === 0) {
    // The panels below say what is missing or slipped; until the hub has answered, nothing is promised.
    return missing.data?.length === 0 && slips.data?.every(({ overruled }) => overruled) ? (
      <Alert color="teal">{t('review.noObjections')}</Alert>
    ) : null
  }
  return (
    <Alert color="orange" title={t('review.objectionsTitle')}>
      <List size="sm">
        {product.releaseObjections.map(({ code, detail }) => (
          <List.Item key={`${code}-${detail ?? ''}`}>
            {objectionText(code)}
            {detail !== null && <DetailOf detail={detail} />}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}

function DetailOf({ detail }: { detail: string }) {
  const t = useWorkWords()
  const isCategory = detail === 'COMPREHENSIVE' || detail === 'PROVISION' || detail === 'NOTICE'
  if (isCategory) return <>（{t(`council:categoryInFull.${detail}`)}）</>
  return <>（{detail === 'REVIEW' || detail === 'AUTHORISATION' ? t(`approvals.kind.${detail}`) : detail}）</>
}

function Reach({ reach }: { reach: readonly EditionReach[] }) {
  const t = useWorkWords()
  return (
    <Stack component="section" gap="sm" aria-label={t('review.reach')}>
      <Title order={2} size="h4">
        {t('review.reach')}
      </Title>
      {reach.map(({ category, recipients, delivered, acknowledged }) => (
        <Paper key={category} withBorder p="md">
          <Group justify="space-between" mb="xs">
            <CategoryBadge category={category} />
            <Text size="sm">
              {t('review.recipients')}: {recipients}
            </Text>
          </Group>
          <Share name={t('review.delivered')} count={delivered} total={recipients} colour="indigo" />
          <Share name={t('review.acknowledged')} count={acknowledged} total={recipients} colour="teal" />
        </Paper>
      ))}
    </Stack>
  )
}

function Share({ name, count, total, colour }: { name: string; count: number; total: number; colour: string }) {
  const t = useWorkWords()
  return (
    <div>
      <Text size="sm">
        {name}: {t('review.reachOf', { count, total })}
      </Text>
      <Progress value={total === 0 ? 0 : (100 * count) / total} color={colour} aria-label={name} mb={6} />
    </div>
  )
}

function History({ product }: { product: Product }) {
  const t = useWorkWords()
  return (
    <Stack component="section" gap="sm" aria-label={t('products.history')}>
      <Title order={2} size="h4">
        {t('products.history')}
      </Title>
      <Timeline bulletSize={14} lineWidth={2} active={product.events.length}>
        {product.events.map(event => (
          <Timeline.Item key={`${event.what}-${event.at}`} title={`${t(`event.${event.what}`)} ・ ${event.by.name}`}>
            {event.note !== '' && (
              <Text size="sm" className="pre-wrap">
                {event.what === 'SCHEDULED' ? <SaidTime note={event.note} /> : <Revealed text={event.note} />}
              </Text>
            )}
            <Text size="xs" c="dimmed">
              {t('products.version', { version: event.productVersion })} ・ <Instant at={event.at} />
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Stack>
  )
}
