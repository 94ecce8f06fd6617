import { isProperties } from './checks.ts'
import type { Properties } from './checks.ts'

/** What a granular marking's selector picks (STIX 2.1 §7.2.3.1). */
export type Selection =
  { readonly hit: true; readonly value: unknown } | { readonly hit: false; readonly malformed: boolean }

const COMPONENT = /^(?:\[(\d{1,9})\]|([A-Za-z0-9_-]{1,250}))$/

/** Follows a selector such as `external_references.[0].source_name`; it must hit something that is there. */
export function select(object: Properties, selector: string): Selection {
  const components = selector.split('.').map(component => COMPONENT.exec(component))
  if (components.includes(null)) return { hit: false, malformed: true }
  let value: unknown = object
  for (const component of components) {
    const [index, key] = [component?.[1], component?.[2]]
    if (index !== undefined) {
      if (!Array.isArray(value) || Number(index) >= value.length) return { hit: false, malformed: false }
      value = value[Number(index)]
    } else if (key !== undefined) {
      // Own properties only: every object answers to `constructor`, and nobody marked that.
      if (!isProperties(value) || !Object.hasOwn(value, key)) return { hit: false, malformed: false }
      value = value[key]
    }
  }
  return { hit: true, value }
}
