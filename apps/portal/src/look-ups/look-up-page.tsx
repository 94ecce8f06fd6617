import { Button, Group, Stack, Tabs, Text, TextInput } from '@mantine/core'
import { IconListSearch } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lookUp } from '../api/lookups.ts'
import { levelOfPagesFor } from '../shell/banner.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, Nothing } from '../shell/notices.tsx'
import { Page } from '../shell/page.tsx'
import { HitCard } from './hit-card.tsx'
import { ManyValues } from './many-values.tsx'
import { MOST_CHARACTERS } from './values.ts'

// Fetched by those who may see the store, with the words for it.
const StoredHits = lazy(async () => ({ default: (await import('./stored-hits.tsx')).StoredHits }))

/** Hits of one value; the hub gives no more (`lookUp` of the contract). */
const MOST_HITS = 50

/**
 * Whether a value stands in what the reader may read. What is asked for is neither in the address nor in the title nor in any storage, and
 * the fields keep no history: browsers write all of these to the disk.
 */
export function LookUpPage() {
  const { t } = useTranslation()
  const me = useSignedIn()
  return (
    <Page level={levelOfPagesFor(me.tier)} title={t('lookUp.title')}>
      <Text>{t('lookUp.text')}</Text>
      <Tabs defaultValue="one" keepMounted={false}>
        <Tabs.List aria-label={t('lookUp.title')}>
          <Tabs.Tab value="one">{t('lookUp.oneTab')}</Tabs.Tab>
          <Tabs.Tab value="many">{t('lookUp.many')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="one" pt="md">
          <OneValue />
        </Tabs.Panel>
        <Tabs.Panel value="many" pt="md">
          <ManyValues />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function OneValue() {
  const { t } = useTranslation()
  const [value, setValue] = useState('')
  const asking = useMutation({ mutationFn: lookUp, gcTime: 0 })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const asked = value.trim()
    if (asked !== '' && !asking.isPending) asking.mutate(asked)
  }
  return (
    <Stack gap="md">
      <form role="search" onSubmit={submit} autoComplete="off">
        <TextInput
          label={t('lookUp.one')}
          description={t('lookUp.oneHint')}
          value={value}
          onChange={event => setValue(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={MOST_CHARACTERS}
          inputWrapperOrder={['label', 'input', 'description']}
          rightSectionWidth="auto"
        />
        <Group mt="sm">
          <Button type="submit" loading={asking.isPending} leftSection={<IconListSearch size={18} aria-hidden />}>
            {t('lookUp.submit')}
          </Button>
        </Group>
      </form>
      {asking.isPending && <ListSkeleton rows={2} />}
      {asking.isError && <FailureNotice failure={asking.error} />}
      {asking.isSuccess && <Answer key={asking.submittedAt} value={asking.variables} hits={asking.data} />}
    </Stack>
  )
}

function Answer({ value, hits }: { value: string; hits: Awaited<ReturnType<typeof lookUp>> }) {
  const { t } = useTranslation()
  const me = useSignedIn()
  return (
    <Stack gap="md">
      <Text role="status" fw={650} className="selectable" translate="no">
        {hits.length === 0 ? t('lookUp.none', { value }) : t('lookUp.found', { value, count: hits.length })}
      </Text>
      {hits.length === 0 ? (
        <Nothing title={t('lookUp.noneTitle')} text={t('lookUp.noneText')} />
      ) : (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('lookUp.inEditions')}>
          {hits.map((hit, index) => (
            <li key={`${hit.editionId} ${hit.stixId} ${index}`}>
              <HitCard hit={hit} />
            </li>
          ))}
        </Stack>
      )}
      {hits.length >= MOST_HITS && (
        <Text size="sm" c="dimmed">
          {t('lookUp.most', { count: MOST_HITS })}
        </Text>
      )}
      {me.abilities.useStore && (
        <Suspense fallback={<ListSkeleton rows={1} />}>
          <StoredHits value={value} known={new Set(hits.map(({ stixId }) => stixId))} />
        </Suspense>
      )}
    </Stack>
  )
}
