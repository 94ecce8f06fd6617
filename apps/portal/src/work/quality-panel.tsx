import { Accordion, Alert, Button, Group, List, Text } from '@mantine/core'
import { useQualitySigns } from '../api/products.ts'
import type { QualitySign } from '../api/types.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useWorkWords } from './work-page.tsx'

interface QualityPanelProps {
  productId: string
  version: number
  /** Given where the draft can be edited: takes the objects out of the edition of this category. */
  onRemove?(category: QualitySign['category'], stixIds: string[]): void
}

/** What would make the editions of little use; it stops nothing. */
export function QualityPanel({ productId, version, onRemove }: QualityPanelProps) {
  const t = useWorkWords()
  const { data: signs = [] } = useQualitySigns(productId, version)
  if (signs.length === 0) return null
  return (
    <Alert component="section" aria-label={t('quality.title')} color="yellow" title={t('quality.title')}>
      <Text size="sm">{t('quality.text')}</Text>
      <Accordion multiple variant="contained" mt="xs">
        {signs.map(sign => (
          <Accordion.Item key={`${sign.category}-${sign.kind}`} value={`${sign.category}-${sign.kind}`}>
            <Accordion.Control>
              <Group gap="xs">
                <CategoryBadge category={sign.category} />
                <Text size="sm">
                  {t(`quality.kind.${sign.kind}`)}
                  {sign.kind !== 'NO_COUNTERMEASURE' && ` ・ ${t('quality.count', { count: sign.count })}`}
                </Text>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <OneSign sign={sign} onRemove={onRemove} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Alert>
  )
}

function OneSign({ sign, onRemove }: { sign: QualitySign; onRemove: QualityPanelProps['onRemove'] }) {
  const t = useWorkWords()
  const { kind, category, count, items } = sign
  const ids = items.flatMap(({ stixId }) => stixId ?? [])
  return (
    <>
      <Text size="sm" mb={4}>
        {t(`quality.advice.${kind}`)}
      </Text>
      <List size="xs" spacing={4}>
        {items.map(({ stixId, name, value, detail }, index) => (
          <List.Item key={`${stixId ?? ''}-${index}`}>
            <Revealed text={value ?? name} />
            {detail !== '' && (
              <>（{kind === 'EXPIRED' ? <Instant at={detail} /> : <Detail kind={kind} text={detail} />}）</>
            )}
            {onRemove !== undefined && stixId !== null && (
              <Button size="compact-xs" variant="subtle" ml={6} onClick={() => onRemove(category, [stixId])}>
                {t('quality.remove')}
              </Button>
            )}
          </List.Item>
        ))}
        {count > items.length && <List.Item>{t('quality.more', { count: count - items.length })}</List.Item>}
      </List>
      {onRemove !== undefined && ids.length > 1 && (
        <Button size="xs" variant="default" mt="xs" onClick={() => onRemove(category, ids)}>
          {t('quality.removeAll', { count: ids.length })}
        </Button>
      )}
    </>
  )
}

const PARTS = ['CVE', 'INDICATOR', 'HUNT', 'PUBLIC_EDITION', 'REFERENCE'] as const

function Detail({ kind, text }: { kind: QualitySign['kind']; text: string }) {
  const t = useWorkWords()
  const part = kind === 'LACKS' ? PARTS.find(known => known === text) : undefined
  return part === undefined ? <Revealed text={text} /> : t(`template.part.${part}`)
}
