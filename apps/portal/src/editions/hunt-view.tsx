import { Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Hunt } from '../api/types.ts'
import { Revealed } from './revealed.tsx'

const ENDINGS = { SIGMA: 'yml', YARA: 'yar', STIX: 'txt', SNORT: 'rules', SURICATA: 'rules' } as const

/** A long rule is scrolled within its own box. */
const QUERY = { margin: 0, maxHeight: '28rem', overflow: 'auto', lineHeight: 1.6 } as const

/** What an edition asks its readers to look for. @param files by which to fetch a query: of its edition, with a reference to name it by */
export function HuntView({ hunt, files }: { hunt: Hunt; files: { href: string; reference: string } | null }) {
  const { t } = useTranslation()
  return (
    <Stack component="section" gap="sm" aria-label={t('hunt.title')}>
      <Title order={2} size="h4">
        {t('hunt.title')}
      </Title>
      <Paper withBorder p="md">
        <Text size="sm" c="dimmed">
          {t('hunt.hypothesis')}
        </Text>
        <Text className="pre-wrap" mb="sm">
          <Revealed text={hunt.hypothesis} />
        </Text>
        <Text size="sm" c="dimmed">
          {t('hunt.requiredLogs')}
        </Text>
        <List size="sm" mb="sm">
          {hunt.requiredLogs.map((log, index) => (
            <List.Item key={index}>
              <Revealed text={log} />
            </List.Item>
          ))}
        </List>
        <Text size="sm">
          {t('hunt.difficultyLabel')}: {t(`hunt.difficulty.${hunt.difficulty}`)} ・ {t('hunt.lookBack')}:{' '}
          {t('hunt.days', { count: hunt.lookBackDays })}
        </Text>
      </Paper>
      <Title order={3} size="h5">
        {t('hunt.queries')}
      </Title>
      {hunt.queries.map(({ language, title, text }, index) => (
        <Paper key={index} withBorder p="sm">
          <Group justify="space-between" gap="xs" mb={4}>
            <Text size="sm" fw={600}>
              {index + 1}. <Revealed text={title} />（{language}）
            </Text>
            {files !== null && (
              <Button
                component="a"
                href={`${files.href}/hunt/${index + 1}`}
                download
                size="xs"
                variant="default"
                className="no-print"
                leftSection={<IconDownload size={16} aria-hidden />}
              >
                {t('hunt.download', { name: `${files.reference}-${index + 1}.${ENDINGS[language]}` })}
              </Button>
            )}
          </Group>
          <pre className="mono pre-wrap" style={QUERY} translate="no" tabIndex={0}>
            <Revealed text={text} />
          </pre>
        </Paper>
      ))}
    </Stack>
  )
}
