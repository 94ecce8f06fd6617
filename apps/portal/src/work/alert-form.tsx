import { Button, Checkbox, Group, Paper, Select, Stack, Textarea, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { PREPARE_ALERT } from '../api/alerts.ts'
import { ask } from '../api/graphql.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { useWorkWords } from './work-page.tsx'

const TEMPLATES = ['ATTACK', 'VULNERABILITY', 'OUTAGE'] as const
type Template = (typeof TEMPLATES)[number]
const PARTS = ['title', 'happened', 'toDo', 'contact'] as const
type Part = (typeof PARTS)[number]
type Words = Readonly<Record<Part, string>>

const NOTHING: Words = { title: '', happened: '', toDo: '', contact: '' }
const MOST: Readonly<Record<Part, number>> = { title: 200, happened: 2_000, toDo: 1_400, contact: 300 }

const isWhole = (words: Words) => PARTS.every(part => words[part].trim() !== '')

/** An alert in four fields, with a template two: what happened, and whom to ask. */
export function AlertForm() {
  const t = useWorkWords()
  const client = useQueryClient()
  const [template, setTemplate] = useState<Template | null>(null)
  const [japanese, setJapanese] = useState(NOTHING)
  const [english, setEnglish] = useState<Words | null>(null)
  // The same for every try of one text, so that what was sent twice is written once.
  const [key, setKey] = useState(() => crypto.randomUUID())
  const prepare = useMutation({
    mutationFn: async () => (await ask(PREPARE_ALERT, { input: { ...japanese, english }, key })).prepareAlert,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['alerts'] })
      notifications.show({ message: t('alerts.write.done'), color: 'teal' })
      setTemplate(null)
      setJapanese(NOTHING)
      setEnglish(null)
      setKey(crypto.randomUUID())
    },
  })
  const textsOf = (of: Template) => ({
    japanese: {
      title: t(`alerts.templates.${of}.title`),
      happened: t(`alerts.templates.${of}.happened`),
      toDo: t(`alerts.templates.${of}.toDo`),
    },
    english: {
      title: t(`alerts.templates.${of}.english.title`),
      happened: t(`alerts.templates.${of}.english.happened`),
      toDo: t(`alerts.templates.${of}.english.toDo`),
    },
  })
  return (
    <Paper withBorder p="md" component="section" aria-label={t('alerts.write.title')}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('alerts.write.title')}
        </Title>
        <Select
          label={t('alerts.write.template')}
          data={TEMPLATES.map(value => ({ value, label: t(`alerts.templates.${value}.name`) }))}
          value={template}
          onChange={value => {
            const chosen = TEMPLATES.find(one => one === value) ?? null
            setTemplate(chosen)
            if (chosen === null) return
            setJapanese({ ...japanese, ...textsOf(chosen).japanese })
            if (english !== null) setEnglish({ ...english, ...textsOf(chosen).english })
          }}
        />
        <Fields words={japanese} language="ja" onChange={setJapanese} />
        <Checkbox
          label={t('alerts.write.english')}
          checked={english !== null}
          onChange={({ currentTarget: { checked } }) =>
            setEnglish(checked ? { ...NOTHING, ...(template !== null && textsOf(template).english) } : null)
          }
        />
        {english !== null && <Fields words={english} language="en" onChange={setEnglish} />}
        {prepare.error !== null && <FailureNotice failure={prepare.error} />}
        <Group justify="flex-end">
          <Button
            loading={prepare.isPending}
            disabled={!isWhole(japanese) || (english !== null && !isWhole(english))}
            onClick={() => prepare.mutate()}
          >
            {t('alerts.write.submit')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}

interface FieldsProps {
  words: Words
  language: 'ja' | 'en'
  onChange(words: Words): void
}

function Fields({ words, language, onChange }: FieldsProps) {
  const t = useWorkWords()
  return PARTS.map(part => {
    const label = t(`alerts.write.${part === 'title' ? 'subject' : part}`)
    const field = {
      label: language === 'ja' ? label : t('alerts.write.englishOf', { label }),
      lang: language,
      required: true,
      maxLength: MOST[part],
      value: words[part],
      onChange: (event: { currentTarget: { value: string } }) =>
        onChange({ ...words, [part]: event.currentTarget.value }),
    }
    return part === 'title' || part === 'contact' ? (
      <TextInput key={part} {...field} />
    ) : (
      <Textarea key={part} autosize minRows={3} {...field} />
    )
  })
}
