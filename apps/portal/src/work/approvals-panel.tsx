import { Badge, Button, Code, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconChecks, IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/graphql.ts'
import { APPROVE_PRODUCT, REFUSE_PRODUCT, useApprovals, type ApprovalKind, type Approvals } from '../api/approvals.ts'
import type { Product } from '../api/types.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice } from '../shell/notices.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'
import { EmergencyPathNotice } from './emergency-path.tsx'
import { useWorkWords } from './work-page.tsx'

const KINDS: readonly ApprovalKind[] = ['REVIEW', 'AUTHORISATION']
type Subject = Pick<Product, 'id' | 'version' | 'state'>

/** Who must agree to exactly this before it is released, who has, and, for who may, the word to say. */
export function ApprovalsPanel({ product }: { product: Subject }) {
  const t = useWorkWords()
  const { data, error } = useApprovals(product.id, product.version)
  if (error) return <FailureNotice failure={error} />
  if (data === undefined) return null
  const asked = KINDS.filter(kind => data.required[kind] > 0)
  return (
    <Stack component="section" gap="sm" aria-label={t('approvals.title')}>
      <Title order={2} size="h4">
        {t('approvals.title')}
      </Title>
      <Text size="sm">{asked.length === 0 ? t('approvals.none') : t('approvals.text')}</Text>
      {asked.length > 0 && (
        <Group gap="xs">
          <Text size="sm">{t('approvals.required')}:</Text>
          {asked.map(kind => (
            <Badge key={kind} color={data.missing[kind] > 0 ? 'orange.9' : 'teal.9'}>
              {t(`approvals.kind.${kind}`)} ・{' '}
              {data.missing[kind] > 0 ? t('approvals.missing', { count: data.missing[kind] }) : t('approvals.complete')}
            </Badge>
          ))}
        </Group>
      )}
      <EmergencyPathNotice approvals={data} />
      <Text size="xs" c="dimmed" className="pre-wrap">
        {t('approvals.digest')}: <Code>{data.digest}</Code>
      </Text>
      {data.decisions.map(decision => (
        <Decision key={`${decision.by.id}-${decision.at}`} decision={decision} />
      ))}
      {data.mayDecide && <Decide product={product} approvals={data} />}
    </Stack>
  )
}

function Decision({ decision }: { decision: Approvals['decisions'][number] }) {
  const t = useWorkWords()
  const { by, kind, note, isVoid, at } = decision
  return (
    <Paper withBorder p="sm">
      <Group gap="xs">
        <Badge color={isVoid ? 'gray.7' : decision.decision === 'APPROVED' ? 'teal.9' : 'red.9'}>
          {t(`approvals.decision.${decision.decision}`)}
        </Badge>
        {isVoid && <Badge color="gray.7">{t('approvals.void')}</Badge>}
        <Text size="sm">
          {t(`approvals.kind.${kind}`)} ・ {by.name}（{by.organisation}） ・ <Instant at={at} />
        </Text>
      </Group>
      {note !== '' && (
        <Text size="sm" className="pre-wrap" mt={4}>
          <Revealed text={note} />
        </Text>
      )}
    </Paper>
  )
}

function Decide({ product: { id, version }, approvals }: { product: Subject; approvals: Approvals }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const [isOpen, dialog] = useDisclosure(false)
  const kind: ApprovalKind = approvals.mayAuthorise ? 'AUTHORISATION' : 'REVIEW'
  const of = { id, version, digest: approvals.digest, kind }
  const told = (message: string) => (answer: Approvals) => {
    client.setQueryData(['approvals', id, version], answer)
    void client.invalidateQueries({ queryKey: ['product', id] })
    notifications.show({ message, color: 'teal' })
    dialog.close()
  }
  const approve = useMutation({
    mutationFn: async () => (await ask(APPROVE_PRODUCT, { ...of, note: note.trim() })).approveProduct,
    onSuccess: told(t('approvals.done')),
  })
  const refuse = useMutation({
    mutationFn: async (reason: string) => (await ask(REFUSE_PRODUCT, { ...of, note: reason })).refuseProduct,
    onSuccess: told(t('approvals.refused')),
  })
  return (
    <Stack gap="xs">
      <TextInput
        label={t('approvals.note')}
        maxLength={2000}
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
      />
      {approve.error !== null && <FailureNotice failure={approve.error} />}
      <Group>
        <Button
          leftSection={<IconChecks size={18} aria-hidden />}
          loading={approve.isPending}
          onClick={() => approve.mutate()}
        >
          {t(kind === 'AUTHORISATION' ? 'approvals.authorise' : 'approvals.approve')}
        </Button>
        <Button variant="default" leftSection={<IconX size={18} aria-hidden />} onClick={dialog.open}>
          {t('approvals.refuse')}
        </Button>
      </Group>
      <ReasonDialog
        isOpen={isOpen}
        onClose={dialog.close}
        title={t('approvals.refuseTitle')}
        label={t('approvals.reason')}
        confirm={t('approvals.decision.REFUSED')}
        deed={refuse}
        color="red"
      >
        <Text size="sm">{t('approvals.refuseText')}</Text>
      </ReasonDialog>
    </Stack>
  )
}
