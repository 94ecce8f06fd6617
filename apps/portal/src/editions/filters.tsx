import { NativeSelect, SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { EditionFilter } from '../api/types.ts'
import { PRODUCT_KINDS, SEVERITIES, URGENCIES } from '../api/types.ts'

/** Reads kind, severity and urgency out of the address, so that they can be gone back to; the words are not in it (search-text.ts). */
export function filterOf(search: URLSearchParams): EditionFilter {
  const kind = PRODUCT_KINDS.find(known => known === search.get('kind'))
  const severity = SEVERITIES.find(known => known === search.get('severity'))
  const urgency = URGENCIES.find(known => known === search.get('urgency'))
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(severity === undefined ? {} : { severity }),
    ...(urgency === undefined ? {} : { urgency }),
  }
}

/** Kind, severity and urgency, as selects of the system: the quickest thing on a phone. */
export function Filters({
  filter,
  onChange,
}: {
  filter: EditionFilter
  onChange: (name: string, value: string) => void
}) {
  const { t } = useTranslation()
  const all = { value: '', label: t('common.all') }
  return (
    <SimpleGrid cols={3} spacing="xs">
      <NativeSelect
        label={t('kind.label')}
        value={filter.kind ?? ''}
        onChange={event => onChange('kind', event.currentTarget.value)}
        data={[all, ...PRODUCT_KINDS.map(value => ({ value, label: t(`kind.${value}`) }))]}
      />
      <NativeSelect
        label={t('severity.label')}
        value={filter.severity ?? ''}
        onChange={event => onChange('severity', event.currentTarget.value)}
        data={[all, ...SEVERITIES.map(value => ({ value, label: t(`severity.${value}`) }))]}
      />
      <NativeSelect
        label={t('urgency.label')}
        value={filter.urgency ?? ''}
        onChange={event => onChange('urgency', event.currentTarget.value)}
        data={[all, ...URGENCIES.map(value => ({ value, label: t(`urgency.${value}`) }))]}
      />
    </SimpleGrid>
  )
}
