import { Alert, Badge, Checkbox, Group, Paper, Stack, Text } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { ask } from '../api/graphql.ts'
import { OVERRULE_SLIPS, useSlips } from '../api/products.ts'
import type { EditionDraft, Product, Slip } from '../api/types.ts'
import { CategoryBadge } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice } from '../shell/notices.tsx'
import { useFragmentName } from './fragment-name.ts'
import { ReasonedAction } from './release-actions.tsx'
import { useWorkWords } from './work-page.tsx'

interface SlipsPanelProps {
  product: Pick<Product, 'id' | 'version' | 'state' | 'editions'>
  /** Whether whoever looks at it could let slips through now. */
  mayOverrule: boolean
}

/** What of restricted material stands in a wider edition, each where it stands; an officer marks what may stay, and says why. */
export function SlipsPanel({ product, mayOverrule }: SlipsPanelProps) {
  const t = useWorkWords()
  const { data: slips = [], error } = useSlips(product.id, product.version)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  if (error) return <FailureNotice failure={error} />
  if (slips.length === 0) return null
  const open = slips.filter(({ overruled }) => !overruled)
  const openKeys = [...new Set(open.map(({ key }) => key))]
  const choose = (keys: readonly string[], isChosen: boolean) =>
    setChosen(new Set(isChosen ? [...chosen, ...keys] : [...chosen].filter(key => !keys.includes(key))))
  const keys = openKeys.filter(key => chosen.has(key))
  const { id, version } = product
  return (
    <Alert
      component="section"
      aria-label={t('slips.title')}
      color={open.length > 0 ? 'red' : 'gray'}
      title={t('slips.count', { open: open.length, all: slips.length })}
    >
      <Text size="sm" mb="xs">
        {t(open.length > 0 ? 'slips.text' : 'slips.allOverruled')}
      </Text>
      {mayOverrule && openKeys.length > 1 && (
        <Checkbox
          mb="xs"
          label={t('slips.all')}
          checked={keys.length === openKeys.length}
          onChange={event => choose(openKeys, event.currentTarget.checked)}
        />
      )}
      <Stack gap="xs">
        {slips.map(slip => (
          <OneSlip
            key={`${slip.key}-${slip.place}`}
            slip={slip}
            editions={product.editions}
            isChosen={chosen.has(slip.key)}
            onChoose={mayOverrule && !slip.overruled ? isChosen => choose([slip.key], isChosen) : undefined}
          />
        ))}
      </Stack>
      {mayOverrule && open.length > 0 && (
        <Group mt="sm">
          <ReasonedAction
            words={{
              action: t('slips.overrule', { count: keys.length }),
              title: t('slips.overruleTitle', { count: keys.length }),
              text: t('slips.overruleText'),
              reason: t('slips.reason'),
              confirm: t('slips.confirm'),
              done: t('slips.done'),
            }}
            icon={<IconShieldCheck size={18} aria-hidden />}
            colour="red"
            isDisabled={keys.length === 0}
            verb={async reason => (await ask(OVERRULE_SLIPS, { id, version, keys, reason })).overruleSlips}
          />
        </Group>
      )}
    </Alert>
  )
}

interface OneSlipProps {
  slip: Slip
  editions: Product['editions']
  isChosen: boolean
  onChoose: ((isChosen: boolean) => void) | undefined
}

function OneSlip({ slip, editions, isChosen, onChoose }: OneSlipProps) {
  const t = useWorkWords()
  const editionOf = (wanted: Slip['category']) => editions.find(({ category }) => category === wanted)
  return (
    <Paper withBorder p="xs" radius="sm">
      <Group gap={6} mb={4}>
        {onChoose !== undefined && (
          <Checkbox
            aria-label={t('slips.choose', { found: slip.found })}
            checked={isChosen}
            onChange={event => onChoose(event.currentTarget.checked)}
          />
        )}
        <Badge color="red" variant="light">
          {t(`slips.kind.${slip.kind}`)}
        </Badge>
        <CategoryBadge category={slip.category} />
        <Text size="xs" c="dimmed">
          <PlaceName place={slip.place} edition={editionOf(slip.category)} />
        </Text>
        {slip.overruled && (
          <Badge color="gray" leftSection={<IconShieldCheck size={12} aria-hidden />}>
            {t('slips.overruled')}
          </Badge>
        )}
      </Group>
      <Text size="sm" className="pre-wrap">
        <Revealed text={slip.before} />
        <mark>
          <Revealed text={slip.found} />
        </mark>
        <Revealed text={slip.after} />
      </Text>
      <Text size="xs" c="dimmed">
        {t('slips.source')}: {t(`council:category.${slip.source.category}.text`)}・
        <PlaceName place={slip.source.place} edition={editionOf(slip.source.category)} />
      </Text>
    </Paper>
  )
}

/** A place as the contract names it, in words where it is one of the form's. */
function PlaceName({ place, edition }: { place: string; edition: EditionDraft | undefined }) {
  const t = useWorkWords()
  const nameOf = useFragmentName()
  if (place === 'title' || place === 'summary' || place === 'titleEn' || place === 'summaryEn')
    return t(`slips.place.${place}`)
  const [, index] = /^fragments\[(\d+)\]\.text$/.exec(place) ?? []
  if (index !== undefined) return nameOf(edition, Number(index))
  if (place.startsWith('hunt.')) return t('slips.place.hunt')
  return <span className="mono">{place}</span>
}
