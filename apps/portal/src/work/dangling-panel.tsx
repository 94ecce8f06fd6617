import { Alert, Button, List, Text } from '@mantine/core'
import { useDanglingReferences } from '../api/products.ts'
import type { DanglingReference } from '../api/types.ts'
import { useWorkWords } from './work-page.tsx'

interface DanglingPanelProps {
  productId: string
  version: number
  /** Given where the draft can be edited. */
  onAdd?(missing: DanglingReference[]): void
}

/** References to objects that are not in the edition: they block the release, and one press mends most of them. */
export function DanglingPanel({ productId, version, onAdd }: DanglingPanelProps) {
  const t = useWorkWords()
  const { data: missing = [] } = useDanglingReferences(productId, version)
  if (missing.length === 0) return null
  return (
    <Alert color="orange" title={`${t('dangling.title')}（${missing.length}）`}>
      <Text size="sm">{t('dangling.text')}</Text>
      <List size="xs" my="xs" spacing={4}>
        {missing.map(reference => (
          <List.Item key={`${reference.category}-${reference.from}-${reference.path}-${reference.id}`}>
            {t(`council:category.${reference.category}.text`)}: <span className="mono">{reference.from}</span> →{' '}
            {reference.path} → <span className="mono">{reference.id}</span>（
            {reference.known ? t('dangling.known') : t('dangling.unknown')}）
          </List.Item>
        ))}
      </List>
      {onAdd !== undefined && missing.some(({ known }) => known) && (
        <Button size="xs" onClick={() => onAdd(missing)}>
          {t('dangling.add')}
        </Button>
      )}
    </Alert>
  )
}
