import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FailureNotice } from './notices.tsx'

/** What is done for a reason: a mutation that is given it. */
interface Deed {
  readonly isPending: boolean
  readonly error: unknown
  mutate(reason: string, then: { onSuccess: () => void }): void
}

interface Props {
  isOpen: boolean
  onClose(): void
  title: string
  /** Over the field. */
  label: string
  /** On the button that does it. */
  confirm: string
  deed: Deed
  color?: string
  size?: string
  mostCharacters?: number
  /** Whether everything else that it needs is there. */
  isReady?: boolean
  /** What is said before the reason is asked for. */
  children: ReactNode
  /** What is asked for besides, under the reason. */
  further?: ReactNode
}

/** Asks for a reason, which is kept until it has served: closed by mistake, the dialog still has it. */
export function ReasonDialog({
  isOpen,
  onClose,
  title,
  label,
  confirm,
  deed,
  color,
  size,
  mostCharacters = 2000,
  isReady = true,
  children,
  further,
}: Props) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size={size}>
      <Stack>
        {children}
        <Textarea
          label={label}
          required
          autosize
          minRows={2}
          maxLength={mostCharacters}
          data-autofocus
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
        />
        {further}
        {deed.error !== null && <FailureNotice failure={deed.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            color={color}
            loading={deed.isPending}
            disabled={reason.trim() === '' || !isReady}
            onClick={() => deed.mutate(reason.trim(), { onSuccess: () => setReason('') })}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
