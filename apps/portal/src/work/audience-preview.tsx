import { Accordion, Alert, Anchor, Badge, Button, Group, List, Modal, Stack, Table, Text, Title } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useAudiencePreview, useExplanation } from '../api/products.ts'
import type { AudiencePreview, InfoCategory } from '../api/types.ts'
import { CategoryBadge } from '../editions/badges.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { UnreachedPanel, WouldLearn } from './audience-reach.tsx'
import { useConditionText } from './codes.ts'
import { useWorkWords } from './work-page.tsx'

interface Named {
  id: string
  name: string
}
interface AudiencePanelProps {
  productId: string
  version: number
  /** There are changes that the hub does not know yet. */
  isStale?: boolean
}

/** Exactly who would receive which edition, who would not, and why. */
export function AudiencePanel({ productId, version, isStale = false }: AudiencePanelProps) {
  const t = useWorkWords()
  const preview = useAudiencePreview(productId, version)
  const [explained, setExplained] = useState<Named | null>(null)
  const [learning, setLearning] = useState<Named | null>(null)
  return (
    <Stack component="section" gap="sm" aria-label={t('preview.title')}>
      <Title order={2} size="h4">
        {t('preview.title')}
      </Title>
      {isStale && (
        <Alert color="orange" p="xs">
          {t('preview.stale')}
        </Alert>
      )}
      {preview.isPending && <ListSkeleton rows={2} />}
      {preview.isError && <FailureNotice failure={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data !== undefined && <Preview preview={preview.data} onExplain={setExplained} onLearn={setLearning} />}
      <UnreachedPanel productId={productId} version={version} />
      <Modal
        opened={explained !== null}
        onClose={() => setExplained(null)}
        title={explained && t('preview.explainTitle', { name: explained.name })}
      >
        {explained !== null && <Explanation productId={productId} version={version} personId={explained.id} />}
      </Modal>
      <Modal
        opened={learning !== null}
        onClose={() => setLearning(null)}
        title={learning && t('reach.learns', { name: learning.name })}
        size="lg"
      >
        {learning !== null && <WouldLearn productId={productId} version={version} organisationId={learning.id} />}
      </Modal>
    </Stack>
  )
}

function Preview({ preview, onExplain, onLearn }: PartProps & { onLearn: (organisation: Named) => void }) {
  const t = useWorkWords()
  const categories = [...new Set(preview.organisations.flatMap(({ people }) => people.map(({ category }) => category)))]
  return (
    <>
      <Text fw={600} role="status">
        {t('preview.total', { organisations: preview.organisations.length, people: preview.people })} ・{' '}
        {preview.toPublic ? t('preview.toPublic') : t('preview.notPublic')}
      </Text>
      {preview.people === 0 && <Alert color="orange">{t('preview.nobody')}</Alert>}
      <Accordion variant="contained" multiple>
        {categories.map(category => (
          <Receivers key={category} category={category} preview={preview} onExplain={onExplain} onLearn={onLearn} />
        ))}
        {preview.leftOut.length > 0 && <LeftOut preview={preview} onExplain={onExplain} />}
      </Accordion>
    </>
  )
}

interface PartProps {
  preview: AudiencePreview
  onExplain(person: Named): void
}

interface ReceiversProps extends PartProps {
  category: InfoCategory
  onLearn(organisation: Named): void
}

function Receivers({ category, preview, onExplain, onLearn }: ReceiversProps) {
  const t = useWorkWords()
  const organisations = preview.organisations
    .map(organisation => ({
      ...organisation,
      people: organisation.people.filter(person => person.category === category),
    }))
    .filter(({ people }) => people.length > 0)
  const people = organisations.reduce((sum, organisation) => sum + organisation.people.length, 0)
  return (
    <Accordion.Item value={category}>
      <Accordion.Control>
        <Group gap="sm">
          <CategoryBadge category={category} />
          {t('preview.total', { organisations: organisations.length, people })}
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <List size="sm" spacing={6}>
          {organisations.map(organisation => (
            <List.Item key={organisation.id}>
              <Anchor
                component="button"
                type="button"
                size="sm"
                aria-label={t('reach.learnsOpen', { name: organisation.name })}
                onClick={() => onLearn(organisation)}
              >
                {organisation.name}
              </Anchor>
              （{t(`council:tier.${organisation.tier}`)}）:{' '}
              {organisation.people.map((person, index) => (
                <span key={person.id}>
                  {index > 0 && '、'}
                  <PersonLink person={person} onExplain={onExplain} />
                </span>
              ))}
            </List.Item>
          ))}
        </List>
      </Accordion.Panel>
    </Accordion.Item>
  )
}

function PersonLink({ person, onExplain }: { person: Named; onExplain: (person: Named) => void }) {
  const t = useWorkWords()
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      aria-label={t('preview.explain', { name: person.name })}
      onClick={() => onExplain(person)}
    >
      {person.name}
    </Anchor>
  )
}

