import { Anchor, Badge, Group, Paper, SimpleGrid, Stack, Switch, Tabs, Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { useReferenceData } from '../api/membership.ts'
import type { EditionDraft, Fragment } from '../api/types.ts'
import { CategoryBadge } from '../editions/badges.tsx'
import { HuntView } from '../editions/hunt-view.tsx'
import { ZonedInstant } from '../editions/zoned-instant.tsx'
import { Prose } from '../editions/markdown.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { diff } from './diff.ts'
import { fatesOf, type Fate } from './ladder.ts'
import { useWorkWords } from './work-page.tsx'

const WIDEST_FIRST = ['COMPREHENSIVE', 'PROVISION', 'NOTICE']

/** The editions side by side, the widest circle last, with what each leaves out of the one before it. */
export function CompareEditions({ editions }: { editions: readonly EditionDraft[] }) {
  const t = useWorkWords()
  const [showsDiff, setShowsDiff] = useState(true)
  const isWide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false })
  const ordered = editions
    .map(edition => ({ ...edition, fragments: besideOriginals(edition.fragments) }))
    .sort((a, b) => WIDEST_FIRST.indexOf(a.category) - WIDEST_FIRST.indexOf(b.category))
  const columnOf = (edition: EditionDraft, index: number) => (
    <Column edition={edition} before={showsDiff ? (ordered[index - 1] ?? null) : null} />
  )

  return (
    <Stack component="section" gap="sm" aria-label={t('review.compare')}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('review.compare')}
        </Title>
        {ordered.length > 1 && (
          <Switch
            label={t('review.diff')}
            checked={showsDiff}
            onChange={event => setShowsDiff(event.currentTarget.checked)}
          />
        )}
      </Group>
      {isWide || ordered.length < 2 ? (
        <SimpleGrid cols={Math.max(1, ordered.length)}>
          {ordered.map((edition, index) => (
            <div key={edition.id}>{columnOf(edition, index)}</div>
          ))}
        </SimpleGrid>
      ) : (
        <Tabs defaultValue={ordered[0]?.id ?? null}>
          <Tabs.List grow>
            {ordered.map(edition => (
              <Tabs.Tab key={edition.id} value={edition.id}>
                {t(`council:category.${edition.category}.text`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {ordered.map((edition, index) => (
            <Tabs.Panel key={edition.id} value={edition.id} pt="sm">
              {columnOf(edition, index)}
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </Stack>
  )
}

/** Each translation after what it translates. */
const besideOriginals = (fragments: readonly Fragment[]): Fragment[] =>
  fragments
    .filter(({ translationOf }) => translationOf === null)
    .flatMap(original => [original, ...fragments.filter(({ translationOf }) => translationOf === original.key)])

function Column({ edition, before }: { edition: EditionDraft; before: EditionDraft | null }) {
  const t = useWorkWords()
  return (
    <Paper withBorder p="md" component="article">
      <Stack gap="sm">
        <Group justify="space-between">
          <CategoryBadge category={edition.category} />
          {edition.category !== 'NOTICE' && (
            <Text size="xs" c="dimmed">
              {t('form.rank')}: <LevelName rank={edition.requiredRank} />
            </Text>
          )}
        </Group>
        <Text fw={650}>
          <Compared before={before?.title} after={edition.title} />
          <Twin twin={edition.titleEn} />
        </Text>
        <Text size="sm" className="pre-wrap">
          <Compared before={before?.summary} after={edition.summary} />
          <Twin twin={edition.summaryEn} />
        </Text>
        <Fragments edition={edition} before={before} />
        {edition.hunt !== null && (
          <div>
            <Flags fragment={{ ...edition.hunt, originator: null, consentedTiers: null }} />
            <HuntView hunt={edition.hunt} files={null} />
          </div>
        )}
        <AudienceLine edition={edition} />
        {edition.editionId !== null && edition.recalledAt === null && (
          <Anchor component={Link} to={`/editions/${edition.editionId}`} size="sm">
            {t('review.openEdition')}
          </Anchor>
        )}
      </Stack>
    </Paper>
  )
}

function Fragments({ edition, before }: { edition: EditionDraft; before: EditionDraft | null }) {
  if (before === null)
    return edition.fragments.map(fragment => (
      <Paper key={fragment.key} withBorder p="sm" radius="sm">
        <Flags fragment={fragment} />
        <Prose text={fragment.text} />
        <Objects fragment={fragment} />
      </Paper>
    ))
  const fates = fatesOf(before.fragments, edition.fragments)
  if (fates !== null) return <Fates fates={fates} />
  // Nothing says what came of what: their whole texts are compared.
  return (
    <>
      <Paper withBorder p="sm" radius="sm" className="pre-wrap">
        <Compared before={textOf(before)} after={textOf(edition)} />
      </Paper>
      {edition.fragments.map(fragment => (
        <div key={fragment.key}>
          <Flags fragment={fragment} />
          <Objects fragment={fragment} />
        </div>
      ))}
    </>
  )
}

const FATE_COLOURS = { kept: 'gray', rewritten: 'indigo', removed: 'red', added: 'teal' } as const

function Fates({ fates }: { fates: readonly Fate[] }) {
  const t = useWorkWords()
  const countOf = (wanted: Fate['what']) => fates.filter(({ what }) => what === wanted).length
  return (
    <>
      <Text size="xs" c="dimmed">
        {t('ladder.tally', {
          kept: countOf('kept'),
          rewritten: countOf('rewritten'),
          removed: countOf('removed'),
          added: countOf('added'),
        })}
      </Text>
      {fates.map(fate => {
        const shown = fate.what === 'removed' ? fate.above : fate.below
        return (
          <Paper key={`${fate.what} ${shown.key}`} withBorder p="sm" radius="sm" className="pre-wrap">
            <Group gap={4} mb={4}>
              <Badge color={FATE_COLOURS[fate.what]} size="sm">
                {t(`ladder.fate.${fate.what}`)}
              </Badge>
              <Flags fragment={shown} />
            </Group>
            {fate.what === 'kept' && <Revealed text={fate.below.text} />}
            {fate.what === 'rewritten' && <Compared before={fate.above.text} after={fate.below.text} />}
            {fate.what === 'added' && <Compared before="" after={fate.below.text} />}
            {fate.what === 'removed' && <Compared before={fate.above.text} after="" />}
            <Objects fragment={shown} />
          </Paper>
        )
      })}
    </>
  )
}

function LevelName({ rank }: { rank: number }) {
  const reference = useReferenceData()
  const level = reference.data?.clearanceLevels.find(known => known.rank === rank)
  if (level === undefined) return rank
  return spokenLanguage() === 'en' ? level.nameEn : level.nameJa
}

const textOf = ({ fragments }: EditionDraft): string => fragments.map(({ text }) => text).join('\n\n')

function Compared({ before, after }: { before: string | undefined; after: string }) {
  const t = useWorkWords()
  const changes = useMemo(() => (before === undefined ? null : diff(before, after)), [before, after])
  if (changes === null) return <Revealed text={after} />
  return changes.map(({ what, text }, index) => {
    if (what === 'same') return <Revealed key={index} text={text} />
    const Tag = what === 'removed' ? 'del' : 'ins'
    return (
      <Tag key={index} className="diff" aria-label={what === 'removed' ? t('review.removed') : t('review.addedText')}>
        <Revealed text={text} />
      </Tag>
    )
  })
}

function Late() {
  const t = useWorkWords()
  return (
    <Badge color="orange" size="sm">
      {t('texts.outOfDate')}
    </Badge>
  )
}

/** The English of a title or summary, under it. */
function Twin({ twin }: { twin: EditionDraft['titleEn'] }) {
  if (twin === null) return null
  return (
    <Text component="span" display="block" size="sm" c="dimmed" lang="en">
      <Revealed text={twin.text} /> {twin.outOfDate && <Late />}
    </Text>
  )
}

type Flagged = Pick<
  Fragment,
  'containsSecret' | 'containsCommInfo' | 'identifiesPerson' | 'originator' | 'consentedTiers'
> &
  Partial<Pick<Fragment, 'part' | 'language' | 'outOfDate'>>

function Flags({ fragment }: { fragment: Flagged }) {
  const t = useWorkWords()
  const flags = (['containsSecret', 'containsCommInfo', 'identifiesPerson'] as const).filter(flag => fragment[flag])
  return (
    <Group gap={4}>
      {fragment.part !== undefined && fragment.part !== 'ANALYSIS' && (
        <Badge variant="outline" size="sm">
          {t('texts.executive')} ・ {t(`texts.part.${fragment.part}`)}
        </Badge>
      )}
      {fragment.language === 'en' && (
        <Badge variant="outline" size="sm">
          {t('texts.english')}
        </Badge>
      )}
      {fragment.outOfDate === true && <Late />}
      {flags.map(flag => (
        <Badge key={flag} color="red" variant="light" size="sm">
          {t(`form.${flag}`)}
        </Badge>
      ))}
      {flags.length === 0 && (
        <Badge color="teal" variant="light" size="sm">
          {t('review.noFlags')}
        </Badge>
      )}
      {fragment.originator !== null && (
        <Badge color="grape" variant="light" size="sm">
          <Revealed text={fragment.originator} /> ・{' '}
          {t('review.consentTo', {
            tiers:
              (fragment.consentedTiers ?? []).map(tier => t(`council:tier.${tier}`)).join('、') ||
              t('portal:common.none'),
          })}
        </Badge>
      )}
    </Group>
  )
}

function Objects({ fragment }: { fragment: Fragment }) {
  if (fragment.stixObjects.length === 0) return null
  return (
    <Text size="xs" c="dimmed" mt={4}>
      STIX: <Revealed text={fragment.stixObjects.map(({ type, name }) => `${type}: ${name}`).join('、')} />
    </Text>
  )
}

function AudienceLine({ edition }: { edition: EditionDraft }) {
  const t = useWorkWords()
  const { audience, embargoUntil, embargoZone, expiresAt, expiresZone } = edition
  const parts = [
    audience.everyone && t('audience.everyone'),
    audience.sectors.length > 0 && `${t('audience.sectors')}: ${audience.sectors.length}`,
    audience.circles.length > 0 && `${t('circles.pick')}: ${audience.circles.length}`,
    audience.organisations.length > 0 && `${t('audience.organisations')}: ${audience.organisations.length}`,
    audience.people.length > 0 && t('audience.people', { count: audience.people.length }),
    audience.excludedOrganisations.length > 0 && `${t('audience.excluded')}: ${audience.excludedOrganisations.length}`,
    audience.excludedSectors.length > 0 && `${t('time.excludedSectors')}: ${audience.excludedSectors.length}`,
    audience.excludedPeople.length > 0 && `${t('time.excludedPeople')}: ${audience.excludedPeople.length}`,
    audience.toPublic && t('audience.toPublic'),
  ].filter(part => part !== false)
  return (
    <Text size="sm">
      {t('audience.title')}: {parts.join(' ・ ') || t('audience.empty')}
      {embargoUntil !== null && (
        <>
          {' ・ '}
          {t('form.embargoUntil')}: <ZonedInstant at={embargoUntil} zone={embargoZone} />
        </>
      )}
      {expiresAt !== null && (
        <>
          {' ・ '}
          {t('form.expiresAt')}: <ZonedInstant at={expiresAt} zone={expiresZone} />
        </>
      )}
    </Text>
  )
}
