import { Group, Select, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { LocalTime } from '../words/dates.ts'
import { COUNCIL_ZONE, knownZones } from '../words/dates.ts'
import { useWorkWords } from './work-page.tsx'

interface ZonedTimeFieldProps {
  label: string
  value: LocalTime | null
  onChange(value: LocalTime | null): void
}

/** A date, a time and the zone in which they are said. The hub refuses a time that clocks there skip or show twice. */
export function ZonedTimeField({ label, value, onChange }: ZonedTimeFieldProps) {
  const t = useWorkWords()
  const [zone, setZone] = useState(value?.zone ?? COUNCIL_ZONE)
  const zones = useMemo(() => [...new Set([...knownZones(), zone])], [zone])
  return (
    <Group gap="xs" align="end" grow preventGrowOverflow={false}>
      <TextInput
        type="datetime-local"
        label={label}
        value={value?.local ?? ''}
        onChange={event => {
          const local = event.currentTarget.value
          onChange(local === '' ? null : { local, zone })
        }}
      />
      <Select
        label={t('time.zone')}
        aria-label={t('time.zoneOf', { field: label })}
        data={zones}
        value={zone}
        allowDeselect={false}
        searchable
        maxDropdownHeight={220}
        nothingFoundMessage={t('audience.nothingFound')}
        onChange={chosen => {
          const next = chosen ?? COUNCIL_ZONE
          setZone(next)
          if (value !== null) onChange({ ...value, zone: next })
        }}
      />
    </Group>
  )
}
