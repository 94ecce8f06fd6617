import { Button, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Edition } from '../api/types.ts'

/** The edition as a document to print or to file. */
export function Documents({ edition }: { edition: Edition }) {
  const { t } = useTranslation()
  const forms = [
    ['pdf', t('common.downloadPdf')],
    ['markdown', t('common.downloadMarkdown')],
  ] as const
  return (
    <>
      {forms.map(([form, name]) => (
        <Button
          key={form}
          component="a"
          href={`/editions/${edition.id}/${form}`}
          download
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {name}
        </Button>
      ))}
      {edition.category !== 'NOTICE' && (
        <Text size="xs" c="dimmed" w="100%">
          {t('common.copyNoted')}
        </Text>
      )}
    </>
  )
}
