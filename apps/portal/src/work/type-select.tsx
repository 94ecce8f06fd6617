import { NativeSelect } from '@mantine/core'
import { useWorkWords } from './work-page.tsx'

// STIX 2.1 §4, §5 and §6: domain objects, relationships, cyber-observable objects; their names are not translated.
const STIX_TYPES = [
  'attack-pattern', 'campaign', 'course-of-action', 'grouping', 'identity', 'indicator', 'infrastructure',
  'intrusion-set', 'location', 'malware', 'malware-analysis', 'note', 'observed-data', 'opinion', 'report',
  'threat-actor', 'tool', 'vulnerability', 'relationship', 'sighting', 'artifact', 'autonomous-system', 'directory',
  'domain-name', 'email-addr', 'email-message', 'file', 'ipv4-addr', 'ipv6-addr', 'mac-addr', 'mutex',
  'network-traffic', 'process', 'software', 'url', 'user-account', 'windows-registry-key', 'x509-certificate',
  'marking-definition', 'extension-definition', 'language-content',
] // prettier-ignore

/** One type of STIX object, or all. */
export function TypeSelect({ value, onChange }: { value: string; onChange: (type: string) => void }) {
  const t = useWorkWords()
  return (
    <NativeSelect
      label={t('store.type')}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      data={[{ value: '', label: t('portal:common.all') }, ...STIX_TYPES]}
    />
  )
}
