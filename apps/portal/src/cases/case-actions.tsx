import { Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import type { Case } from '../api/cases.ts'
import { ASSIGN_CASE, CLOSE_CASE, REOPEN_CASE, useCaseVerb, useColleagues } from '../api/cases.ts'
import { ask } from '../api/graphql.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { useWorkWords } from '../work/work-page.tsx'

/** Gives the case to a colleague, or to nobody. */
export function AssignCase({ found }: { found: Case }) {
  const t = useWorkWords()
  const colleagues = useColleagues()
  const assign = useCaseVerb((personId: string | null) => ask(ASSIGN_CASE, { id: found.id, personId }))
  return (
    <Stack gap={4}>
      <Select
        label={t('cases.assign')}
        placeholder={t('cases.nobody')}
        clearable
        searchable
        disabled={assign.isPending}
        value={found.assigneeId}
        onChange={personId => assign.mutate(personId)}
        data={colleagues.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
      />
      {assign.isError && <FailureNotice failure={assign.error} />}
    </Stack>
  )
}

/** Closes the case or opens it again, with a reason. */
export function MoveCase({ found }: { found: Case }) {
  const t = useWorkWords()
  const [isAsking, asking] = useDisclosure(false)
  const [reason, setReason] = useState('')
  const words = found.state === 'OPEN' ? t('cases.close') : t('cases.reopen')
  const move = useCaseVerb(async () => {
    if (found.state === 'OPEN') await ask(CLOSE_CASE, { id: found.id, reason })
    else await ask(REOPEN_CASE, { id: found.id, reason })
    setReason('')
    asking.close()
  })
  if (!isAsking)
    return (
      <Button variant="default" onClick={asking.open}>
        {words}
      </Button>
    )
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-end">
        <TextInput
          label={t('cases.reason')}
          required
          autoComplete="off"
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
        />
        <Button loading={move.isPending} disabled={reason.trim() === ''} onClick={() => move.mutate(undefined)}>
          {words}
        </Button>
        <Button variant="default" onClick={asking.close}>
          {t('portal:common.cancel')}
        </Button>
      </Group>
      {move.isError && <FailureNotice failure={move.error} />}
    </Stack>
  )
}
