import { Badge, Group } from '@mantine/core'
import { IconFlame } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { InfoCategory, ProductKind, Severity, Urgency } from '../api/types.ts'
import { useSignedIn } from '../shell/me.ts'
import { useInstant } from '../words/dates.ts'

const SEVERITY_COLOURS: Readonly<Record<Severity, string>> = {
  LOW: 'gray',
  MEDIUM: 'blue',
  HIGH: 'orange',
  CRITICAL: 'red',
}

/** Emergency and priority stand out; routine does not speak. */
export function UrgencyBadge({ urgency }: { urgency: Urgency }) {
  const { t } = useTranslation()
  if (urgency === 'ROUTINE') return null
  const isEmergency = urgency === 'EMERGENCY'
  return (
    <Badge
      color={isEmergency ? 'flame.8' : 'flame'}
      variant={isEmergency ? 'filled' : 'light'}
      leftSection={isEmergency ? <IconFlame size={13} aria-hidden /> : undefined}
      aria-label={`${t('urgency.label')}: ${t(`urgency.${urgency}`)}`}
    >
      {t(`urgency.${urgency}`)}
    </Badge>
  )
}

/** The category, to people of the council; to a friend there is but one, so nothing is said. */
export function CategoryBadge({ category }: { category: InfoCategory }) {
  const { t } = useTranslation('council')
  const me = useSignedIn()
  if (me.tier === 'FRIEND') return null
  return <span className={`tone-chip tone-${t(`category.${category}.tone`)}`}>{t(`category.${category}.text`)}</span>
}

/** Category, urgency, severity and kind, in the order in which they matter. */
export function Badges(facts: { category?: InfoCategory; urgency: Urgency; severity: Severity; kind: ProductKind }) {
  const { t } = useTranslation()
  const severity = t(`severity.${facts.severity}`)
  return (
    <Group gap={6}>
      {facts.category !== undefined && <CategoryBadge category={facts.category} />}
      <UrgencyBadge urgency={facts.urgency} />
      <Badge color={SEVERITY_COLOURS[facts.severity]} variant="light">
        {t('severity.label')}: {severity}
      </Badge>
      <Badge color="gray" variant="outline">
        {t(`kind.${facts.kind}`)}
      </Badge>
    </Group>
  )
}

/** An instant with its zone. */
export function Instant({ at }: { at: string }) {
  const inWords = useInstant()
  return <time dateTime={at}>{inWords(at)}</time>
}
