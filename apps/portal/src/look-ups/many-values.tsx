import { Alert, Button, FileButton, Group, Paper, Progress, Stack, Text, Textarea } from '@mantine/core'
import { IconFileText, IconListSearch } from '@tabler/icons-react'
import type { DragEvent } from 'react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FailureNotice } from '../shell/notices.tsx'
import { ManyAnswers } from './many-answers.tsx'
import { useMany, type ManyState } from './use-many.ts'
import { MOST_FILE_BYTES, MOST_VALUES, valuesOf } from './values.ts'

/** A list of values, pasted or from a file, looked up in one go. The file is read here and not sent. */
export function ManyValues() {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [isTooLarge, setIsTooLarge] = useState(false)
  const { state, start, cancel, forget } = useMany()
  const list = valuesOf(text)
  const read = async (file: File | null | undefined) => {
    if (!file) return
    setIsTooLarge(file.size > MOST_FILE_BYTES)
    if (file.size <= MOST_FILE_BYTES) setText(await file.text())
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    void read(event.dataTransfer.files[0])
  }
  const isRunning = state?.isRunning === true
  return (
    <Stack gap="md">
      <Paper withBorder p="md" onDragOver={event => event.preventDefault()} onDrop={drop}>
        <Stack gap="sm">
          <Textarea
            label={t('lookUp.values')}
            description={t('lookUp.manyText', { most: MOST_VALUES.toLocaleString('en') })}
            value={text}
            onChange={event => setText(event.currentTarget.value)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            rows={10}
          />
          {list.tooLong > 0 && <Alert color="yellow">{t('lookUp.tooLong', { count: list.tooLong })}</Alert>}
          {list.tooMany > 0 && <Alert color="yellow">{t('lookUp.tooMany', { count: list.tooMany })}</Alert>}
          {isTooLarge && (
            <Alert color="red" role="alert">
              {t('lookUp.fileTooLarge')}
            </Alert>
          )}
          <Group gap="sm">
            <Button
              disabled={list.values.length === 0 || isRunning}
              leftSection={<IconListSearch size={18} aria-hidden />}
              onClick={() => void start(list.values)}
            >
              {t('lookUp.submitMany')}
            </Button>
            <FileButton onChange={file => void read(file)} accept=".txt,.csv,.log,text/plain" disabled={isRunning}>
              {props => (
                <Button
                  {...props}
                  variant="default"
                  disabled={isRunning}
                  leftSection={<IconFileText size={18} aria-hidden />}
                >
                  {t('lookUp.choose')}
                </Button>
              )}
            </FileButton>
          </Group>
        </Stack>
      </Paper>
      {state !== null && <Course state={state} onCancel={cancel} />}
      {state !== null && state.answers.length > 0 && <ManyAnswers answers={state.answers} onForget={forget} />}
    </Stack>
  )
}

/** How far it is, and how it ended. */
function Course({ state, onCancel }: { state: ManyState; onCancel: () => void }) {
  const { t } = useTranslation()
  const { total, answers, isRunning, failure } = state
  const progress = t('lookUp.progress', { done: answers.length, total })
  return (
    <Stack gap="xs">
      {isRunning && (
        <Group gap="sm" wrap="nowrap">
          <Progress.Root size="lg" flex={1}>
            <Progress.Section value={(answers.length * 100) / total} aria-label={progress} />
          </Progress.Root>
          <Button variant="default" size="xs" onClick={onCancel}>
            {t('lookUp.cancel')}
          </Button>
        </Group>
      )}
      <Text size="sm" role="status">
        {!isRunning && answers.length < total && failure === null ? `${t('lookUp.stopped')} ${progress}` : progress}
      </Text>
      {failure !== null && <FailureNotice failure={failure} />}
    </Stack>
  )
}
