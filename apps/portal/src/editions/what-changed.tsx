import { Alert, Stack, Text, Timeline, Title } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useEarlierEdition, useEditionHistory } from '../api/corrections.ts'
import type { Edition } from '../api/types.ts'
import { diff } from '../work/diff.ts'
import { Instant } from './badges.tsx'
import { Revealed } from './revealed.tsx'

const PARTS = ['title', 'summary', 'body'] as const

/** What was corrected since the reader had the edition; nothing for whoever had none before. */
export function WhatChanged({ edition }: { edition: Edition }) {
  const { t } = useTranslation()
  const earlier = useEarlierEdition(edition.id).data
  if (earlier == null) return null
  const parts = PARTS.filter(part => earlier[part] !== edition[part])
  const texts = changedTexts(earlier.texts, edition.texts)
  const removed = valuesBeyond(earlier.indicators, edition.indicators)
  const added = valuesBeyond(edition.indicators, earlier.indicators)
  return (
    <Alert color="orange" title={`${t('correction.badge')} ・ ${t('correction.title')}`} role="region">
      <Stack gap="xs">
        <Text size="sm">{t('correction.text', { reference: earlier.reference })}</Text>
        {parts.map(part => (
          <div key={part}>
            <Text size="xs" c="dimmed">
              {t(`correction.part.${part}`)}
            </Text>
            <Text component="div" size="sm" className="pre-wrap">
              <Compared before={earlier[part]} after={edition[part]} />
            </Text>
          </div>
        ))}
        {texts.map(({ part, language, before, after }) => (
          <div key={`${part} ${language}`}>
            <Text size="xs" c="dimmed">
              {language === 'en' ? t('texts.inEnglish', { part: t(`texts.part.${part}`) }) : t(`texts.part.${part}`)}
            </Text>
            <Text component="div" size="sm" className="pre-wrap" lang={language}>
              <Compared before={before} after={after} />
            </Text>
          </div>
        ))}
        <Values title={t('correction.indicatorsRemoved')} values={removed} />
        <Values title={t('correction.indicatorsAdded')} values={added} />
        {parts.length + texts.length + removed.length + added.length === 0 && (
          <Text size="sm">{t('correction.none')}</Text>
        )}
      </Stack>
    </Alert>
  )
}

type Texts = Edition['texts']
const TEXT_PARTS = ['TITLE', 'SUMMARY', 'ANALYSIS', 'BACKGROUND', 'INTENT', 'DECISION'] as const

/** What changed of the texts for executives, and of all that are in English; the others are compared as title, summary and body. */
function changedTexts(earlier: Texts, now: Texts) {
  const joined = (texts: Texts, part: Texts[number]['part'], language: 'ja' | 'en') =>
    texts
      .filter(text => text.part === part)
      .flatMap(text => text[language] ?? [])
      .join('\n\n')
  return TEXT_PARTS.flatMap((part, place) =>
    (place < PARTS.length ? (['en'] as const) : (['ja', 'en'] as const)).map(language => ({
      ...{ part, language },
      before: joined(earlier, part, language),
      after: joined(now, part, language),
    })),
  ).filter(({ before, after }) => before !== after)
}

type Rows = Edition['indicators']

function valuesBeyond(rows: Rows, others: Rows): string[] {
  const known = new Set(others.map(({ value }) => value))
  return [...new Set(rows.map(({ value }) => value))].filter(value => !known.has(value))
}

function Values({ title, values }: { title: string; values: readonly string[] }) {
  if (values.length === 0) return null
  return (
    <div>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      {values.map(value => (
        <Text key={value} size="sm" className="mono" translate="no">
          <Revealed text={value} />
        </Text>
      ))}
    </div>
  )
}

function Compared({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation()
  const changes = useMemo(() => diff(before, after), [before, after])
  return changes.map(({ what, text }, index) => {
    if (what === 'same') return <Revealed key={index} text={text} />
    const Tag = what === 'removed' ? 'del' : 'ins'
    return (
      <Tag key={index} className="diff" aria-label={t(`correction.${what}`)}>
        <Revealed text={text} />
      </Tag>
    )
  })
}

/** The release and the corrections that the reader knows of; nothing while there is only one. */
export function EditionHistory({ id }: { id: string }) {
  const { t } = useTranslation()
  const steps = useEditionHistory(id).data
  if (steps === undefined || steps.length < 2) return null
  return (
    <Stack component="section" gap="xs" aria-label={t('correction.history')}>
      <Title order={2} size="h4">
        {t('correction.history')}
      </Title>
      <Timeline bulletSize={14} lineWidth={2} active={steps.length}>
        {steps.map(({ what, reference, at }) => (
          <Timeline.Item key={reference} title={t(`correction.step.${what}`)}>
            <Text size="xs" c="dimmed">
              <span className="mono">{reference}</span> ・ <Instant at={at} />
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Stack>
  )
}
