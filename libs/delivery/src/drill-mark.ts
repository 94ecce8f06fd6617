/*
 * That something is a drill is said first: whatever leaves the hub about it begins with the mark, in the language in which it is written, and
 * says in its text that nothing has happened. A title bears the mark as well, as its makers signed it; a heading says it once.
 */
import { DRILL_MARK, DRILL_MARK_EN, isDrillReference } from '@noroshi/products'
import type { MessageLanguage } from './ledger.ts'

const MARKS = { ja: DRILL_MARK, en: DRILL_MARK_EN } as const
const LEADS = {
  ja: 'これは到達確認の訓練です。実際の事案ではありません。',
  en: 'This is a reachability drill. Nothing has really happened.',
} as const

/** What is said of a drill before everything else: `heading` begins its headings, `lead` its texts. Both are empty of anything else. */
export interface DrillMark {
  readonly isDrill: boolean
  readonly heading: string
  readonly lead: string
  /** A title as it stands in a heading. */
  titled(title: string): string
}

export function drillMarkOf({ reference }: { readonly reference: string }, language: MessageLanguage): DrillMark {
  if (!isDrillReference(reference)) return { isDrill: false, heading: '', lead: '', titled: title => title }
  const heading = MARKS[language]
  return { isDrill: true, heading, lead: `${heading}${LEADS[language]}`, titled: unmarked }
}

function unmarked(title: string): string {
  const mark = Object.values(MARKS).find(known => title.startsWith(known))
  return mark === undefined ? title : title.slice(mark.length)
}
