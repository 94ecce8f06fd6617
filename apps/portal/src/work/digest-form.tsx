import { Button, Group, NativeSelect, Paper, SimpleGrid, Stack, Switch, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { CATEGORIES } from '@noroshi/clearance'
import { useComposeDigest } from '../api/hunts.ts'
import type { InfoCategory } from '../api/types.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { fieldOfInstant, instantOfField } from '../words/dates.ts'
import { useWorkWords } from './work-page.tsx'

const WEEK_MS = 7 * 86_400_000

/** Of which time and for whom a digest is drafted. */
export function DigestForm() {
  const t = useWorkWords()
  const navigate = useNavigate()
  const compose = useComposeDigest()
  const [now] = useState(() => Date.now())
  const [from, setFrom] = useState(fieldOfInstant(new Date(now - WEEK_MS).toISOString()))
  const [to, setTo] = useState(fieldOfInstant(new Date(now).toISOString()))
  const [category, setCategory] = useState<InfoCategory>('NOTICE')
  const [toPublic, setToPublic] = useState(false)
  const [first, last] = [instantOfField(from), instantOfField(to)]
  return (
    <Paper withBorder p="md" component="section" aria-label={t('digest.title')}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('digest.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('digest.text')}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <TextInput
            type="datetime-local"
            label={t('digest.from')}
            value={from}
            onChange={event => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label={t('digest.to')}
            value={to}
            onChange={event => setTo(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('digest.category')}
            value={category}
            onChange={event => setCategory(CATEGORIES.find(one => one === event.currentTarget.value) ?? category)}
            data={CATEGORIES.map(value => ({ value, label: t(`council:category.${value}.text`) }))}
          />
        </SimpleGrid>
        <Switch
          label={t('digest.toPublic')}
          disabled={category !== 'NOTICE'}
          checked={toPublic && category === 'NOTICE'}
          onChange={event => setToPublic(event.currentTarget.checked)}
        />
        <Group>
          <Button
            loading={compose.isPending}
            disabled={first === null || last === null}
            onClick={() => {
              if (first === null || last === null) return
              compose.mutate(
                { from: first, to: last, category, toPublic: toPublic && category === 'NOTICE' },
                { onSuccess: ({ id }) => void navigate(`/products/${id}/edit`) },
              )
            }}
          >
            {t('digest.compose')}
          </Button>
        </Group>
        {compose.isError && <FailureNotice failure={compose.error} />}
      </Stack>
    </Paper>
  )
}
