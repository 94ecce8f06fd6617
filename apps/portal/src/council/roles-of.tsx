import { Checkbox, Stack } from '@mantine/core'
import type { Organisation, Role } from '../api/types.ts'
import { useWorkWords } from '../work/work-page.tsx'

/** The roles that people of this organisation may have; inspecting is for the oversight committee. */
function rolesWithin({ tier, class: kind }: Organisation): readonly Role[] {
  if (tier === 'MEMBER') return ['MEMBER_READER', 'ORGANISATION_ADMINISTRATOR']
  if (tier === 'FRIEND') return ['FRIEND_CONTACT', 'ORGANISATION_ADMINISTRATOR']
  return kind === 'OVERSIGHT_COMMITTEE' ? ['OVERSIGHT_INSPECTOR'] : ['ANALYST', 'RELEASING_OFFICER', 'ADMINISTRATOR']
}

/** Chooses roles; a role that the person has already can always be kept. */
export function RolesOf({
  organisation,
  had = [],
  roles,
  onChange,
}: {
  organisation: Organisation
  had?: readonly Role[]
  roles: readonly Role[]
  onChange: (roles: Role[]) => void
}) {
  const t = useWorkWords()
  const offered = [...new Set([...rolesWithin(organisation), ...had])]
  return (
    <Checkbox.Group
      label={t('registry.roles')}
      value={[...roles]}
      onChange={values => onChange(offered.filter(role => values.includes(role)))}
    >
      <Stack gap="xs" mt="xs">
        {offered.map(role => (
          <Checkbox key={role} value={role} label={t(`council:role.${role}`)} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}
