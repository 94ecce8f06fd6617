import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { HubProblem } from '@noroshi/client'
import { ask } from '../api/graphql.ts'
import { REGISTER_PERSON } from '../api/membership.ts'
import type { OrganisationInFull, Role } from '../api/types.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { useWorkWords } from '../work/work-page.tsx'
import { InvitationShown } from './invitation-shown.tsx'
import { RolesOf } from './roles-of.tsx'

/** The button and the form with which an administrator registers a person, and the invitation that comes of it. */
export function RegisterPerson({ organisation }: { organisation: OrganisationInFull }) {
  const t = useWorkWords()
  const [isOpen, dialog] = useDisclosure(false)
  return (
    <>
      <Button size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
        {t('registry.newPerson')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={t('registry.newPerson')}
        closeOnClickOutside={false}
        size="lg"
      >
        <PersonForm organisation={organisation} onDone={dialog.close} />
      </Modal>
    </>
  )
}

function PersonForm({ organisation, onDone }: { organisation: OrganisationInFull; onDone: () => void }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [roles, setRoles] = useState<Role[]>(
    organisation.tier === 'MEMBER' ? ['MEMBER_READER'] : organisation.tier === 'FRIEND' ? ['FRIEND_CONTACT'] : [],
  )
  const register = useMutation({
    mutationFn: () =>
      ask(REGISTER_PERSON, {
        organisationId: organisation.id,
        input: { name: name.trim(), email: email.trim(), roles },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['organisation'] }),
    // The invitation lives in this dialog alone, and is forgotten with it.
    gcTime: 0,
  })
  if (register.isSuccess) return <InvitationShown invited={register.data.registerPerson} onDone={onDone} />
  const isTaken = register.error instanceof HubProblem && register.error.reason === 'ADDRESS_TAKEN'
  return (
    <Stack gap="sm">
      <TextInput
        label={t('registry.personName')}
        required
        maxLength={200}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
      />
      <TextInput
        type="email"
        label={t('registry.email')}
        required
        maxLength={254}
        error={isTaken && t('registry.addressTaken')}
        value={email}
        onChange={event => setEmail(event.currentTarget.value)}
      />
      <RolesOf organisation={organisation} roles={roles} onChange={setRoles} />
      {register.isError && !isTaken && <FailureNotice failure={register.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('portal:common.cancel')}
        </Button>
        <Button
          disabled={name.trim() === '' || email.trim() === ''}
          loading={register.isPending}
          onClick={() => register.mutate()}
        >
          {t('registry.register')}
        </Button>
      </Group>
    </Stack>
  )
}
