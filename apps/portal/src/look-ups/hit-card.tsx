import { Anchor, Badge, Code, Group, Paper, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { LookUpHit } from '../api/lookups.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { defang } from '../editions/text.ts'
import { Facts } from './facts.tsx'

/** An object of an edition that names the value: what it is, how sure its author was and until when, and where it stands. */
export function HitCard({ hit }: { hit: LookUpHit }) {
  const { t } = useTranslation()
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <NamedValue {...hit} />
        <Stack gap={2}>
          <Group gap={6}>
            <CategoryBadge category={hit.category} />
            <Badge color="gray" variant="outline">
              {hit.tlp}
            </Badge>
            <Text size="xs" c="dimmed">
              <span className="mono">{hit.reference}</span> ・ <Instant at={hit.releasedAt} />
            </Text>
          </Group>
          <Anchor component={Link} to={`/editions/${hit.editionId}`} fw={650}>
            <Revealed text={hit.title} />
          </Anchor>
        </Stack>
        <Facts of={hit} />
        {hit.related.length > 0 && (
          <Group gap={6} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('lookUp.related')}>
            <Text size="sm" c="dimmed" component="li" aria-hidden>
              {t('lookUp.related')}
            </Text>
            {hit.related.map(({ stixId, type, name }) => (
              <li key={stixId}>
                <Badge component="span" color="blue" variant="light" tt="none" maw="100%">
                  {type}: <Revealed text={name} />
                </Badge>
              </li>
            ))}
          </Group>
        )}
      </Stack>
    </Paper>
  )
}

/** What was found, defanged, and whether it is a block that only contains what was asked for. */
export function NamedValue({ kind, value, byBlock }: { kind: string; value: string; byBlock: boolean }) {
  const { t } = useTranslation()
  return (
    <Group gap={8}>
      <Badge color="gray" variant="light" tt="none">
        {kind}
      </Badge>
      <Code translate="no">
        <Revealed text={defang(value)} />
      </Code>
      {byBlock && (
        <Badge color="orange" variant="light" title={t('lookUp.byBlockText')}>
          {t('lookUp.byBlock')}
        </Badge>
      )}
    </Group>
  )
}
