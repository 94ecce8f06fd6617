import type { StixObject } from '@noroshi/stix'
import type { CsafDocument } from './csaf-document.ts'
import { restoreCsaf } from './csaf-restore.ts'
import type { Draft } from './misp-words.ts'

/** What of an advisory's head is about its content rather than about itself. */
export function contentOf({ document }: CsafDocument): Draft {
  const { publisher, tracking } = document
  return {
    notes: [
      ...(document.notes ?? []),
      { category: 'general', title: 'Source', text: `${publisher.name}: ${tracking.id}, version ${tracking.version}` },
    ],
    ...(document.acknowledgments ? { acknowledgments: document.acknowledgments } : {}),
    ...(document.aggregate_severity ? { aggregate_severity: document.aggregate_severity } : {}),
  }
}

/** The one advisory that some objects are, when it is whole and no vulnerability or product among them is of elsewhere. */
export function advisoryIn(objects: readonly StixObject[]): CsafDocument | undefined {
  const reports = objects.filter(object => object.type === 'report')
  if (reports.length !== 1) return undefined
  const [advisory] = restoreCsaf(objects)
  const own = new Set<string>(reports.flatMap(({ object_refs: refs }) => refs))
  const isAll = objects.every(({ id, type }) => own.has(id) || !OF_AN_ADVISORY.has(type))
  return isAll ? advisory : undefined
}

const OF_AN_ADVISORY = new Set(['vulnerability', 'software', 'course-of-action'])
