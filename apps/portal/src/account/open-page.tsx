import { Container, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Banner } from '../shell/banner.tsx'
import { LanguageSwitch } from '../shell/language-switch.tsx'

interface OpenPageProps {
  /** Of the browser's tab. */
  title: string
  heading: string
  purpose: string
  width: number
  children: ReactNode
}

/** The frame of a page for who has not signed in: banner, language, emblem, what it is for. */
export function OpenPage({ title, heading, purpose, width, children }: OpenPageProps) {
  return (
    <>
      <title>{`${title} – Noroshi 狼煙`}</title>
      <div className="banner-bar">
        <Banner level="OPEN" />
      </div>
      <Container size={width} py="xl" component="main">
        <Stack gap="lg">
          <Group justify="flex-end">
            <LanguageSwitch />
          </Group>
          <Stack gap={4} align="center">
            <img src="/flame.svg" alt="" width={64} height={64} />
            <Title order={1} size="h2">
              {heading}
            </Title>
            <Text c="dimmed" size="sm" ta="center">
              {purpose}
            </Text>
          </Stack>
          {children}
        </Stack>
      </Container>
    </>
  )
}
