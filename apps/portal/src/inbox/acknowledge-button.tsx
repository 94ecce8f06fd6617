import { Button, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFailureText } from '../shell/notices.tsx'
import { useAcknowledge } from './live.tsx'

/** Says that the reader has taken note. Pressing it twice does no harm. */
export function AcknowledgeButton({ seq, size = 'xs' }: { seq: number; size?: 'xs' | 'sm' }) {
  const { t } = useTranslation()
  const acknowledge = useAcknowledge()
  const failureText = useFailureText()
  return (
    <>
      <Button
        size={size}
        loading={acknowledge.isPending}
        leftSection={<IconCheck size={16} aria-hidden />}
        onClick={() => acknowledge.mutate(seq)}
      >
        {t('inbox.acknowledge')}
      </Button>
      {acknowledge.isError && (
        <Text size="xs" c="red" role="alert">
          {failureText(acknowledge.error).text}
        </Text>
      )}
    </>
  )
}
