import { Group, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Level } from './banner.tsx'
import { PageBanner } from './banner.tsx'

interface PageParts {
  level: Level
  title: string
  viewer?: string
  /** Buttons beside the title. */
  actions?: ReactNode
  /** Set when the page shows its title itself. */
  ownHeading?: boolean
  children: ReactNode
}

/** A page: its classification, its title in the window and above the content, its actions. */
export function Page({ level, title, viewer, actions, ownHeading = false, children }: PageParts) {
  return (
    <>
      <title>{`${title} – Noroshi 狼煙`}</title>
      <PageBanner level={level} {...(viewer === undefined ? {} : { viewer })} />
      <Stack gap="md">
        {!ownHeading && (
          <Group justify="space-between" align="center" gap="sm">
            <Title order={1} size="h2">
              {title}
            </Title>
            {actions}
          </Group>
        )}
        {children}
      </Stack>
    </>
  )
}
