import { canonicalText, type StixObject } from '@noroshi/stix'
import { readCsafStructure, type CsafDocument } from './csaf-document.ts'
import { csafLosses } from './csaf-losses.ts'
import { objectsOf } from './csaf-to-stix.ts'
import { isProperties, listOf, present, type Properties } from './misp-words.ts'
import { elementOf } from './vulnerability-source.ts'

/**
 * The CSAF document that a report was made of. Its words are believed only where they say what STIX says: it is
 * converted again, and every object must come out as it is here. Otherwise somebody changed the one or the other: undefined.
 */
function restoredCsaf(report: Properties, objects: readonly Properties[]): CsafDocument | undefined {
  const head = elementOf(report, 'csaf')
  if (head === undefined) return undefined
  const byId = new Map(objects.map(object => [String(object['id']), object]))
  const { vulnerabilities: ids, ...rest } = head
  const elements = listOf(ids).map(id => elementOf(byId.get(String(id)) ?? {}, 'csaf'))
  if (!elements.every(isProperties)) return undefined
  const read = readCsafStructure({ ...rest, ...(Array.isArray(ids) ? { vulnerabilities: elements } : {}) })
  if (!read.ok) return undefined
  const again = objectsOf(read.value, csafLosses())
  const isSaid = again.every(object => {
    const here = byId.get(object.id)
    if (object.type === 'marking-definition' || object.type === 'extension-definition') return true
    if (object.type === 'identity') return here === undefined || said(here) === said({ ...object })
    return here !== undefined && said(here) === said({ ...object })
  })
  return isSaid && again.some(({ id }) => id === report['id']) ? read.value : undefined
}

/** What an object says; who made it and who may see it are not the document's to say. */
function said(object: Properties): string {
  const { created_by_ref: _creator, object_marking_refs: _markings, granular_markings: _granular, ...words } = object
  return canonicalText(words)
}

/** Every CSAF document that is whole among some objects: their reports, back as the documents that they were. */
export function restoreCsaf(objects: readonly StixObject[]): CsafDocument[] {
  const all = objects.map((object): Properties => ({ ...object }))
  return all.flatMap(object => (object['type'] === 'report' ? present(restoredCsaf(object, all)) : []))
}
