import { ActionIcon, Button, CopyButton, Group, Stack, Table, Text, TextInput, Tooltip } from '@mantine/core'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconCheck, IconCopy, IconFilter } from '@tabler/icons-react'
import type { IndicatorRow } from '../api/types.ts'
import { Revealed } from './revealed.tsx'
import { defang } from './text.ts'

const SHOWN_AT_FIRST = 100

/** The indicators of an edition: shown defanged, copied live. */
export function Indicators({ indicators }: { indicators: readonly IndicatorRow[] }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [showsAll, setShowsAll] = useState(false)
  const wanted = useDeferredValue(text).trim().toLowerCase()
  if (indicators.length === 0) return <Text c="dimmed">{t('editions.noIndicators')}</Text>

  const matching = indicators.filter(
    ({ kind, value, name }) =>
      wanted === '' || [kind, value, name, defang(value)].some(field => field.toLowerCase().includes(wanted)),
  )
  const shown = showsAll ? matching : matching.slice(0, SHOWN_AT_FIRST)
  return (
    <Stack gap="xs">
      <Group gap="sm" className="no-print">
        <TextInput
          flex="1 1 200px"
          aria-label={t('editions.indicatorFilter')}
          placeholder={t('editions.indicatorFilter')}
          leftSection={<IconFilter size={16} aria-hidden />}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <Text size="sm" role="status">
          {t('editions.indicatorCount', { shown: matching.length, total: indicators.length })}
        </Text>
        <CopyButton value={matching.map(({ value }) => value).join('\n')}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            >
              {copied ? t('common.copied') : t('editions.copyAll')}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Text size="xs" c="dimmed" className="no-print">
        {t('editions.copyHint')}
      </Text>
      {matching.length === 0 ? (
        <Text c="dimmed">{t('editions.noMatch')}</Text>
      ) : (
        <Table.ScrollContainer minWidth={420}>
          <Table striped verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('editions.indicatorKind')}</Table.Th>
                <Table.Th scope="col">{t('editions.indicatorValue')}</Table.Th>
                <Table.Th scope="col">{t('editions.indicatorName')}</Table.Th>
                <Table.Th className="no-print" aria-label={t('common.copy')} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((row, index) => (
                <Table.Tr key={`${row.stixId}-${index}`}>
                  <Table.Td>{row.kind}</Table.Td>
                  <Table.Td className="mono" translate="no">
                    <Revealed text={defang(row.value)} />
                  </Table.Td>
                  <Table.Td>
                    <Revealed text={row.name} />
                  </Table.Td>
                  <Table.Td className="no-print">
                    <CopyOne value={row.value} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {shown.length < indicators.length && (
        <Text size="sm" className="print-only">
          {t('editions.indicatorCount', { shown: shown.length, total: indicators.length })}
        </Text>
      )}
      {shown.length < matching.length && (
        <Button variant="default" className="no-print" onClick={() => setShowsAll(true)}>
          {t('editions.showAll', { count: matching.length - shown.length })}
        </Button>
      )}
    </Stack>
  )
}

function CopyOne({ value }: { value: string }) {
  const { t } = useTranslation()
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'teal' : 'gray'}
            onClick={copy}
            aria-label={t('editions.copyOne', { value: defang(value) })}
          >
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}
