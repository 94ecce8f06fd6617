import { Accordion, Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isDrill } from '../api/answers.ts'
import type { EditionDoor } from '../api/editions.ts'
import { useEdition } from '../api/editions.ts'
import { HubProblem, readingOf, type Reading, type ReadingLanguage } from '@noroshi/client'
import type { Edition } from '../api/types.ts'
import { levelOfPagesFor } from '../shell/banner.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { Page } from '../shell/page.tsx'
import { useInstant } from '../words/dates.ts'
import { Badges, Instant } from './badges.tsx'
import { Documents } from './documents.tsx'
import { NotThere } from './expired-edition.tsx'
import { HuntView } from './hunt-view.tsx'
import { DrillBanner } from './impact-panel.tsx'
import { Indicators } from './indicators.tsx'
import { Prose } from './markdown.tsx'
import { ReadingNotice, ReadingSwitch, TextNote, useReading } from './reading.tsx'
import { Revealed } from './revealed.tsx'
import { EditionHistory, WhatChanged } from './what-changed.tsx'
import { revealedText } from './text.ts'
import { Watermark } from './watermark.tsx'
import { ZonedInstant } from './zoned-instant.tsx'

/** One edition as its readers see it; `door` says whether as a reader or as the oversight inspector. */
export function EditionView(props: { door: EditionDoor; id: string; actions?: ReactNode; children?: ReactNode }) {
  const { door, id, actions, children } = props
  const { t } = useTranslation()
  const me = useSignedIn()
  const edition = useEdition(door, id)
  const level = levelOfPagesFor(me.tier)

  // First of all: an edition that was recalled meanwhile is not shown from memory.
  const isGone = edition.error instanceof HubProblem && edition.error.code === 'NOT_FOUND'
  if (edition.data !== undefined && !isGone)
    return (
      <EditionPaper edition={edition.data} door={door} actions={actions}>
        {children}
      </EditionPaper>
    )
  if (edition.isPending) {
    return (
      <Page level={level} title={t('app.loading')} ownHeading>
        <ListSkeleton />
      </Page>
    )
  }
  return (
    <Page level={level} title={t('editions.notFoundTitle')} ownHeading>
      {isGone ? <NotThere id={id} /> : <FailureNotice failure={edition.error} onRetry={() => void edition.refetch()} />}
    </Page>
  )
}

function EditionPaper(props: { edition: Edition; door: EditionDoor; actions: ReactNode; children: ReactNode }) {
  const { edition, door, actions, children } = props
  const { t } = useTranslation(['portal', 'council'])
  const me = useSignedIn()
  const inWords = useInstant()
  const [choice, choose] = useReading()
  const reading = readingOf(edition, choice.readership, choice.language)
  const [openedAt] = useState(() => new Date().toISOString())
  const viewer =
    me.tier === 'FRIEND'
      ? undefined
      : t('council:level.viewer', { name: `${me.name}（${me.organisation.name}）`, at: inWords(openedAt) })
  const bundle = door === 'read' ? `/editions/${edition.id}/bundle` : `/inspection/editions/${edition.id}/bundle`

  return (
    <Page
      level={edition.category}
      // The browser keeps the titles of windows in its history, on the disk: above NOTICE it is told the reference alone.
      title={edition.category === 'NOTICE' ? revealedText(reading.title.text) : edition.reference}
      ownHeading
      {...(viewer === undefined ? {} : { viewer })}
    >
      {viewer !== undefined && edition.category !== 'NOTICE' && <Watermark text={viewer} />}
      <Stack component="article" gap="lg">
        <DrillBanner reference={edition.reference} />
        <Stack gap="xs">
          <Badges {...edition} />
          <Title order={1} size="h2">
            <span lang={reading.title.language}>
              <Revealed text={reading.title.text} />
            </span>
          </Title>
          <TextNote text={reading.title} reading={reading} />
          <Text size="sm" c="dimmed">
            {t('editions.reference')} <span className="mono">{edition.reference}</span> ・ {t('editions.releasedAt')}{' '}
            <Instant at={edition.releasedAt} />
          </Text>
          <Times edition={edition} />
          {edition.recalledAt !== null && (
            <Alert color="red" title={t('inbox.recalledTitle')}>
              <Instant at={edition.recalledAt} />
            </Alert>
          )}
          {door === 'read' && <WhatChanged edition={edition} />}
          <Group gap="sm" className="no-print">
            {actions}
            {!isDrill(edition.reference) && <Download href={bundle} name={t('common.downloadStix')} />}
            {door === 'read' && !isDrill(edition.reference) && (
              <Download href={`/editions/${edition.id}/misp`} name={t('common.downloadMisp')} />
            )}
            {door === 'read' && edition.csaf && (
              <>
                <Download href={`/editions/${edition.id}/csaf`} name={t('common.downloadCsaf')} />
                <Download href={`/editions/${edition.id}/csaf?version=2.0`} name={t('common.downloadCsaf20')} />
              </>
            )}
            <Button
              variant="default"
              leftSection={<IconPrinter size={18} aria-hidden />}
              onClick={() => window.print()}
            >
              {t('editions.print')}
            </Button>
            {door === 'read' && edition.recalledAt === null && <Documents edition={edition} choice={choice} />}
          </Group>
          <ReadingSwitch choice={choice} onChoose={choose} />
          <ReadingNotice reading={reading} />
        </Stack>
        <Paper withBorder p="md" component="section" aria-label={t('editions.summary')}>
          <TextNote text={reading.summary} reading={reading} />
          <Text fw={600} className="pre-wrap" lang={reading.summary.language}>
            <Revealed text={reading.summary.text} />
          </Text>
        </Paper>
        <section aria-label={t('editions.body')}>
          <Sections reading={reading} language={choice.language} />
        </section>
        {edition.hunt !== null && (
          <HuntView
            hunt={edition.hunt}
            files={door === 'read' ? { href: `/editions/${edition.id}`, reference: edition.reference } : null}
          />
        )}
        <Stack component="section" gap="xs">
          <Title order={2} size="h4">
            {t('editions.indicators')}
          </Title>
          <Indicators indicators={edition.indicators} />
          <Text size="sm" c="dimmed">
            {t('editions.objects', { count: edition.objectCount })}
          </Text>
        </Stack>
        {children}
        {door === 'read' && <EditionHistory id={edition.id} />}
        <Proof edition={edition} />
      </Stack>
    </Page>
  )
}

