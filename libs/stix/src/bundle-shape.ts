import { identifier, misplaced } from './all-objects.ts'
import * as check from './checks.ts'
import type { Place, Properties } from './checks.ts'
import { versionOf } from './object-words.ts'
import { checkShape } from './shape.ts'

/** Checks a whole bundle (STIX 2.1 §8); `checkObject` judges what is in it. */
export function checkBundle(bundle: Properties, at: Place, checkObject: (object: Properties, at: Place) => void): void {
  const bundled: check.Check = (value, place) => {
    if (!check.isProperties(value) || value['type'] === 'bundle') place.findings.error('not-an-object', place)
    else checkObject(value, place)
  }
  const shape = {
    section: '8',
    required: ['type', 'id'],
    // STIX 2.0 had spec_version here, and many still write it.
    properties: { type: check.text, id: identifier('bundle'), spec_version: misplaced, objects: check.listOf(bundled) },
    rules: [distinctVersions],
  }
  checkShape(shape, bundle, at)
}

/** §3.6: an object and a version of it name one content, so nothing is there twice. */
function distinctVersions(bundle: Properties, at: Place): void {
  const { objects } = bundle
  const seen = new Set<string>()
  for (const [index, object] of (Array.isArray(objects) ? objects : []).entries()) {
    if (!check.isProperties(object) || typeof object['id'] !== 'string') continue
    const key = `${object['id']} ${versionOf(object)}`
    const place = check.inside(check.inside(at, 'objects', 'STIX 2.1 §3.6'), index)
    if (seen.has(key)) at.findings.warn('duplicate-version', place)
    seen.add(key)
  }
}
