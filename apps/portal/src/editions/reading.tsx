import { Alert, Group, SegmentedControl, Text } from '@mantine/core'
import { READERSHIPS, type Reading, type ReadingLanguage, type Readership, type ReadText } from '@noroshi/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { spokenLanguage } from '../words/i18n.ts'

/** For whom and in which language an edition is read. */
export interface Choice {
  readership: Readership
  language: ReadingLanguage
}
const READING_LANGUAGES = ['ja', 'en'] as const
const ONE_YEAR_SECONDS = 31_536_000

// Kept in cookies as the language of the portal is; browser storage stays empty.
const kept = (name: string): string | undefined =>
  document.cookie
    .split('; ')
    .find(cookie => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1)
const keep = (name: string, value: string) => {
  document.cookie = `${name}=${value}; Path=/; Max-Age=${ONE_YEAR_SECONDS}; SameSite=Strict`
}

/** What the reader chose last; until then analysts' text, in the language of the portal. */
export function useReading(): [Choice, (change: Partial<Choice>) => void] {
  useTranslation() // so that it follows the language of the portal
  const [chosen, setChosen] = useState<Partial<Choice>>(() => ({
    readership: READERSHIPS.find(one => one === kept('reads_for')),
    language: READING_LANGUAGES.find(one => one === kept('reads_in')),
  }))
  const choose = (change: Partial<Choice>) => {
    if (change.readership !== undefined) keep('reads_for', change.readership)
    if (change.language !== undefined) keep('reads_in', change.language)
    setChosen(held => ({ ...held, ...change }))
  }
  return [{ readership: chosen.readership ?? 'ANALYST', language: chosen.language ?? spokenLanguage() }, choose]
}

/** The two switches, the same for every edition: that they are there says nothing of it. */
export function ReadingSwitch({ choice, onChoose }: { choice: Choice; onChoose: (change: Partial<Choice>) => void }) {
  const { t } = useTranslation()
  return (
    <Group gap="sm" className="no-print">
      <SegmentedControl
        size="xs"
        aria-label={t('texts.for')}
        value={choice.readership}
        onChange={value => onChoose({ readership: value })}
        data={READERSHIPS.map(value => ({ value, label: t(`texts.readership.${value}`) }))}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('texts.language')}
        value={choice.language}
        onChange={value => onChoose({ language: value })}
        data={READING_LANGUAGES.map(value => ({ value, label: t(`texts.in.${value}`) }))}
      />
    </Group>
  )
}

const isUntranslated = ({ title, summary, sections }: Reading): boolean =>
  [title, summary, ...sections].every(({ note }) => note === 'UNTRANSLATED')

/** What of the choice is not there, where that holds of the whole edition. */
export function ReadingNotice({ reading }: { reading: Reading }) {
  const { t } = useTranslation()
  if (!reading.lacksExecutive && !isUntranslated(reading)) return null
  return (
    <Alert variant="light" color="gray" role="status">
      {reading.lacksExecutive && <Text size="sm">{t('texts.lacksExecutive')}</Text>}
      {isUntranslated(reading) && <Text size="sm">{t('texts.untranslated')}</Text>}
    </Alert>
  )
}

/** What of one text is not there, where the edition has others that are. */
export function TextNote({ text, reading }: { text: ReadText; reading: Reading }) {
  const { t } = useTranslation()
  if (text.note === null || isUntranslated(reading)) return null
  return (
    <Text size="xs" fw={600} c={text.note === 'OUT_OF_DATE' ? 'orange.9' : 'dimmed'}>
      {t(text.note === 'OUT_OF_DATE' ? 'texts.outOfDate' : 'texts.partUntranslated')}
    </Text>
  )
}

/** The same choice for a document of the edition. */
export function queryOf({ readership, language }: Choice): string {
  const query = new URLSearchParams({
    ...(readership === 'EXECUTIVE' ? { for: 'executive' } : {}),
    ...(language === 'en' ? { language } : {}),
  }).toString()
  return query === '' ? '' : `?${query}`
}
