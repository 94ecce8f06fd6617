import { Button, Menu, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { IMPACTS, useAnswerImpact } from '../api/answers.ts'
import { useFailureText } from '../shell/notices.tsx'
import { useAcknowledge } from './live.tsx'

/** Answers from the inbox, and so acknowledges. */
export function AnswerMenu({ editionId, seq }: { editionId: string; seq: number }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const give = useAnswerImpact(editionId)
  const acknowledge = useAcknowledge()
  const failureText = useFailureText()
  const [last] = give.data?.answers ?? []
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" loading={give.isPending}>
            {last === undefined
              ? t('answers.press')
              : t('answers.answered', { answer: t(`answers.impact.${last.answer}`) })}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {IMPACTS.map(answer => (
            <Menu.Item
              key={answer}
              onClick={() =>
                give.mutate(
                  { answer },
                  {
                    onSuccess: () => {
                      // It is acknowledged already; this brings the row and the counts of the page along.
                      acknowledge.mutate(seq)
                      void client.invalidateQueries({ queryKey: ['impact-answers', editionId] })
                    },
                  },
                )
              }
            >
              {t(`answers.impact.${answer}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {give.isError && (
        <Text size="xs" c="red" role="alert">
          {failureText(give.error).text}
        </Text>
      )}
    </>
  )
}