const SHOWN_AT_FIRST = 50

function LeftOut({ preview, onExplain }: PartProps) {
  const t = useWorkWords()
  const conditionText = useConditionText()
  const [showsAll, setShowsAll] = useState(false)
  // By reason, the most frequent first, in the list as in the line above it.
  const counts = new Map<string, number>()
  for (const { condition } of preview.leftOut) counts.set(condition, (counts.get(condition) ?? 0) + 1)
  const reasons = [...counts].sort(([, some], [, others]) => others - some)
  const places = new Map(reasons.map(([reason], place) => [reason, place]))
  const leftOut = [...preview.leftOut].sort((a, b) => (places.get(a.condition) ?? 0) - (places.get(b.condition) ?? 0))
  const shown = showsAll ? leftOut : leftOut.slice(0, SHOWN_AT_FIRST)
  return (
    <Accordion.Item value="left-out">
      <Accordion.Control>
        {t('preview.leftOut')}（{t('preview.leftOutCount', { count: preview.leftOut.length })}）
      </Accordion.Control>
      <Accordion.Panel>
        <Text size="sm">
          {reasons.map(([reason, count]) => t('reach.byReason', { reason: conditionText(reason), count })).join(' ・ ')}
        </Text>
        <Table.ScrollContainer minWidth={480}>
          <Table verticalSpacing={6}>
            <Table.Tbody>
              {shown.map(left => (
                <Table.Tr key={`${left.personId}-${left.category}`}>
                  <Table.Td>
                    <PersonLink person={{ id: left.personId, name: left.name }} onExplain={onExplain} />
                    <Text size="xs" c="dimmed">
                      {left.organisation}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <CategoryBadge category={left.category} />
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">✕ {conditionText(left.condition)}</Text>
                    <Text size="xs" c="dimmed">
                      {left.receives === null
                        ? t('preview.receivesNothing')
                        : t('preview.receives', { category: t(`council:category.${left.receives}.text`) })}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {shown.length < preview.leftOut.length && (
          <Button variant="default" size="xs" onClick={() => setShowsAll(true)}>
            {t('portal:editions.showAll', { count: preview.leftOut.length - shown.length })}
          </Button>
        )}
      </Accordion.Panel>
    </Accordion.Item>
  )
}

function Explanation({ productId, version, personId }: { productId: string; version: number; personId: string }) {
  const t = useWorkWords()
  const conditionText = useConditionText()
  const explanation = useExplanation(productId, version, personId)
  if (explanation.isPending) return <ListSkeleton rows={2} />
  if (explanation.data === undefined) return <FailureNotice failure={explanation.error} />
  return (
    <Stack gap="lg">
      {explanation.data.map(({ category, allowed, delivered, steps }) => (
        <Stack key={category} gap={6}>
          <Group gap="sm">
            <CategoryBadge category={category} />
            <Badge color={delivered ? 'teal' : allowed ? 'blue' : 'red'} variant="light">
              {delivered ? t('preview.delivered') : allowed ? t('preview.allowed') : t('preview.refused')}
            </Badge>
          </Group>
          <List size="sm" listStyleType="none" spacing={2}>
            {steps.map(({ condition, holds }) => (
              <List.Item
                key={condition}
                icon={
                  holds ? (
                    <IconCheck size={16} color="var(--mantine-color-teal-6)" />
                  ) : (
                    <IconX size={16} color="var(--mantine-color-red-6)" />
                  )
                }
              >
                <span className="visually-hidden">{holds ? '○' : '×'} </span>
                {conditionText(condition)}
              </List.Item>
            ))}
          </List>
        </Stack>
      ))}
    </Stack>
  )
}
