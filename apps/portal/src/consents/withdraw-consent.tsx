import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { WITHDRAW_CONSENT, type ConsentRequest } from '../api/consents.ts'
import { ask } from '../api/graphql.ts'
import { FailureNotice } from '../shell/notices.tsx'

/** Takes an agreement back, after saying what that means. */
export function WithdrawConsent({ request: { id } }: { request: ConsentRequest }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [isOpen, dialog] = useDisclosure(false)
  const [note, setNote] = useState('')
  const withdraw = useMutation({
    mutationFn: () => ask(WITHDRAW_CONSENT, { id, note: note.trim() }),
    onSuccess: () => {
      dialog.close()
      void client.invalidateQueries({ queryKey: ['consent-requests'] })
      notifications.show({ message: t('consents.withdrawDone'), color: 'teal' })
    },
  })
  return (
    <>
      <Group>
        <Button variant="default" onClick={dialog.open}>
          {t('consents.withdraw')}
        </Button>
      </Group>
      <Modal opened={isOpen} onClose={dialog.close} title={t('consents.withdrawTitle')}>
        <Stack>
          <Text size="sm">{t('consents.withdrawText')}</Text>
          <TextInput
            label={t('consents.withdrawNote')}
            maxLength={2000}
            value={note}
            onChange={event => setNote(event.currentTarget.value)}
          />
          {withdraw.error !== null && <FailureNotice failure={withdraw.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>
              {t('common.cancel')}
            </Button>
            <Button color="red" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
              {t('consents.withdraw')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
