import { Anchor, Group, Paper, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useContacts } from '../api/contacts.ts'

const TEXTS = {
  ASKED: 'contacts.askedText',
  OVERDUE: 'contacts.overdueText',
  HANDED_OVER: 'contacts.handedOverText',
} as const

/** On every page of whoever can put it right: that the contacts of their organisation are asked about, or in doubt. */
export function ContactsReminder() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const { data } = useContacts(null)
  if (data === undefined || data.standing === 'RIGHT' || !data.mayConfirm || pathname === '/contacts') return null
  const text = data.confirmedAt === null ? t('contacts.neverText') : t(TEXTS[data.standing])
  return (
    <Paper withBorder p="sm" mb="md" component="aside" aria-label={t('contacts.banner')}>
      <Group gap="sm">
        <Text size="sm" fw={600}>
          {t('contacts.banner')}
        </Text>
        <Text size="sm">{text}</Text>
        <Anchor component={Link} to="/contacts" size="sm">
          {t('contacts.open')}
        </Anchor>
      </Group>
    </Paper>
  )
}
