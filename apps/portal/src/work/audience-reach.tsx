import { Accordion, Badge, Group, List, Stack, Text } from '@mantine/core'
import { useUnreached, useWouldLearn, type Unreached } from '../api/circles.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { useWorkWords } from './work-page.tsx'

const REASONS: readonly Unreached['reason'][] = ['NOBODY_ACTIVE', 'NEVER_ENROLLED']
const SHOWN = 30

/** Who is addressed and has no way to receive it, by reason. Nothing is shown while everybody can be reached. */
export function UnreachedPanel({ productId, version }: { productId: string; version: number }) {
  const t = useWorkWords()
  const unreached = useUnreached(productId, version)
  if (unreached.isError) return <FailureNotice failure={unreached.error} />
  if (unreached.data === undefined || unreached.data.length === 0) return null
  const { data } = unreached
  return (
    <Accordion variant="contained">
      <Accordion.Item value="unreached">
        <Accordion.Control>
          {t('reach.unreached')}（{t('reach.unreachedCount', { count: data.length })}）
        </Accordion.Control>
        <Accordion.Panel>
          <Text size="sm" c="dimmed">
            {t('reach.unreachedText')}
          </Text>
          {REASONS.map(reason => ({ reason, people: data.filter(one => one.reason === reason) })).map(
            ({ reason, people }) =>
              people.length > 0 && (
                <Stack key={reason} gap={2} mt="xs">
                  <Text size="sm" fw={600}>
                    {t('reach.byReason', { reason: t(`reach.unreachedReason.${reason}`), count: people.length })}
                  </Text>
                  <List size="sm">
                    {people.slice(0, SHOWN).map(one => (
                      <List.Item key={one.personId ?? one.organisationId}>
                        <Revealed text={one.name === null ? one.organisation : `${one.name}（${one.organisation}）`} />
                      </List.Item>
                    ))}
                    {people.length > SHOWN && <List.Item>… {people.length - SHOWN}</List.Item>}
                  </List>
                </Stack>
              ),
          )}
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}

/** What an organisation would know in total from this and from earlier releases. */
export function WouldLearn(props: { productId: string; version: number; organisationId: string }) {
  const t = useWorkWords()
  const learns = useWouldLearn(props.productId, props.version, props.organisationId)
  if (learns.isPending) return <ListSkeleton rows={2} />
  if (learns.data === undefined) return <FailureNotice failure={learns.error} />
  const { people, candidates, told, toldValues, isPartial } = learns.data
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('reach.learnsText')}
      </Text>
      <Text fw={600}>
        {candidates.length === 0 ? t('reach.learnsNothing') : t('reach.learnsNow', { count: people })}
      </Text>
      {candidates.map(({ category, title, values, newValues }) => (
        <Stack key={category} gap={2}>
          <Group gap="xs">
            <CategoryBadge category={category} />
            <Text size="sm">
              <Revealed text={title} />
            </Text>
          </Group>
          <Text size="xs" c="dimmed">
            {t('reach.learnsValues', { values, fresh: newValues })}
          </Text>
        </Stack>
      ))}
      <Text fw={600}>
        {told.length === 0 ? t('reach.toldNothing') : t('reach.toldBefore', { count: told.length, values: toldValues })}
      </Text>
      {isPartial && (
        <Text size="xs" c="dimmed">
          {t('reach.partial')}
        </Text>
      )}
      <List size="sm" spacing={4}>
        {told.map(edition => (
          <List.Item key={edition.id}>
            <Group gap="xs">
              <CategoryBadge category={edition.category} />
              <Revealed text={edition.title} />
              {edition.sharedValues > 0 && (
                <Badge color="orange" variant="light">
                  {t('reach.shared', { count: edition.sharedValues })}
                </Badge>
              )}
              {edition.recalledAt !== null && <Badge color="gray">{t('reach.recalled')}</Badge>}
            </Group>
            <Text size="xs" c="dimmed">
              {edition.reference} ・ <Instant at={edition.releasedAt} />
            </Text>
          </List.Item>
        ))}
      </List>
    </Stack>
  )
}
