import { Button, Group, Menu, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/graphql.ts'
import { ASSIGN_ROLES, DEACTIVATE_PERSON, REACTIVATE_PERSON, RENEW_ENROLMENT } from '../api/membership.ts'
import type { Organisation, Person } from '../api/types.ts'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { useWorkWords } from '../work/work-page.tsx'
import { InvitationShown } from './invitation-shown.tsx'
import { RolesOf } from './roles-of.tsx'

type Action = 'ROLES' | 'DEACTIVATE' | 'REACTIVATE' | 'RENEW'

/** What an administrator may do about somebody else of the council. */
export function PersonActions({ organisation, person }: { organisation: Organisation; person: Person }) {
  const t = useWorkWords()
  const me = useSignedIn()
  const [action, setAction] = useState<Action | null>(null)
  if (person.id === me.personId) return null
  const close = () => setAction(null)
  const titles = {
    ROLES: t('registry.rolesOf'),
    DEACTIVATE: t('registry.deactivate'),
    REACTIVATE: t('registry.reactivate'),
    RENEW: t('registry.renew'),
  }
  const offered: readonly Action[] = person.active ? ['ROLES', 'RENEW', 'DEACTIVATE'] : ['ROLES', 'REACTIVATE']
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" aria-label={`${t('registry.actions')}: ${person.name}`}>
            {t('registry.actions')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {offered.map(one => (
            <Menu.Item key={one} onClick={() => setAction(one)} {...(one === 'DEACTIVATE' ? { color: 'red' } : {})}>
              {titles[one]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={action !== null}
        onClose={close}
        title={action && `${titles[action]}: ${person.name}`}
        closeOnClickOutside={action !== 'RENEW'}
        size="lg"
      >
        {action === 'ROLES' && <Roles organisation={organisation} person={person} onDone={close} />}
        {action === 'RENEW' && <Renewal person={person} onDone={close} />}
        {(action === 'DEACTIVATE' || action === 'REACTIVATE') && <Standing person={person} onDone={close} />}
      </Modal>
    </>
  )
}

interface Parts {
  person: Person
  onDone: () => void
}

function Roles({ organisation, person, onDone }: Parts & { organisation: Organisation }) {
  const t = useWorkWords()
  const [roles, setRoles] = useState(person.roles)
  const assign = useChange(() => ask(ASSIGN_ROLES, { personId: person.id, roles }), t('registry.rolesSaved'), onDone)
  return (
    <Stack gap="sm">
      <RolesOf organisation={organisation} had={person.roles} roles={roles} onChange={setRoles} />
      {assign.isError && <FailureNotice failure={assign.error} />}
      <Buttons label={t('portal:common.save')} change={assign} onDone={onDone} />
    </Stack>
  )
}

/** Shuts out who is in, lets in who is out. */
function Standing({ person, onDone }: Parts) {
  const t = useWorkWords()
  const { id: personId, active, name } = person
  const change = useChange(
    (): Promise<unknown> => (active ? ask(DEACTIVATE_PERSON, { personId }) : ask(REACTIVATE_PERSON, { personId })),
    active ? t('registry.deactivated') : t('registry.reactivated'),
    onDone,
  )
  return (
    <Stack gap="sm">
      {active && <Text size="sm">{t('registry.deactivateAsk', { name })}</Text>}
      {change.isError && <FailureNotice failure={change.error} />}
      <Buttons
        label={active ? t('registry.deactivate') : t('registry.reactivate')}
        change={change}
        onDone={onDone}
        {...(active ? { color: 'red' } : {})}
      />
    </Stack>
  )
}

function Renewal({ person, onDone }: Parts) {
  const t = useWorkWords()
  const client = useQueryClient()
  const renew = useMutation({
    mutationFn: () => ask(RENEW_ENROLMENT, { personId: person.id }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['organisation'] }),
    // The invitation lives in this dialog alone, and is forgotten with it.
    gcTime: 0,
  })
  if (renew.isSuccess) return <InvitationShown invited={renew.data.renewEnrolment} onDone={onDone} />
  return (
    <Stack gap="sm">
      <Text size="sm">{t('registry.renewAsk', { name: person.name })}</Text>
      {renew.isError && <FailureNotice failure={renew.error} />}
      <Buttons label={t('registry.renew')} change={renew} onDone={onDone} />
    </Stack>
  )
}

function useChange(change: () => Promise<unknown>, done: string, onDone: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['organisation'] })
      notifications.show({ message: done, color: 'teal' })
      onDone()
    },
  })
}

function Buttons({
  label,
  change,
  onDone,
  color,
}: {
  label: string
  change: { isPending: boolean; mutate: () => void }
  onDone: () => void
  color?: string
}) {
  const t = useWorkWords()
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onDone}>
        {t('portal:common.cancel')}
      </Button>
      <Button loading={change.isPending} onClick={() => change.mutate()} {...(color === undefined ? {} : { color })}>
        {label}
      </Button>
    </Group>
  )
}
