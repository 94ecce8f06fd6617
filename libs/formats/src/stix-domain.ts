import { templateOf } from './misp-object-table.ts'
import { recordsOf, textOf, type Properties } from './misp-words.ts'
import type { Telling, Told } from './stix-values.ts'
import { leaves } from './stix-reading.ts'

/** What a domain object tells of the template that it was made of. */
export function domainTelling(object: Properties, template: string): Telling | undefined {
  const row = templateOf(template)
  if (row?.naming === undefined || row.type !== object['type']) return undefined
  const tell = (relation: string, value: string): Told => ({ type: 'text', relation, value })
  const references = recordsOf(object['external_references'])
  const contacts = (textOf(object['contact_information']) ?? '').split(' / ')
  const name = textOf(object['name'])
  const values = Object.entries(row.fields).flatMap(([relation, field]) => {
    if (field === '=url') return references.flatMap(one => textOf(one['url']) ?? []).map(url => tell(relation, url))
    if (field.startsWith('='))
      return references.flatMap(one => textOf(one['external_id']) ?? []).map(id => tell(relation, id))
    if (field === 'contact_information') {
      const mine = contacts.filter(contact => contact.startsWith(`${relation}: `))
      return mine.map(contact => tell(relation, contact.slice(relation.length + 2)))
    }
    return leaves(object[field.replace(/[@+]$/, '')]).map(value => tell(relation, value))
  })
  const [naming = 'name'] = row.naming
  const named = name === undefined || values.some(({ relation }) => relation === naming) ? [] : [tell(naming, name)]
  return { template, values: [...named, ...values, ...ownProperties(object)] }
}

function ownProperties(object: Properties): Told[] {
  return Object.entries(object)
    .filter(([name]) => name.startsWith('x_misp_'))
    .flatMap(([name, value]) =>
      leaves(value).map(text => ({
        type: 'text',
        relation: name.slice('x_misp_'.length).replaceAll('_', '-'),
        value: text,
      })),
    )
}

/** What an object of MISP's own kind tells, when it has the properties that misp-stix gives it. */
export function ownTelling(object: Properties): Telling | undefined {
  const [type, value, name] = ['x_misp_type', 'x_misp_value', 'x_misp_name'].map(one => textOf(object[one]))
  if (object['type'] === 'x-misp-attribute' && type !== undefined && value !== undefined) {
    return { values: [{ type, relation: '', value }] }
  }
  if (object['type'] !== 'x-misp-object' || name === undefined) return undefined
  const values = recordsOf(object['x_misp_attributes']).flatMap((attribute): Told[] => {
    const [kind, text, relation] = ['type', 'value', 'object_relation'].map(one => textOf(attribute[one]))
    return kind === undefined || text === undefined ? [] : [{ type: kind, relation: relation ?? '', value: text }]
  })
  return { template: name, values }
}
