import { ATTRIBUTE_ROWS, fullHive, RULE_TYPES, type AttributeRow } from './misp-attribute-table.ts'
import { artifactOf, elementOf, isDetected, settle, speak, type Element, type Spoken } from './misp-element.ts'
import type { EventOutput } from './misp-event.ts'
import { buildObservable, comparisonsFor, type Entry } from './misp-fields.ts'
import { isSet, textOf, type Draft, type Properties } from './misp-words.ts'

/** One attribute of an event. Whatever it is, something speaks for it. */
export function addAttribute(output: EventOutput, value: Properties, path: string): void {
  const element = elementOf(output, value, 'attribute', path)
  const type = textOf(value['type']) ?? ''
  const text = textOf(value['value']) ?? ''
  if (isSet(value['deleted'])) {
    output.losses.note('misp-deleted', path)
    return settle(output, element, undefined)
  }
  const row = ATTRIBUTE_ROWS.get(type)
  const spoken =
    row === undefined ? otherAttribute(element, type, text) : observableAttribute(output, element, row, text)
  if (spoken === undefined && row === undefined) output.losses.note('misp-attribute-type', path)
  settle(output, element, spoken)
}

function observableAttribute(
  output: EventOutput,
  element: Element,
  row: AttributeRow,
  text: string,
): Spoken | undefined {
  if (text === '') return undefined
  const parts = row.fields.length === 1 ? [text] : splitOnce(text)
  let fixed: Draft = { ...row.fixed }
  const more: string[] = []
  const entries = row.fields.flatMap((field, index): Entry[] => {
    const part = parts[index]
    if (part === undefined || part === '') return []
    if (field === 'values') {
      fixed = { ...fixed, values: [{ data: part }] }
      more.push(`windows-registry-key:values[*].data = '${part.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
      return []
    }
    return [{ field, value: adapted(output, row, part, element.path) }]
  })
  const comparisons = isDetected(element.value)
    ? [...comparisonsFor(row.sco, row.sco === 'user-account' ? fixed : {}, entries), ...more]
    : []
  if (row.patternOnly === true) {
    if (comparisons.length > 0) return speakPattern(element, comparisons)
    output.losses.note('misp-attribute-type', element.path)
    return undefined
  }
  const artifact = artifactOf(element.value)
  if (artifact !== undefined && output.add(artifact) !== undefined) fixed = { ...fixed, content_ref: artifact['id'] }
  const { objects, left } = buildObservable(row.sco, fixed, entries, element.uuid)
  // A value that has no place (a port that is no number) would be missing in the observation.
  return speak(output, element, left.length === 0 ? objects : [], comparisons)
}

function speakPattern(element: Element, comparisons: readonly string[]): Spoken {
  const { authored, uuid, first, category } = element
  return {
    bearer: {
      type: 'indicator',
      id: `indicator--${uuid}`,
      ...authored,
      pattern: `[${comparisons.join(' AND ')}]`,
      pattern_type: 'stix',
      pattern_version: '2.1',
      valid_from: first,
      ...(category === '' ? {} : { kill_chain_phases: [{ kill_chain_name: 'misp-category', phase_name: category }] }),
    },
  }
}

/** A composite value has one bar between its two parts; a file name may hold none, and a registry value more. */
function splitOnce(text: string): string[] {
  const bar = text.indexOf('|')
  return bar < 0 ? [text] : [text.slice(0, bar), text.slice(bar + 1)]
}

function adapted(output: EventOutput, row: AttributeRow, part: string, path: string): string {
  if (row.sco === 'autonomous-system') return part.replace(/^AS\s*/i, '')
  if (row.sco === 'mac-addr') return part.toLowerCase()
  if (row.sco !== 'windows-registry-key') return part
  const full = fullHive(part)
  if (full !== part) output.losses.note('misp-registry-hive', `${path}.value`)
  return full
}

function otherAttribute(element: Element, type: string, text: string): Spoken | undefined {
  const { authored, uuid, value, first, category } = element
  if (text === '') return undefined
  const comment = textOf(value['comment']) ?? ''
  const described = comment === '' ? {} : { description: comment }
  if (type === 'vulnerability') {
    const references = /^CVE-\d{4}-\d{4,}$/.test(text)
      ? { external_references: [{ source_name: 'cve', external_id: text }] }
      : {}
    return { bearer: { type, id: `${type}--${uuid}`, ...authored, name: text, ...described, ...references } }
  }
  if (type === 'campaign-name')
    return { bearer: { type: 'campaign', id: `campaign--${uuid}`, ...authored, name: text, ...described } }
  if (RULE_TYPES.has(type)) {
    const phases =
      category === '' ? {} : { kill_chain_phases: [{ kill_chain_name: 'misp-category', phase_name: category }] }
    const rule = { pattern: text, pattern_type: type, valid_from: first, ...described, ...phases }
    return { bearer: { type: 'indicator', id: `indicator--${uuid}`, ...authored, ...rule } }
  }
  return undefined
}
