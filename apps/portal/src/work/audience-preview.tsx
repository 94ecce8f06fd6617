import { Accordion, Alert, Anchor, Badge, Button, Group, List, Modal, Stack, Table, Text, Title } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useAudiencePreview, useExplanation } from '../api/products.ts'
import type { AudiencePreview, InfoCategory } from '../api/types.ts'
import { CategoryBadge } from '../editions/badges.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
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
      {preview.data !== undefined && <Preview preview={preview.data} onExplain={setExplained} />}
      <Modal
        opened={explained !== null}
        onClose={() => setExplained(null)}
        title={explained && t('preview.explainTitle', { name: explained.name })}
      >
        {explained !== null && <Explanation productId={productId} version={version} personId={explained.id} />}
      </Modal>
    </Stack>
  )
}

function Preview({ preview, onExplain }: { preview: AudiencePreview; onExplain: (person: Named) => void }) {
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
          <Receivers key={category} category={category} preview={preview} onExplain={onExplain} />
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

function Receivers({ category, preview, onExplain }: PartProps & { category: InfoCategory }) {
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
              {organisation.name}（{t(`council:tier.${organisation.tier}`)}）:{' '}
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
  const shown = showsAll ? preview.leftOut : preview.leftOut.slice(0, SHOWN_AT_FIRST)
  return (
    <Accordion.Item value="left-out">
      <Accordion.Control>
        {t('preview.leftOut')}（{t('preview.leftOutCount', { count: preview.leftOut.length })}）
      </Accordion.Control>
      <Accordion.Panel>
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
