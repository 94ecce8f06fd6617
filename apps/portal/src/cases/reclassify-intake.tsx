import {
  Alert,
  Anchor,
  Badge,
  Button,
  Checkbox,
  Group,
  List,
  Modal,
  Stack,
  Switch,
  Text,
  Textarea,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconShieldHalf } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import type { CaseEntry, Classification, Intake, Reclassification } from '../api/cases.ts'
import { RECLASSIFY_INTAKE, useCaseVerb, useReclassificationEffects } from '../api/cases.ts'
import { ask } from '../api/graphql.ts'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { useWorkWords } from '../work/work-page.tsx'

const TIERS = ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'] as const
const FLAGS = ['containsSecret', 'containsCommInfo', 'identifiesPerson'] as const
const COLOURS = { RECALLED: 'red', RETURNED: 'orange', BLOCKED: 'gray' } as const
type Effect = Reclassification['effects'][number]
/** What is recalled first. */
const byWeight = (one: Effect, other: Effect): number =>
  Object.keys(COLOURS).indexOf(one.what) - Object.keys(COLOURS).indexOf(other.what)

/** Says anew what an intake is, after showing what that does to everything made of it. */
export function ReclassifyIntake({ intake }: { intake: Intake }) {
  const t = useWorkWords()
  const [isOpen, dialog] = useDisclosure(false)
  return (
    <>
      <Group mt={4}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconShieldHalf size={16} aria-hidden />}
          onClick={dialog.open}
        >
          {t('reclassify.action')}
        </Button>
      </Group>
      {isOpen && <ReclassifyDialog intake={intake} onClose={dialog.close} />}
    </>
  )
}

function ReclassifyDialog({ intake, onClose }: { intake: Intake; onClose: () => void }) {
  const t = useWorkWords()
  const client = useQueryClient()
  // As it was when the dialog was opened: what is done is shown against it.
  const [before] = useState(intake)
  const [to, setTo] = useState((): Classification => classificationOf(intake))
  const [reason, setReason] = useState('')
  const isAnother = JSON.stringify(to) !== JSON.stringify(classificationOf(before))
  const preview = useReclassificationEffects(before.id, to, isAnother)
  const change = useCaseVerb(async () => {
    const { reclassifyIntake } = await ask(RECLASSIFY_INTAKE, { id: before.id, input: to, reason: reason.trim() })
    for (const key of ['product', 'products', 'editions', 'edition']) void client.invalidateQueries({ queryKey: [key] })
    return reclassifyIntake
  })
  if (change.isSuccess)
    return (
      <Modal opened onClose={onClose} title={t('reclassify.title')} size="lg">
        <Stack>
          <Alert color="teal" role="status">
            {t('reclassify.done')}
          </Alert>
          <Effects found={change.data} isDone />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('reclassify.close')}</Button>
          </Group>
        </Stack>
      </Modal>
    )
  const recalls = preview.data?.effects.some(({ what }) => what === 'RECALLED') === true
  return (
    <Modal opened onClose={onClose} title={t('reclassify.title')} size="lg" closeOnClickOutside={false}>
      <Stack>
        <Text size="sm">{t('reclassify.text')}</Text>
        <Group gap="md">
          {FLAGS.map(flag => (
            <Switch
              key={flag}
              label={t(`form.${flag}`)}
              checked={to[flag]}
              onChange={event => setTo({ ...to, [flag]: event.currentTarget.checked })}
            />
          ))}
        </Group>
        <Checkbox.Group
          label={t('cases.intake.consent')}
          value={to.consentedTiers}
          onChange={value => setTo({ ...to, consentedTiers: TIERS.filter(tier => value.includes(tier)) })}
        >
          <Group gap="md" mt={6}>
            {TIERS.map(tier => (
              <Checkbox key={tier} value={tier} label={t(`council:tier.${tier}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Textarea
          label={t('cases.reason')}
          required
          autosize
          minRows={2}
          maxLength={2000}
          autoComplete="off"
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
        />
        {isAnother && preview.isPending && <ListSkeleton rows={1} />}
        {isAnother && preview.isError && <FailureNotice failure={preview.error} />}
        {isAnother && preview.data !== undefined && (
          <>
            {preview.data.loosens && <Alert color="orange">{t('reclassify.loosens')}</Alert>}
            <Effects found={preview.data} />
          </>
        )}
        {change.isError && <FailureNotice failure={change.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('portal:common.cancel')}
          </Button>
          <Button
            color={recalls ? 'red' : undefined}
            loading={change.isPending}
            disabled={!isAnother || !preview.isSuccess || reason.trim() === ''}
            onClick={() => change.mutate(undefined)}
          >
            {t(recalls ? 'reclassify.confirmRecall' : 'reclassify.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** What it would do, or did, to each product that the reader sees. */
function Effects({ found: { effects }, isDone = false }: { found: Reclassification; isDone?: boolean }) {
  const t = useWorkWords()
  return (
    <Stack gap={4} component="section" aria-label={t(isDone ? 'reclassify.did' : 'reclassify.would')}>
      <Text fw={600} size="sm">
        {t(isDone ? 'reclassify.did' : 'reclassify.would')}
      </Text>
      {effects.length === 0 && <Text size="sm">{t('reclassify.nothing')}</Text>}
      <List listStyleType="none" spacing={6}>
        {[...effects].sort(byWeight).map(({ productId, title, what, categories, rules }) => (
          <List.Item key={productId}>
            <Group gap={6}>
              <Badge color={COLOURS[what]} variant="light">
                {t(`reclassify.what.${what}`)}
              </Badge>
              <Anchor component={Link} to={`/products/${productId}`} size="sm">
                <Revealed text={title} />
              </Anchor>
            </Group>
            <Text size="xs" c="dimmed">
              {categories.map(category => t(`council:categoryInFull.${category}`)).join('、')}:{' '}
              {rules.map(rule => t(`reclassify.rule.${rule}`)).join('、')}
            </Text>
          </List.Item>
        ))}
      </List>
      <Text size="xs" c="dimmed">
        {t('reclassify.beyond')}
      </Text>
    </Stack>
  )
}

/** From what to what, as the timeline keeps it. */
export function Reclassified({ change: { from, to } }: { change: NonNullable<CaseEntry['reclassified']> }) {
  const t = useWorkWords()
  const said = (classification: Classification): string =>
    [
      FLAGS.filter(flag => classification[flag])
        .map(flag => t(`form.${flag}`))
        .join(' ・ ') || t('reclassify.noFlags'),
      `${t('cases.intake.consent')}: ${classification.consentedTiers.map(tier => t(`council:tier.${tier}`)).join(' ') || t('reclassify.nobody')}`,
    ].join(' ・ ')
  return (
    <Stack gap={0} mb={4}>
      <Text size="sm">
        {t('reclassify.from')}: {said(from)}
      </Text>
      <Text size="sm" fw={600}>
        {t('reclassify.to')}: {said(to)}
      </Text>
    </Stack>
  )
}

const classificationOf = ({
  consentedTiers,
  containsSecret,
  containsCommInfo,
  identifiesPerson,
}: Intake): Classification => ({
  consentedTiers: TIERS.filter(tier => consentedTiers.includes(tier)),
  ...{ containsSecret, containsCommInfo, identifiesPerson },
})
