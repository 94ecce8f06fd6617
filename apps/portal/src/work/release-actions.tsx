import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconArrowBackUp, IconBan, IconFlame } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { useApprovals } from '../api/approvals.ts'
import { ask } from '../api/graphql.ts'
import {
  RECALL_PRODUCT,
  RELEASE_PRODUCT,
  RETURN_PRODUCT,
  useAudiencePreview,
  useDanglingReferences,
  useSlips,
} from '../api/products.ts'
import type { Product } from '../api/types.ts'
import { ReachInDoubt } from '../council/reach-in-doubt.tsx'
import { FailureNotice } from '../shell/notices.tsx'
import { EmergencyPathNotice, EmergencyReason, leavesOut } from './emergency-path.tsx'
import { useWorkWords } from './work-page.tsx'

/** A verb on a product: keeps what comes back, says that it is done. */
export function useVerb<Input>(verb: (input: Input) => Promise<Product>, done: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: verb,
    onSuccess: product => {
      client.setQueryData(['product', product.id], product)
      for (const key of ['products', 'slips', 'editions', 'edition', 'after-reviews'])
        void client.invalidateQueries({ queryKey: [key] })
      notifications.show({ message: done, color: 'teal' })
    },
  })
}

interface DialogProps {
  opened: boolean
  onClose(): void
  title: string
  confirm: string
  colour: string
  isPending: boolean
  isReady: boolean
  failure: unknown
  onConfirm(): void
  children: ReactNode
}

/** Asks once more before something is done. */
export function Dialog({
  opened,
  onClose,
  title,
  confirm,
  colour,
  isPending,
  isReady,
  failure,
  onConfirm,
  children,
}: DialogProps) {
  const t = useWorkWords()
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Stack>
        {children}
        {failure !== null && <FailureNotice failure={failure} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('portal:common.cancel')}
          </Button>
          <Button color={colour} loading={isPending} disabled={!isReady} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** Whether nothing stands against its release by the reader, as far as the hub has answered. */
export function useIsReleasable(product: Product): boolean {
  const missing = useDanglingReferences(product.id, product.version)
  const slips = useSlips(product.id, product.version)
  return (
    product.releaseObjections.length === 0 &&
    missing.data?.length === 0 &&
    slips.data?.every(({ overruled }) => overruled) === true
  )
}

/** Releases, after saying to how many. */
export function ReleaseAction({ product }: { product: Product }) {
  const t = useWorkWords()
  const [isOpen, dialog] = useDisclosure(false)
  const preview = useAudiencePreview(product.id, product.version)
  const isReleasable = useIsReleasable(product)
  const { id, version } = product
  const approvals = useApprovals(id, version)
  const [reason, setReason] = useState('')
  const isShortened = approvals.data !== undefined && leavesOut(approvals.data.leftOut)
  const release = useVerb(
    async () =>
      (await ask(RELEASE_PRODUCT, { id, version, reason: isShortened ? reason.trim() : null })).releaseProduct,
    t('review.released'),
  )
  const people = preview.data?.people ?? 0
  return (
    <>
      <Button
        color="flame.8"
        leftSection={<IconFlame size={18} aria-hidden />}
        disabled={!isReleasable}
        onClick={() => {
          // The mode of the hub may have been switched since.
          void approvals.refetch()
          dialog.open()
        }}
      >
        {t('review.release')}
      </Button>
      <Dialog
        opened={isOpen}
        onClose={dialog.close}
        title={t('review.releaseTitle')}
        confirm={t('review.releaseConfirm', { people })}
        colour="flame.8"
        isPending={release.isPending}
        isReady={preview.isSuccess && approvals.isSuccess && (!isShortened || reason.trim() !== '')}
        failure={release.error ?? preview.error ?? approvals.error}
        onConfirm={() => release.mutate(undefined, { onError: () => void approvals.refetch() })}
      >
        {preview.data !== undefined && (
          <>
            <Text>{t('review.releaseText', { organisations: preview.data.organisations.length, people })}</Text>
            <Alert color={preview.data.toPublic ? 'orange' : 'gray'}>
              {preview.data.toPublic ? t('review.releasePublic') : t('review.releaseNotPublic')}
            </Alert>
          </>
        )}
        {product.urgency === 'EMERGENCY' && <ReachInDoubt />}
        {isShortened && (
          <>
            <EmergencyPathNotice approvals={approvals.data} />
            <EmergencyReason reason={reason} onChange={setReason} />
          </>
        )}
      </Dialog>
    </>
  )
}

interface ReasonedProps {
  /** `confirm` where it is not the action once more. */
  words: { action: string; title: string; text?: string; reason: string; confirm?: string; done: string }
  icon: ReactNode
  colour: string
  isDisabled?: boolean
  /** Written already, to be changed. */
  initialReason?: string
  verb(reason: string): Promise<Product>
}

/** A verb that asks for a reason. */
export function ReasonedAction({ words, icon, colour, isDisabled = false, initialReason = '', verb }: ReasonedProps) {
  const [isOpen, dialog] = useDisclosure(false)
  const [reason, setReason] = useState(initialReason)
  const action = useVerb(verb, words.done)
  return (
    <>
      <Button variant="default" leftSection={icon} disabled={isDisabled} onClick={dialog.open}>
        {words.action}
      </Button>
      <Dialog
        opened={isOpen}
        onClose={dialog.close}
        title={words.title}
        confirm={words.confirm ?? words.action}
        colour={colour}
        isPending={action.isPending}
        isReady={reason.trim() !== ''}
        failure={action.error}
        onConfirm={() => action.mutate(reason.trim(), { onSuccess: dialog.close })}
      >
        {words.text !== undefined && <Text size="sm">{words.text}</Text>}
        <Textarea
          label={words.reason}
          required
          autosize
          minRows={3}
          maxLength={2000}
          data-autofocus
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
        />
      </Dialog>
    </>
  )
}

/** Gives a product back to its author, with the reason. */
export function ReturnAction({ product: { id, version } }: { product: Product }) {
  const t = useWorkWords()
  return (
    <ReasonedAction
      words={{
        action: t('review.return'),
        title: t('review.returnTitle'),
        reason: t('review.returnReason'),
        done: t('review.returned'),
      }}
      icon={<IconArrowBackUp size={18} aria-hidden />}
      colour="indigo"
      verb={async reason => (await ask(RETURN_PRODUCT, { id, version, reason })).returnProduct}
    />
  )
}

/** Takes every released edition back. */
export function RecallAction({ product: { id } }: { product: Product }) {
  const t = useWorkWords()
  return (
    <ReasonedAction
      words={{
        action: t('review.recall'),
        title: t('review.recallTitle'),
        text: t('review.recallText'),
        reason: t('review.recallReason'),
        done: t('review.recalled'),
      }}
      icon={<IconBan size={18} aria-hidden />}
      colour="red"
      verb={async reason => (await ask(RECALL_PRODUCT, { id, reason })).recallProduct}
    />
  )
}
