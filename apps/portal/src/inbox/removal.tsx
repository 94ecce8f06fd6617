import { Button, Text } from '@mantine/core'
import { IconCheck, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/graphql.ts'
import { CONFIRM_REMOVAL, patchInbox } from '../api/inbox.ts'
import type { InboxItem } from '../api/types.ts'
import { Instant } from '../editions/badges.tsx'
import { useFailureText } from '../shell/notices.tsx'
import { useLive } from './live.tsx'

/** Says that what was recalled is removed, or when it was said. Pressing it twice does no harm. */
export function Removal({ item }: { item: InboxItem }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { onAcknowledged } = useLive()
  const failureText = useFailureText()
  const removal = useMutation({
    mutationFn: async () => (await ask(CONFIRM_REMOVAL, { seq: item.seq })).confirmRemoval,
    onSuccess: changed => {
      patchInbox(client, changed)
      onAcknowledged(changed)
    },
  })
  if (item.removedAt !== null)
    return (
      <Text size="xs" c="dimmed">
        <IconCheck size={14} aria-hidden /> {t('correction.removalDone')} <Instant at={item.removedAt} />
      </Text>
    )
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={removal.isPending}
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => removal.mutate()}
      >
        {t('correction.removal')}
      </Button>
      {removal.isError && (
        <Text size="xs" c="red" role="alert">
          {failureText(removal.error).text}
        </Text>
      )}
    </>
  )
}
