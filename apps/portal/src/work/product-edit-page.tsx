import { Alert, Button } from '@mantine/core'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { useProduct } from '../api/products.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import type { ProductForm } from './draft.ts'
import { ProductEditor } from './product-editor.tsx'
import { TemplatePicker } from './template-picker.tsx'
import { WorkPage, useWorkWords } from './work-page.tsx'

/** A new draft, which begins with a kind. */
export function NewProductPage() {
  const [form, setForm] = useState<ProductForm | null>(null)
  if (form === null) return <TemplatePicker onPick={setForm} />
  return <ProductEditor product={null} begin={form} onReload={() => undefined} />
}

/** A draft that is stored. What others save meanwhile does not slip into the form: saving over it is a conflict. */
export function EditProductPage() {
  const t = useWorkWords()
  const { id = '' } = useParams()
  const product = useProduct(id)
  const [reloads, setReloads] = useState(0)

  if (product.data === undefined) {
    return (
      <WorkPage title={t('form.titleEdit')}>
        {product.isPending ? (
          <ListSkeleton />
        ) : (
          <FailureNotice failure={product.error} onRetry={() => void product.refetch()} />
        )}
      </WorkPage>
    )
  }
  if (product.data.state !== 'DRAFT') {
    return (
      <WorkPage title={t('form.titleEdit')}>
        <Alert color="gray">{t('form.notDraft')}</Alert>
        <Button component={Link} to={`/products/${id}`} variant="default">
          {t('review.title')}
        </Button>
      </WorkPage>
    )
  }
  const reload = async () => {
    await product.refetch()
    setReloads(count => count + 1)
  }
  return <ProductEditor key={`${id}-${reloads}`} product={product.data} onReload={() => void reload()} />
}
