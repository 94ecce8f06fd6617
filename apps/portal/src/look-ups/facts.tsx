import { Anchor, Badge, Code, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { defang } from '../editions/text.ts'

interface ObjectFacts {
  readonly name: string
  readonly pattern: string | null
  readonly confidence: number | null
  readonly validFrom: string | null
  readonly validUntil: string | null
  readonly revoked?: boolean
}

/**
 * What an object says of itself. What it leaves out is left out, but for the end of an indicator, which matters.
 * `to` is where its name leads.
 */
export function Facts({ of, to, children }: { of: ObjectFacts; to?: string; children?: ReactNode }) {
  const { t } = useTranslation()
  const [now] = useState(() => Date.now())
  const isOver = of.validUntil !== null && Date.parse(of.validUntil) <= now
  return (
    <Stack component="dl" gap={4} m={0}>
      <Fact name={t('lookUp.object')}>
        <Group gap={6} component="span">
          {to === undefined ? (
            <Revealed text={of.name} />
          ) : (
            <Anchor component={Link} to={to}>
              <Revealed text={of.name} />
            </Anchor>
          )}
          {of.revoked === true && (
            <Badge component="span" color="red" variant="light">
              {t('lookUp.revoked')}
            </Badge>
          )}
        </Group>
      </Fact>
      {of.pattern !== null && (
        <Fact name={t('lookUp.pattern')}>
          <Code translate="no">
            <Revealed text={defang(of.pattern)} />
          </Code>
        </Fact>
      )}
      {of.confidence !== null && <Fact name={t('lookUp.confidence')}>{of.confidence} / 100</Fact>}
      {of.validFrom !== null && (
        <Fact name={t('lookUp.validFrom')}>
          <Instant at={of.validFrom} />
        </Fact>
      )}
      {of.pattern !== null && (
        <Fact name={t('lookUp.validUntil')}>
          <Group gap={6} component="span">
            {of.validUntil === null ? t('lookUp.unlimited') : <Instant at={of.validUntil} />}
            {isOver && (
              <Badge component="span" color="gray" variant="light">
                {t('lookUp.expired')}
              </Badge>
            )}
          </Group>
        </Fact>
      )}
      {children}
    </Stack>
  )
}

/** One of them, with its name. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Group gap="0 16px" align="baseline">
      <Text component="dt" size="sm" c="dimmed" w={112}>
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} flex="1 1 180px" miw={0}>
        {children}
      </Text>
    </Group>
  )
}
