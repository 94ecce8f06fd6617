import { Anchor, Badge, Button, Group, Stack, Switch, Table, Text, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { defang } from '../editions/text.ts'
import { saveSpreadsheet } from '../shell/spreadsheet.ts'
import { csvOf, type AnsweredValue } from './csv.ts'

const SHOWN_AT_FIRST = 200
/** Hits of one value among many; the hub gives no more (`lookUpMany` of the contract). */
const MOST_HITS = 10

const isFound = ({ hits, stored }: AnsweredValue): boolean => hits.length > 0 || (stored ?? []).length > 0

/** What a list was answered: a table to look at, and one to take along. */
export function ManyAnswers({ answers, onForget }: { answers: readonly AnsweredValue[]; onForget: () => void }) {
  const { t } = useTranslation()
  const [onlyFound, setOnlyFound] = useState(true)
  const [showsAll, setShowsAll] = useState(false)
  const found = answers.filter(isFound)
  const wanted = onlyFound ? found : answers
  const shown = showsAll ? wanted : wanted.slice(0, SHOWN_AT_FIRST)
  const seesStore = answers.some(({ stored }) => stored !== null)
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('lookUp.result')}
      </Title>
      <Group gap="sm" justify="space-between">
        <Text role="status" fw={650}>
          {t('lookUp.summary', { found: found.length, total: answers.length })}
        </Text>
        <Group gap="sm">
          <Switch
            label={t('lookUp.onlyFound')}
            checked={onlyFound}
            onChange={event => setOnlyFound(event.currentTarget.checked)}
          />
          <Button
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
            onClick={() => saveSpreadsheet('noroshi-look-up.csv', csvOf(answers))}
          >
            {t('lookUp.csv')}
          </Button>
          <Button variant="default" onClick={onForget}>
            {t('lookUp.clear')}
          </Button>
        </Group>
      </Group>
      <Text size="xs" c="dimmed">
        {t('lookUp.csvHint')}
      </Text>
      {found.length === 0 && (
        <Text>
          {t('lookUp.noneTitle')} {t('lookUp.noneText')}
        </Text>
      )}
      {shown.length > 0 && (
        <Table.ScrollContainer minWidth={560}>
          <Table striped verticalSpacing={6} aria-label={t('lookUp.result')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('lookUp.asked')}</Table.Th>
                <Table.Th scope="col">{t('lookUp.hits')}</Table.Th>
                <Table.Th scope="col">{t('lookUp.newest')}</Table.Th>
                {seesStore && <Table.Th scope="col">{t('nav.store')}</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map(answer => (
                <AnswerRow key={answer.value} {...answer} seesStore={seesStore} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {shown.length < wanted.length && (
        <Button variant="default" onClick={() => setShowsAll(true)}>
          {t('lookUp.showAll', { count: wanted.length - shown.length })}
        </Button>
      )}
    </Stack>
  )
}

function AnswerRow({ value, hits, stored, seesStore }: AnsweredValue & { seesStore: boolean }) {
  const { t } = useTranslation()
  const [first] = hits
  const count = (found: readonly unknown[]) =>
    found.length === 0
      ? t('lookUp.notFound')
      : t(found.length < MOST_HITS ? 'lookUp.hitCount' : 'lookUp.hitCountMost', { count: found.length })
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400} className="mono" translate="no">
        <Revealed text={defang(value)} />
      </Table.Th>
      <Table.Td>
        <Group gap={6}>
          {count(hits)}
          {first?.byBlock === true && (
            <Badge color="orange" variant="light" title={t('lookUp.byBlockText')}>
              {t('lookUp.byBlock')}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        {first !== undefined && (
          <Stack gap={2}>
            <Anchor component={Link} to={`/editions/${first.editionId}`} size="sm">
              <Revealed text={first.title} />
            </Anchor>
            <Group gap={6}>
              <CategoryBadge category={first.category} />
              <Text size="xs" c="dimmed">
                {first.tlp} ・ <Instant at={first.releasedAt} />
              </Text>
            </Group>
          </Stack>
        )}
      </Table.Td>
      {seesStore && <Table.Td>{count(stored ?? [])}</Table.Td>}
    </Table.Tr>
  )
}
