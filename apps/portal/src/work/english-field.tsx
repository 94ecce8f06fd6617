import { Badge, Button, Group, Stack, Text, TextInput, Textarea } from '@mantine/core'
import { IconLanguage } from '@tabler/icons-react'
import { isOutOfDate, type EnglishForm } from './english.ts'
import { useWorkWords } from './work-page.tsx'

interface EnglishFieldProps<Form extends EnglishForm> {
  /** As it stands now. */
  japanese: string
  english: Form | null
  label: string
  /** Lines that it begins with; one is a field of one line. */
  rows: number
  make(): Form
  onChange(english: Form | null): void
}

/** The English of a text, beside it, marked when the Japanese was changed since. Whoever edits it means the Japanese as it is now. */
export function EnglishField<Form extends EnglishForm>(props: EnglishFieldProps<Form>) {
  const { japanese, english, label, rows, make, onChange } = props
  const t = useWorkWords()
  if (english === null)
    return (
      <Group>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconLanguage size={14} aria-hidden />}
          onClick={() => onChange(make())}
        >
          {t('texts.addEnglish', { label })}
        </Button>
      </Group>
    )
  const isLate = isOutOfDate(english, japanese)
  const field = {
    label: (
      <Group component="span" gap={6} display="inline-flex">
        {label}
        {isLate && (
          <Badge color="orange" size="sm">
            {t('texts.outOfDate')}
          </Badge>
        )}
      </Group>
    ),
    lang: 'en',
    value: english.text,
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...english, text: event.currentTarget.value, madeFrom: japanese }),
  }
  return (
    <Stack gap={4} pl="md" className="english">
      {rows === 1 ? (
        <TextInput {...field} maxLength={600} />
      ) : (
        <Textarea {...field} autosize minRows={rows} maxRows={24} />
      )}
      {isLate && <Text size="xs">{t('texts.outOfDateText')}</Text>}
      <Group gap="xs">
        {isLate && (
          <Button size="compact-xs" variant="default" onClick={() => onChange({ ...english, madeFrom: japanese })}>
            {t('texts.stillTrue')}
          </Button>
        )}
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange(null)}>
          {t('texts.removeEnglish', { label })}
        </Button>
      </Group>
    </Stack>
  )
}
