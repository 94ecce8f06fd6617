import { Alert, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Instant } from '../editions/badges.tsx'
import type { Me } from '../api/types.ts'
import { levelOfPagesFor } from '../shell/banner.tsx'
import { LanguageSwitch } from '../shell/language-switch.tsx'
import { useSignedIn } from '../shell/me.ts'
import { SignOutButton } from '../shell/menu.tsx'
import { Page } from '../shell/page.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { ApiKeys } from './api-keys.tsx'
import { Endpoints } from './endpoints.tsx'
import { MailKeySection } from './mail-key.tsx'
import { Phones } from './phones.tsx'
import { PushDevices } from './push-devices.tsx'
import { ToldBy } from './told-by.tsx'
import { WishesForm } from './wishes.tsx'

/** The reader's own account. */
export function AccountPage() {
  const { t } = useTranslation()
  const me = useSignedIn()
  const organisation = spokenLanguage() === 'en' ? me.organisation.nameEn || me.organisation.name : me.organisation.name
  const facts = [
    [t('account.name'), me.name],
    [t('account.email'), me.email],
    [t('account.organisation'), organisation],
  ] as const
  return (
    <Page level={levelOfPagesFor(me.tier)} title={t('account.title')}>
      <Paper withBorder p="md" component="section" aria-label={t('account.you')}>
        <Facts facts={facts} />
      </Paper>
      {me.tier !== 'FRIEND' && <ClearanceOfMe me={me} />}
      <Paper withBorder p="md">
        <Group justify="space-between">
          <Text size="sm">{t('account.language')}</Text>
          <LanguageSwitch size="sm" />
        </Group>
      </Paper>
      <ToldBy />
      <WishesForm />
      <MailKeySection />
      <Phones />
      <PushDevices />
      <Endpoints />
      <ApiKeys me={me} />
      <Group>
        <SignOutButton />
      </Group>
    </Page>
  )
}

function Facts({ facts }: { facts: readonly (readonly [string, React.ReactNode])[] }) {
  return (
    <Stack component="dl" gap={6} m={0}>
      {facts.map(([name, value]) => (
        <Group key={name} gap="md" wrap="wrap" align="baseline">
          <Text component="dt" size="sm" c="dimmed" w={140}>
            {name}
          </Text>
          <Text component="dd" m={0}>
            {value}
          </Text>
        </Group>
      ))}
    </Stack>
  )
}

/** Until when the reader's rights last: who knows it beforehand is not cut off by surprise. */
function ClearanceOfMe({ me: { clearance, organisation, roles, tier } }: { me: Me }) {
  const { t } = useTranslation('council')
  const standing = (isValid: boolean, until: string | null) => (
    <>
      {isValid ? t('clearance.valid') : t('clearance.notValid')}
      {until !== null && (
        <>
          {' ・ '}
          <Instant at={until} />
        </>
      )}
    </>
  )
  const facts = [
    [t('clearance.tier'), t(`tier.${tier}`)],
    [t('clearance.roles'), roles.map(role => t(`role.${role}`)).join('、')],
    [t('clearance.level'), clearance.rank === 0 ? t('clearance.none') : clearance.level],
    [t('clearance.validUntil'), clearance.rank === 0 ? '–' : standing(clearance.valid, clearance.validUntil)],
    [t('clearance.safeguards'), standing(organisation.safeguardsValid, organisation.safeguardsValidUntil)],
  ] as const
  return (
    <Paper withBorder p="md" component="section" aria-label={t('clearance.title')}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('clearance.title')}
        </Title>
        <Facts facts={facts} />
        {clearance.rank > 0 && <Alert color="gray">{t('clearance.renewText')}</Alert>}
      </Stack>
    </Paper>
  )
}
