import { Button, Checkbox, Group, Modal, Radio, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CAPABILITIES, CHANGE_CIRCLE, CREATE_CIRCLE, SIZES, type Circle, type CircleInput } from '../api/circles.ts'
import { ask } from '../api/graphql.ts'
import { useReferenceData } from '../api/membership.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { OrganisationSelect } from '../work/audience-editor.tsx'
import { useWorkWords } from '../work/work-page.tsx'

const TIERS = ['GOVERNMENT', 'MEMBER', 'FRIEND'] as const

const begin = (circle: Circle | null) => ({
  name: circle?.name ?? '',
  nameEn: circle?.nameEn ?? '',
  purpose: circle?.purpose ?? '',
  title: circle?.title ?? '',
  titleEn: circle?.titleEn ?? '',
  isRule: circle !== null && circle.organisations === null,
  organisations: circle?.organisations ?? [],
  tiers: circle?.tiers ?? [],
  sectors: circle?.sectors ?? [],
  prefectures: circle?.prefectures.join('、') ?? '',
  sizes: circle?.sizes ?? [],
  capabilities: circle?.capabilities ?? [],
})
type Form = ReturnType<typeof begin>

const NO_RULE = { tiers: [], sectors: [], prefectures: [], sizes: [], capabilities: [] }

function inputOf({ isRule, organisations, name, nameEn, purpose, title, titleEn, ...rule }: Form): CircleInput {
  const words = {
    ...{ name: name.trim(), nameEn: nameEn.trim(), purpose: purpose.trim() },
    ...{ title: title.trim() || null, titleEn: titleEn.trim() || null },
  }
  if (!isRule) return { ...words, organisations, ...NO_RULE }
  const prefectures = rule.prefectures
    .split(/[、,\s]+/)
    .map(one => one.trim())
    .filter(one => one !== '')
  return { ...words, organisations: null, ...rule, prefectures }
}

/** What a circle is made of: a roster, or a rule. */
export function CircleForm({ circle, onClose }: { circle: Circle | null; onClose: () => void }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const [form, setForm] = useState(() => begin(circle))
  const [reason, setReason] = useState('')
  const set = (change: Partial<Form>) => setForm({ ...form, ...change })
  const save = useMutation({
    mutationFn: (): Promise<unknown> =>
      circle === null
        ? ask(CREATE_CIRCLE, { input: inputOf(form) })
        : ask(CHANGE_CIRCLE, {
            ...{ id: circle.id, version: circle.version, reason: reason.trim() },
            input: inputOf(form),
          }),
    onSuccess: async () => {
      for (const key of ['circles', 'circle-changes']) await client.invalidateQueries({ queryKey: [key] })
      notifications.show({ message: circle === null ? t('circles.created') : t('circles.saved'), color: 'teal' })
      onClose()
    },
  })
  const title = circle === null ? t('circles.new') : t('circles.changeTitle', { name: circle.name })
  const isWhole =
    [form.name, form.nameEn, form.purpose].every(text => text.trim() !== '') &&
    (form.title.trim() === '') === (form.titleEn.trim() === '')
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={t('circles.name')}
            required
            maxLength={200}
            value={form.name}
            onChange={event => set({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('circles.nameEn')}
            required
            maxLength={200}
            value={form.nameEn}
            onChange={event => set({ nameEn: event.currentTarget.value })}
          />
        </SimpleGrid>
        <Textarea
          label={t('circles.purpose')}
          required
          autosize
          minRows={2}
          maxLength={2000}
          value={form.purpose}
          onChange={event => set({ purpose: event.currentTarget.value })}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={t('circles.shownTitle')}
            description={t('circles.shownTitleText')}
            maxLength={200}
            value={form.title}
            onChange={event => set({ title: event.currentTarget.value })}
          />
          <TextInput
            label={t('circles.shownTitleEn')}
            description={t('circles.shownTitleEnText')}
            maxLength={200}
            value={form.titleEn}
            onChange={event => set({ titleEn: event.currentTarget.value })}
          />
        </SimpleGrid>
        <Radio.Group
          label={t('circles.by')}
          value={form.isRule ? 'rule' : 'roster'}
          onChange={value => set({ isRule: value === 'rule' })}
        >
          <Group mt={4}>
            <Radio value="roster" label={t('circles.byRoster')} />
            <Radio value="rule" label={t('circles.byRule')} />
          </Group>
        </Radio.Group>
        {form.isRule ? (
          <RuleFields form={form} set={set} />
        ) : (
          <OrganisationSelect
            label={t('circles.roster')}
            value={form.organisations}
            onChange={organisations => set({ organisations })}
          />
        )}
        {circle !== null && (
          <Textarea
            label={t('circles.reason')}
            required
            autosize
            minRows={2}
            maxLength={1000}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
          />
        )}
        {save.isError && <FailureNotice failure={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('portal:common.cancel')}
          </Button>
          <Button
            disabled={!isWhole || (circle !== null && reason.trim() === '')}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {circle === null ? t('circles.create') : t('circles.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function RuleFields({ form, set }: { form: Form; set: (change: Partial<Form>) => void }) {
  const t = useWorkWords()
  const reference = useReferenceData()
  const sectors = (reference.data?.sectors ?? []).map(({ id, nameJa, nameEn }) => ({
    value: id,
    label: spokenLanguage() === 'en' ? nameEn : nameJa,
  }))
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('circles.ruleText')}
      </Text>
      <Choices
        label={t('organisations.tier')}
        choices={TIERS.map(value => ({ value, label: t(`council:tier.${value}`) }))}
        value={form.tiers}
        onChange={chosen => set({ tiers: TIERS.filter(tier => chosen.includes(tier)) })}
      />
      <Choices
        label={t('organisations.sector')}
        choices={sectors}
        value={form.sectors}
        onChange={chosen => set({ sectors: chosen })}
      />
      <TextInput
        label={t('circles.prefectures')}
        maxLength={1000}
        value={form.prefectures}
        onChange={event => set({ prefectures: event.currentTarget.value })}
      />
      <Choices
        label={t('traits.size')}
        choices={SIZES.map(value => ({ value, label: t(`traits.sizes.${value}`) }))}
        value={form.sizes}
        onChange={chosen => set({ sizes: SIZES.filter(size => chosen.includes(size)) })}
      />
      <Choices
        label={t('traits.capability')}
        choices={CAPABILITIES.map(value => ({ value, label: t(`traits.capabilities.${value}`) }))}
        value={form.capabilities}
        onChange={chosen => set({ capabilities: CAPABILITIES.filter(one => chosen.includes(one)) })}
      />
    </Stack>
  )
}

interface ChoicesProps {
  label: string
  choices: readonly { value: string; label: string }[]
  value: string[]
  onChange(chosen: string[]): void
}

function Choices({ label, choices, value, onChange }: ChoicesProps) {
  return (
    <Checkbox.Group label={label} value={value} onChange={onChange}>
      <SimpleGrid cols={{ base: 2, xs: 3 }} mt={4}>
        {choices.map(choice => (
          <Checkbox key={choice.value} value={choice.value} label={choice.label} />
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  )
}
