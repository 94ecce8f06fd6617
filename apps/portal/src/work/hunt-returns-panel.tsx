import { Badge, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { HuntAnswerKind, HuntReturns } from '../api/hunts.ts'
import { useHuntAnswersOf, useHuntReturns } from '../api/hunts.ts'
import { useReferenceData } from '../api/membership.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton } from '../shell/notices.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { useWorkWords } from './work-page.tsx'

const COLOURS: Readonly<Record<HuntAnswerKind, string>> = { FOUND: 'red', NOT_FOUND: 'teal', NOT_ABLE: 'gray' }

/** What organisations answered to the hunts of a product's editions; nothing where there is no hunt. */
export function HuntReturnsPanel({ productId }: { productId: string }) {
  const t = useWorkWords()
  const returns = useHuntReturns(productId)
  if (returns.isSuccess && returns.data.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={t('returns.title')}>
      <Title order={2} size="h4">
        {t('returns.title')}
      </Title>
      {returns.isPending && <ListSkeleton rows={1} />}
      {returns.isError && <FailureNotice failure={returns.error} onRetry={() => void returns.refetch()} />}
      {returns.data?.map(edition => (
        <OneHunt key={edition.editionId} productId={productId} edition={edition} />
      ))}
    </Stack>
  )
}

function OneHunt({ productId, edition }: { productId: string; edition: HuntReturns }) {
  const t = useWorkWords()
  const [isOpen, list] = useDisclosure(false)
  const { category, editionId, reference, found, notFound, notAble, others } = edition
  return (
    <Paper withBorder p="md">
      <Group gap="xs" mb="xs">
        <CategoryBadge category={category} />
        <Text size="sm" className="mono">
          {reference}
        </Text>
      </Group>
      {found + notFound + notAble === 0 ? (
        <Text size="sm" c="dimmed">
          {t('returns.empty')}
        </Text>
      ) : (
        <Stack gap="sm">
          <Counts edition={edition} />
          {others > 0 && (
            <Text size="xs" c="dimmed">
              {t('returns.others', { count: others })}
            </Text>
          )}
          <Group>
            <Button size="xs" variant="default" aria-expanded={isOpen} onClick={list.toggle}>
              {t('returns.list')}
            </Button>
          </Group>
          {isOpen && <AnswerList productId={productId} editionId={editionId} />}
        </Stack>
      )}
    </Paper>
  )
}

function Counts({ edition }: { edition: HuntReturns }) {
  const t = useWorkWords()
  const portal = useTranslation().t
  const fields = useReferenceData()
  const nameOf = (id: string): string => {
    const sector = fields.data?.sectors.find(known => known.id === id)
    return sector === undefined ? id : spokenLanguage() === 'en' ? sector.nameEn : sector.nameJa
  }
  const rows = [
    { name: t('returns.all'), ...edition },
    ...edition.sectors.map(row => ({ ...row, name: nameOf(row.sector) })),
  ]
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table verticalSpacing={4} aria-label={t('returns.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('returns.organisations')}</Table.Th>
            <Table.Th scope="col">{portal('hunt.answer.FOUND')}</Table.Th>
            <Table.Th scope="col">{portal('hunt.answer.NOT_FOUND')}</Table.Th>
            <Table.Th scope="col">{portal('hunt.answer.NOT_ABLE')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ name, found, notFound, notAble }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td>{found}</Table.Td>
              <Table.Td>{notFound}</Table.Td>
              <Table.Td>{notAble}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function AnswerList({ productId, editionId }: { productId: string; editionId: string }) {
  const t = useWorkWords()
  const portal = useTranslation().t
  const list = useHuntAnswersOf(productId, editionId)
  return (
    <>
      {list.isPending && <ListSkeleton rows={2} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {list.data?.pages
          .flatMap(page => page.items)
          .map(({ id, organisation, person, answer, lookedFrom, lookedUntil, note, contributionId, at }) => (
            <Paper component="li" key={id} withBorder p="sm">
              <Group gap="xs">
                <Badge color={COLOURS[answer]} variant="light">
                  {portal(`hunt.answer.${answer}`)}
                </Badge>
                <Text size="sm">
                  <Revealed text={organisation} />（<Revealed text={person} />） ・ <Instant at={at} />
                </Text>
                {contributionId !== null && (
                  <Badge variant="outline" color="indigo">
                    {t('returns.contributed')}
                  </Badge>
                )}
              </Group>
              {(lookedFrom !== null || lookedUntil !== null) && (
                <Text size="xs" c="dimmed">
                  {t('returns.looked')}: {lookedFrom !== null && <Instant at={lookedFrom} />} –{' '}
                  {lookedUntil !== null && <Instant at={lookedUntil} />}
                </Text>
              )}
              {note !== '' && (
                <Text size="sm" className="pre-wrap">
                  <Revealed text={note} />
                </Text>
              )}
            </Paper>
          ))}
      </Stack>
      <MoreButton list={list} />
    </>
  )
}
