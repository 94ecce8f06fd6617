import * as check from './checks.ts'
import type { Check, Place } from './checks.ts'
import { EXTENSION_SHAPES } from './extension-shapes.ts'
import { checkShape } from './shape.ts'
import { isCustomType } from './stix-objects.ts'
import { isStixId } from './stix-id.ts'

/** The older way of naming one's own extension, without a definition: tolerated. */
const OLD_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-ext$/

const PREDEFINED = new Set(Object.values(EXTENSION_SHAPES).flatMap(shapes => Object.keys(shapes)))

const extensionType = check.closed('extension-type-enum')

/** The `extensions` property of one type of object (STIX 2.1 §7.3, and the predefined extensions of §6). */
export function extensionsOf(type: string): Check {
  return (value, at) => {
    const place = check.under('STIX 2.1 §7.3', at)
    if (!check.isProperties(value)) return at.findings.error('wrong-kind', place, 'dictionary')
    if (Object.keys(value).length === 0) at.findings.error('empty-dictionary', place)
    for (const [name, extension] of Object.entries(value)) {
      checkExtension(type, name, extension, check.inside(place, name))
    }
  }
}

function checkExtension(type: string, name: string, extension: unknown, at: Place): void {
  if (!check.isProperties(extension)) return at.findings.error('not-an-object', at)
  if (Object.keys(extension).length === 0) at.findings.error('empty-dictionary', at)
  const shapes = Object.hasOwn(EXTENSION_SHAPES, type) ? EXTENSION_SHAPES[type] : undefined
  const shape = shapes !== undefined && Object.hasOwn(shapes, name) ? shapes[name] : undefined
  if (shape !== undefined) return checkShape(shape, extension, at)
  if (name.startsWith('extension-definition--')) {
    if (!isStixId(name)) at.findings.error('invalid-extension-key', at, name)
    checkDeclared(type, extension['extension_type'], at)
  } else if (PREDEFINED.has(name) || !OLD_NAME.test(name)) at.findings.error('invalid-extension-key', at, name)
  else {
    at.findings.warn('custom-extension', at, name)
    if (!name.startsWith('x-')) at.findings.warn('custom-prefix', at, name, 'x-')
  }
  check.anything(extension, at)
}

function checkDeclared(type: string, kind: unknown, at: Place): void {
  const place = check.inside(at, 'extension_type')
  if (kind === undefined) return at.findings.error('required-property', place, 'extension_type')
  extensionType(kind, place)
  // An extension must not redefine what the standard defines.
  if (typeof kind === 'string' && kind.startsWith('new-') && !isCustomType(type)) {
    at.findings.error('wrong-extension-type', place, kind)
  }
}
