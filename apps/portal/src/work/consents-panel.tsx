import { Badge, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ASK_CONSENT, RECORD_CONSENT, useProductConsents, type ProductConsents } from '../api/consents.ts'
import { ask } from '../api/graphql.ts'
import type { Product } from '../api/types.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice } from '../shell/notices.tsx'
import { useFragmentName } from './fragment-name.ts'
import { useWorkWords } from './work-page.tsx'

type Subject = Pick<Product, 'id' | 'version' | 'editions'>

/** Keeps what the hub says of a product's consents after a verb. */
function useKept({ id, version }: Subject) {
  const client = useQueryClient()
  return (consents: ProductConsents) => {
    client.setQueryData(['product-consents', id, version], consents)
    void client.invalidateQueries({ queryKey: ['product', id] })
  }
}

/** Whose consent the product needs, what they were asked, and what they said. */
export function ConsentsPanel({ product }: { product: Subject }) {
  const t = useWorkWords()
  const { data, error } = useProductConsents(product.id, product.version)
  if (error) return <FailureNotice failure={error} />
  if (data === undefined || data.sources.length + data.requests.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={t('consents.title')}>
      <Title order={2} size="h4">
        {t('consents.title')}
      </Title>
      <Text size="sm">{t('consents.text')}</Text>
      {data.sources.map(source => (
        <Source key={`${source.edition}-${source.fragment}-${source.originatorId}`} product={product} source={source} />
      ))}
      {data.requests.map(request => (
        <Request key={request.id} product={product} request={request} mayRecord={data.mayRecord} />
      ))}
    </Stack>
  )
}

function Source({ product, source }: { product: Subject; source: ProductConsents['sources'][number] }) {
  const t = useWorkWords()
  const kept = useKept(product)
  const nameOf = useFragmentName()
  const { edition, fragment, category, originator, asked, isMissing } = source
  const { id: productId, version } = product
  const asking = useMutation({
    mutationFn: async () => (await ask(ASK_CONSENT, { productId, version, edition, fragment })).askConsent,
    onSuccess: kept,
  })
  const state = asked.length === 0 ? 'unneeded' : isMissing ? 'missing' : 'given'
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <CategoryBadge category={category} />
          <Text size="sm">
            {nameOf(product.editions[edition], fragment)}: <Revealed text={originator} />
            {asked.length > 0 && ` → ${asked.map(tier => t(`council:tier.${tier}`)).join('、')}`}
          </Text>
          <Badge color={isMissing ? 'orange.9' : 'teal.9'}>{t(`consents.${state}`)}</Badge>
        </Group>
        {isMissing && (
          <Button size="xs" variant="default" loading={asking.isPending} onClick={() => asking.mutate()}>
            {t('consents.ask')}
          </Button>
        )}
      </Group>
      {asking.error !== null && <FailureNotice failure={asking.error} />}
    </Paper>
  )
}

interface RequestProps {
  product: Subject
  request: ProductConsents['requests'][number]
  mayRecord: boolean
}

function Request({ product, request, mayRecord }: RequestProps) {
  const t = useWorkWords()
  const { originator, agreed, withdrawnAt, isVoid, askedAt, askedBy, note, evidence, isExternal } = request
  const state = agreed === null ? 'waiting' : withdrawnAt !== null ? 'withdrawn' : agreed ? 'agreed' : 'refused'
  return (
    <Paper withBorder p="sm">
      <Group gap="xs">
        <Badge color={isVoid ? 'gray.7' : state === 'agreed' ? 'teal.9' : 'orange.9'}>{t(`consents.${state}`)}</Badge>
        {isVoid && <Badge color="gray.7">{t('approvals.void')}</Badge>}
        <Text size="sm">
          <Revealed text={originator} /> ・ {askedBy.name} ・ <Instant at={askedAt} />
        </Text>
      </Group>
      {[note, evidence].map(
        (text, index) =>
          text !== null &&
          text !== '' && (
            <Text key={index === 0 ? 'note' : 'evidence'} size="sm" className="pre-wrap">
              <Revealed text={text} />
            </Text>
          ),
      )}
      {isExternal && agreed === null && mayRecord && <Record product={product} requestId={request.id} />}
    </Paper>
  )
}

function Record({ product, requestId }: { product: Subject; requestId: string }) {
  const t = useWorkWords()
  const kept = useKept(product)
  const [evidence, setEvidence] = useState('')
  const record = useMutation({
    mutationFn: async (agree: boolean) =>
      (await ask(RECORD_CONSENT, { productId: product.id, requestId, agree, evidence: evidence.trim() })).recordConsent,
    onSuccess: kept,
  })
  const isReady = evidence.trim().length >= 10
  return (
    <Stack gap="xs" mt="xs">
      <TextInput
        label={t('consents.evidence')}
        maxLength={2000}
        value={evidence}
        onChange={event => setEvidence(event.currentTarget.value)}
      />
      {record.error !== null && <FailureNotice failure={record.error} />}
      <Group gap="xs">
        <Button size="xs" disabled={!isReady} loading={record.isPending} onClick={() => record.mutate(true)}>
          {t('consents.recordAgreed')}
        </Button>
        <Button size="xs" variant="default" disabled={!isReady} onClick={() => record.mutate(false)}>
          {t('consents.recordRefused')}
        </Button>
      </Group>
    </Stack>
  )
}
