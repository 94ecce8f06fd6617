import {
  Anchor,
  Badge,
  Button,
  Group,
  Modal,
  Paper,
  Radio,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  Title,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import {
  AFTER_REVIEW_STATES,
  REVIEW_AFTERWARDS,
  useAfterReviewCounts,
  useAfterReviews,
  type AfterReview,
  type AfterReviewFinding,
} from '../api/emergency.ts'
import { ask } from '../api/graphql.ts'
import { Instant, UrgencyBadge } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { useLeftOutText } from './emergency-path.tsx'
import { ModePanel } from './mode-panel.tsx'
import { useWorkWords, WorkPage } from './work-page.tsx'

const FINDINGS: readonly AfterReviewFinding[] = ['UPHELD', 'SHOULD_HAVE_WAITED', 'RECALL']
const COLOURS: Readonly<Record<AfterReviewFinding, string>> = {
  UPHELD: 'teal.9',
  SHOULD_HAVE_WAITED: 'orange.9',
  RECALL: 'red.9',
}

/** What went out in an emergency with less than the usual approvals, and the mode of the hub. */
export function AfterReviewsPage() {
  const t = useWorkWords()
  const [search, setSearch] = useSearchParams()
  const state = AFTER_REVIEW_STATES.find(known => known === search.get('state')) ?? 'OPEN'
  const counts = useAfterReviewCounts().data
  const list = useAfterReviews(state)
  const reviews = list.data?.pages.flatMap(page => page.items) ?? []
  const label = (of: (typeof AFTER_REVIEW_STATES)[number]) => {
    const count = of === 'OPEN' ? counts?.open : of === 'OVERDUE' ? counts?.overdue : undefined
    return `${t(`emergency.review.state.${of}`)}${count === undefined ? '' : ` ${count}`}`
  }
  return (
    <WorkPage title={t('emergency.title')}>
      <ModePanel />
      <Title order={2} size="h4">
        {t('emergency.review.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('emergency.review.text')}
      </Text>
      <div className="scroll-x">
        <SegmentedControl
          aria-label={t('emergency.review.stateLabel')}
          value={state}
          onChange={value => setSearch(value === 'OPEN' ? {} : { state: value }, { replace: true })}
          data={AFTER_REVIEW_STATES.map(value => ({ value, label: label(value) }))}
        />
      </div>
      {list.isPending && <ListSkeleton />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && reviews.length === 0 && (
        <Nothing title={t(`emergency.review.emptyTitle.${state}`)} text={t('emergency.review.emptyText')} />
      )}
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {reviews.map(review => (
          <li key={review.id}>
            <ReviewCard review={review} />
          </li>
        ))}
      </Stack>
      <MoreButton list={list} />
    </WorkPage>
  )
}

function ReviewCard({ review }: { review: AfterReview }) {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const leftOutText = useLeftOutText()
  const { finding, foundBy, foundAt, note } = review
  return (
    <Paper withBorder p="md" {...(review.isOverdue ? { style: { borderColor: 'var(--mantine-color-red-7)' } } : {})}>
      <Stack gap={6}>
        <Group gap={6}>
          {review.isOverdue && <Badge color="red.9">{t('emergency.review.overdue')}</Badge>}
          {finding !== null && <Badge color={COLOURS[finding]}>{t(`emergency.review.finding.${finding}`)}</Badge>}
          {review.isLargeScale && (
            <Badge color="red.9" variant="outline">
              {t('emergency.review.byMode')}
            </Badge>
          )}
          <UrgencyBadge urgency={review.urgency} />
        </Group>
        <Group gap="xs">
          {abilities.draft || abilities.release ? (
            <Anchor component={Link} to={`/products/${review.productId}`} fw={650} c="inherit">
              <Revealed text={review.productTitle} />
            </Anchor>
          ) : (
            <Text fw={650}>
              <Revealed text={review.productTitle} />
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {t('emergency.review.version', { version: review.productVersion })}
          </Text>
        </Group>
        <Text size="sm">
          {t('emergency.review.leftOut')}: {leftOutText(review.leftOut)}
        </Text>
        <Text size="sm" className="pre-wrap">
          {t('emergency.review.reason')}: <Revealed text={review.reason} />
        </Text>
        <Text size="xs" c="dimmed">
          {t('emergency.review.releasedBy')}: {review.releasedBy.name}（{review.releasedBy.organisation}） ・{' '}
          <Instant at={review.releasedAt} />
          {finding === null && (
            <>
              {' '}
              ・ {t('emergency.review.due')}: <Instant at={review.dueAt} />
            </>
          )}
        </Text>
        {finding !== null && (
          <>
            <Text size="sm" className="pre-wrap">
              <Revealed text={note ?? ''} />
            </Text>
            <Text size="xs" c="dimmed">
              {t('emergency.review.foundBy')}: {foundBy?.name}（{foundBy?.organisation}）
              {foundAt !== null && (
                <>
                  {' '}
                  ・ <Instant at={foundAt} />
                </>
              )}
            </Text>
          </>
        )}
        {finding === null && !review.mayReview && (abilities.draft || abilities.release) && (
          <Text size="xs" c="dimmed">
            {t('emergency.review.involved')}
          </Text>
        )}
        {review.mayReview && <Decide review={review} />}
      </Stack>
    </Paper>
  )
}

function Decide({ review: { id, productId, mayRecall } }: { review: AfterReview }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const [isOpen, dialog] = useDisclosure(false)
  const [finding, setFinding] = useState<AfterReviewFinding | null>(null)
  const [note, setNote] = useState('')
  const decide = useMutation({
    mutationFn: async (found: AfterReviewFinding) =>
      (await ask(REVIEW_AFTERWARDS, { id, finding: found, note: note.trim() })).reviewAfterwards,
    onSuccess: () => {
      for (const key of [['after-reviews'], ['product', productId], ['products'], ['editions'], ['edition']])
        void client.invalidateQueries({ queryKey: key })
      notifications.show({ message: t('emergency.review.done'), color: 'teal' })
      dialog.close()
    },
  })
  return (
    <Group>
      <Button variant="default" onClick={dialog.open}>
        {t('emergency.review.decide')}
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title={t('emergency.review.decideTitle')}>
        <Stack>
          <Text size="sm">{t('emergency.review.decideText')}</Text>
          <Radio.Group
            label={t('emergency.review.find')}
            required
            value={finding}
            onChange={value => setFinding(FINDINGS.find(known => known === value) ?? null)}
          >
            <Stack gap="xs" mt={4}>
              {FINDINGS.map(value => (
                <Radio
                  key={value}
                  value={value}
                  label={t(`emergency.review.finding.${value}`)}
                  description={t(`emergency.review.findingText.${value}`)}
                  disabled={value === 'RECALL' && !mayRecall}
                />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={t('emergency.review.note')}
            required
            autosize
            minRows={3}
            maxLength={2000}
            value={note}
            onChange={event => setNote(event.currentTarget.value)}
          />
          {decide.error !== null && <FailureNotice failure={decide.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>
              {t('portal:common.cancel')}
            </Button>
            <Button
              {...(finding === 'RECALL' ? { color: 'red' } : {})}
              loading={decide.isPending}
              disabled={finding === null || note.trim() === ''}
              onClick={() => finding !== null && decide.mutate(finding)}
            >
              {t(finding === 'RECALL' ? 'emergency.review.recordRecall' : 'emergency.review.record')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Group>
  )
}
