import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'react-router'
import { useCasesOfProduct } from '../api/cases.ts'
import { Revealed } from '../editions/revealed.tsx'
import { useWorkWords } from '../work/work-page.tsx'

/** The cases that name a product. */
export function CasesOfProduct({ productId }: { productId: string }) {
  const t = useWorkWords()
  const { data: cases = [] } = useCasesOfProduct(productId)
  if (cases.length === 0) return null
  return (
    <Group gap="xs">
      <Text size="sm">{t('cases.ofProduct')}:</Text>
      {cases.map(({ id, title }) => (
        <Anchor key={id} component={Link} to={`/cases/${id}`} size="sm">
          <Revealed text={title} />
        </Anchor>
      ))}
    </Group>
  )
}
