import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { invitationLink } from '../account/invitation.ts'
import type { InvitedPerson } from '../api/types.ts'
import { Instant } from '../editions/badges.tsx'
import { useWorkWords } from '../work/work-page.tsx'

/** An invitation's link, this once: it is kept nowhere and forgotten with the dialog. */
export function InvitationShown({ invited, onDone }: { invited: InvitedPerson; onDone: () => void }) {
  const t = useWorkWords()
  const link = invitationLink(window.location.origin, invited.enrolmentToken)
  return (
    <Stack>
      <Alert color="orange">{t('registry.linkOnce')}</Alert>
      <Text size="sm" fw={600}>
        {t('registry.linkFor', { name: invited.person.name })}
      </Text>
      <Code block className="mono" translate="no" data-testid="invitation-link">
        {link}
      </Code>
      <Text size="sm" c="dimmed">
        {t('registry.linkUntil')} <Instant at={invited.expiresAt} />
      </Text>
      <Group justify="flex-end">
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t('portal:common.copied') : t('portal:common.copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{t('registry.linkStored')}</Button>
      </Group>
    </Stack>
  )
}
