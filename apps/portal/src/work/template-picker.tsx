import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { ProductTemplate } from '../api/hunts.ts'
import { useProductTemplates } from '../api/hunts.ts'
import { CategoryBadge } from '../editions/badges.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { DigestForm } from './digest-form.tsx'
import { newForm, type ProductForm } from './draft.ts'
import { formOfTemplate } from './templates.ts'
import { WorkPage, useWorkWords } from './work-page.tsx'

/** With what a product begins: a kind with its sections, a digest that is drafted, or nothing. */
export function TemplatePicker({ onPick }: { onPick(form: ProductForm): void }) {
  const t = useWorkWords()
  const templates = useProductTemplates()
  const [isDigest, setIsDigest] = useState(false)
  return (
    <WorkPage title={t('template.title')}>
      <Text c="dimmed" size="sm">
        {t('template.text')}
      </Text>
      {templates.isPending && <ListSkeleton />}
      {templates.isError && <FailureNotice failure={templates.error} onRetry={() => void templates.refetch()} />}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {templates.data?.map(template => (
          <TemplateCard
            key={template.kind}
            template={template}
            onPick={() => onPick(formOfTemplate(template, spokenLanguage()))}
            onDigest={template.kind === 'WEEKLY_DIGEST' ? () => setIsDigest(true) : null}
          />
        ))}
      </SimpleGrid>
      {isDigest && <DigestForm />}
      <Group>
        <Button variant="default" onClick={() => onPick(newForm())}>
          {t('template.blank')}
        </Button>
      </Group>
    </WorkPage>
  )
}

interface TemplateCardProps {
  template: ProductTemplate
  onPick(): void
  onDigest: (() => void) | null
}

function TemplateCard({ template, onPick, onDigest }: TemplateCardProps) {
  const t = useWorkWords()
  const { kind, editions, requires } = template
  const isEnglish = spokenLanguage() === 'en'
  return (
    <Card withBorder component="section" aria-label={t(`portal:kind.${kind}`)}>
      <Stack gap="xs" h="100%" justify="space-between">
        <Stack gap="xs">
          <Title order={2} size="h5">
            {t(`portal:kind.${kind}`)}
          </Title>
          <Text size="sm">{t(`template.about.${kind}`)}</Text>
          {editions.map(({ category, sections }) => (
            <div key={category}>
              <CategoryBadge category={category} />
              <Text size="xs" c="dimmed" mt={2}>
                {sections.map(({ headingJa, headingEn }) => (isEnglish ? headingEn : headingJa)).join(' ・ ')}
              </Text>
            </div>
          ))}
          {requires.length > 0 && (
            <Text size="xs">
              {t('template.requires')}: {requires.map(part => t(`template.part.${part}`)).join('、')}
            </Text>
          )}
        </Stack>
        <Group gap="xs">
          <Button size="xs" onClick={onPick}>
            {t('template.choose')}
          </Button>
          {onDigest !== null && (
            <Button size="xs" variant="default" onClick={onDigest}>
              {t('template.digest')}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  )
}
