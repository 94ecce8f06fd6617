import { Alert, Anchor, Badge, Code, CopyButton, Button, Group, List, Stack, Tabs, Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import { Link, useParams } from 'react-router'
import { useStixObject } from '../api/store.ts'
import type { StixObjectHistory } from '../api/types.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { WorkPage, useWorkWords } from './work-page.tsx'

/** One STIX object with all its versions and variants, as they came. */
export function StixObjectPage() {
  const t = useWorkWords()
  const { id = '' } = useParams()
  const object = useStixObject(id)
  if (object.data === undefined) {
    return (
      <WorkPage title={t('store.title')}>
        {object.isPending ? (
          <ListSkeleton />
        ) : (
          <FailureNotice failure={object.error} onRetry={() => void object.refetch()} />
        )}
      </WorkPage>
    )
  }
  const { type, name, versions } = object.data
  const keyOf = ({ version, variant }: { version: string; variant: number }) => `${version}#${variant}`
  const [newest] = versions
  return (
    <WorkPage title={t('store.title')} ownHeading>
      <Stack gap={4}>
        <Group gap="xs">
          <Badge variant="light" tt="none">
            {type}
          </Badge>
        </Group>
        <Title order={1} size="h2">
          <Revealed text={name || id} />
        </Title>
        <Text className="mono" c="dimmed">
          {id}
        </Text>
      </Stack>
      <References object={object.data} />
      <Tabs key={id} defaultValue={newest === undefined ? null : keyOf(newest)} orientation="horizontal">
        <Tabs.List>
          {versions.map(version => (
            <Tabs.Tab key={keyOf(version)} value={keyOf(version)}>
              {version.version}
              {version.variant > 1 && ` ・ ${t('store.variant', { number: version.variant })}`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {versions.map(version => (
          <Tabs.Panel key={keyOf(version)} value={keyOf(version)} pt="sm">
            <Stack gap="xs">
              <Group gap="xs">
                {version.revoked && <Badge color="red">{t('store.revoked')}</Badge>}
                <Text size="sm" c="dimmed">
                  {t('store.receivedAt')} <Instant at={version.receivedAt} />
                </Text>
                <Anchor component={Link} to={`/imports/${version.importId}`} size="sm">
                  {t('sources.receipt')}
                </Anchor>
                {version.sourceId !== null && (
                  <Anchor component={Link} to={`/sources/${version.sourceId}`} size="sm">
                    {t('sources.title')}
                  </Anchor>
                )}
                <CopyButton value={version.document}>
                  {({ copied, copy }) => (
                    <Button size="compact-xs" variant="default" onClick={copy}>
                      {copied ? t('portal:common.copied') : t('portal:common.copy')}
                    </Button>
                  )}
                </CopyButton>
              </Group>
              {version.variant > 1 && <Alert color="orange">{t('store.variantText')}</Alert>}
              <Document text={version.document} />
            </Stack>
          </Tabs.Panel>
        ))}
      </Tabs>
    </WorkPage>
  )
}

/** The document laid out for reading; shown as it came when it is not JSON. */
function Document({ text }: { text: string }) {
  const laidOut = useMemo(() => {
    try {
      return JSON.stringify(JSON.parse(text), null, 2)
    } catch {
      return text
    }
  }, [text])
  return (
    <Code block translate="no" style={{ whiteSpace: 'pre-wrap', wordBreak: 'break-all' }}>
      <Revealed text={laidOut} />
    </Code>
  )
}

function References({ object: { references } }: { object: StixObjectHistory }) {
  const t = useWorkWords()
  if (references.length === 0) return null
  return (
    <Stack component="section" gap="xs" aria-label={t('store.references')}>
      <Title order={2} size="h5">
        {t('store.references')}
      </Title>
      <List size="sm">
        {references.map(({ path, id, known, name }) => (
          <List.Item key={`${path}-${id}`}>
            <span className="mono">{path}</span> →{' '}
            {known ? (
              <Anchor component={Link} to={`/store/${id}`} size="sm">
                <Revealed text={name ?? id} />
              </Anchor>
            ) : (
              <>
                <span className="mono">{id}</span>（{t('store.notInStore')}）
              </>
            )}
          </List.Item>
        ))}
      </List>
    </Stack>
  )
}
