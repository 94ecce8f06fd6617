import { Button, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Edition } from '../api/types.ts'
import { queryOf, type Choice } from './reading.tsx'

/** The edition as a document to print or to file, for whom and in the language in which it is read. */
export function Documents({ edition, choice }: { edition: Edition; choice: Choice }) {
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
          href={`/editions/${edition.id}/${form}${queryOf(choice)}`}
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