/** Until when it was held and when it ends, where that was said. */
function Times({ edition: { embargoUntil, embargoZone, expiresAt, expiresZone } }: { edition: Edition }) {
  const { t } = useTranslation()
  if (embargoUntil === null && expiresAt === null) return null
  return (
    <Text size="sm" c="dimmed">
      {embargoUntil !== null && (
        <>
          {t('time.embargoUntil')} <ZonedInstant at={embargoUntil} zone={embargoZone} />
        </>
      )}
      {embargoUntil !== null && expiresAt !== null && ' ・ '}
      {expiresAt !== null && (
        <>
          {t('time.expiresAt')} <ZonedInstant at={expiresAt} zone={expiresZone} />
        </>
      )}
    </Text>
  )
}

/** The texts in order, those for executives each under its heading in their own language. */
function Sections({ reading, language }: { reading: Reading; language: ReadingLanguage }) {
  const { i18n } = useTranslation()
  const inIts = i18n.getFixedT(language, 'portal')
  return reading.sections.map((text, place) => (
    <div key={place} lang={text.language}>
      {text.part !== 'ANALYSIS' && text.part !== reading.sections[place - 1]?.part && (
        <Title order={2} size="h4" mt="md" mb={4}>
          {inIts(`texts.part.${text.part}`)}
        </Title>
      )}
      <TextNote text={text} reading={reading} />
      <Prose text={text.text} />
    </div>
  ))
}

function Download({ href, name }: { href: string; name: string }) {
  return (
    <Button component="a" href={href} download variant="default" leftSection={<IconDownload size={18} aria-hidden />}>
      {name}
    </Button>
  )
}

function Proof({ edition }: { edition: Edition }) {
  const { t } = useTranslation()
  const facts = [
    [t('editions.digest'), edition.digest],
    [t('editions.signature'), edition.signature],
    [t('editions.keyId'), edition.keyId],
  ] as const
  return (
    <>
      <Text size="xs" className="print-only mono">
        SHA-256 {edition.digest} ・ {edition.keyId}
      </Text>
      <Accordion variant="contained" className="no-print">
        <Accordion.Item value="proof">
          <Accordion.Control>{t('editions.proof')}</Accordion.Control>
          <Accordion.Panel>
            <dl>
              {facts.map(([name, value]) => (
                <div key={name}>
                  <Text component="dt" size="sm" c="dimmed">
                    {name}
                  </Text>
                  <Text component="dd" m={0} mb="xs" className="mono" translate="no">
                    {value}
                  </Text>
                </div>
              ))}
            </dl>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </>
  )
}
