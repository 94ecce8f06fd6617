import { Alert, Badge, Button, Group, Stack, Text, Tooltip } from '@mantine/core'
import { IconStairsDown } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { ask } from '../api/graphql.ts'
import { TEAR_LINE } from '../api/products.ts'
import type { Product, TearReason, TornFragment } from '../api/types.ts'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice } from '../shell/notices.tsx'
import { categoryOfEdition, type EditionForm, type FragmentForm, type ProductForm } from './draft.ts'
import { derivedEdition, nextBelow } from './ladder.ts'
import { useWorkWords } from './work-page.tsx'

interface DeriveEditionProps {
  /** As it is stored; null while nothing is. */
  product: Product | null
  /** Whether the form differs from what is stored, which is what the hub judges. */
  isDirty: boolean
  form: ProductForm
  open: EditionForm
  onDerive(edition: EditionForm): void
}

/** Makes the next lower edition of the open one in one step: what must go is taken out and said why. */
export function DeriveEdition({ product, isDirty, form, open, onDerive }: DeriveEditionProps) {
  const t = useWorkWords()
  const from = categoryOfEdition(open)
  const to = nextBelow(form, open)
  const derive = useMutation({
    mutationFn: async (asked: { id: string; from: NonNullable<typeof from>; to: NonNullable<typeof to> }) =>
      derivedEdition(
        open,
        asked.to,
        (await ask(TEAR_LINE, { productId: asked.id, from: asked.from, to: asked.to })).tearLine,
      ),
    onSuccess: onDerive,
  })
  if (from === null || to === null) return null
  const isStored = product !== null && !isDirty
  return (
    <>
      <Tooltip label={t('ladder.saveFirst')} disabled={isStored}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconStairsDown size={16} aria-hidden />}
          loading={derive.isPending}
          // Not `disabled`: a button that cannot be reached cannot say why.
          data-disabled={isStored ? undefined : true}
          aria-disabled={!isStored}
          onClick={() => {
            if (isStored) derive.mutate({ id: product.id, from, to })
          }}
        >
          {t('ladder.derive', { category: t(`council:category.${to}.text`) })}
        </Button>
      </Tooltip>
      {derive.error !== null && <FailureNotice failure={derive.error} />}
    </>
  )
}

/** Above what is written below the tear line: what stands above it, and why it, or which of its objects, had to go. */
export function TornNotice({ fragment, above }: { fragment: FragmentForm; above: FragmentForm }) {
  const t = useWorkWords()
  const torn = fragment.torn
  if (fragment.text === above.text && torn === undefined) return null
  return (
    <Alert variant="light" color="orange" title={t(torn?.reasons.length ? 'ladder.goes' : 'ladder.above')}>
      <Stack gap="xs">
        {torn !== undefined && <Reasons reasons={torn.reasons} />}
        {fragment.text !== above.text && (
          <Text size="sm" className="pre-wrap" component="blockquote" m={0} c="dimmed">
            <Revealed text={above.text} />
          </Text>
        )}
        {torn !== undefined && torn.objects.length > 0 && <TornObjects torn={torn} above={above} />}
        {fragment.text.trim() === '' && <Text size="sm">{t('ladder.write')}</Text>}
      </Stack>
    </Alert>
  )
}

const MOST_NAMED = 20

function TornObjects({ torn, above }: { torn: TornFragment; above: FragmentForm }) {
  const t = useWorkWords()
  const names = new Map(above.stixObjects.map(({ id, type, name }) => [id, `${type}: ${name}`]))
  return (
    <div>
      <Text size="sm">{t('ladder.objects', { count: torn.objects.length })}</Text>
      {torn.objects.slice(0, MOST_NAMED).map(({ stixId, reasons }) => (
        <Group key={stixId} gap={6}>
          <Text size="xs" span>
            <Revealed text={names.get(stixId) ?? stixId} />
          </Text>
          <Reasons reasons={reasons} />
        </Group>
      ))}
      {torn.objects.length > MOST_NAMED && (
        <Text size="xs">{t('quality.more', { count: torn.objects.length - MOST_NAMED })}</Text>
      )}
    </div>
  )
}

function Reasons({ reasons }: { reasons: readonly TearReason[] }) {
  const t = useWorkWords()
  return (
    <Group gap={4}>
      {reasons.map(({ code, detail }) => (
        <Badge key={code} color="red" variant="light" size="sm" tt="none">
          {t(`ladder.reason.${code}`)}
          {detail !== null && <>（{code === 'CONSENT' ? <Tiers tiers={detail} /> : <Revealed text={detail} />}）</>}
        </Badge>
      ))}
    </Group>
  )
}

function Tiers({ tiers }: { tiers: string }) {
  const t = useWorkWords()
  const known = ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'] as const
  return known
    .filter(tier => tiers.split(', ').includes(tier))
    .map(tier => t(`council:tier.${tier}`))
    .join('、')
}
