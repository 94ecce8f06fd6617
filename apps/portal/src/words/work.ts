// Words of the working pages of government. Loaded with those pages, never for a member or a friend.
import { addWords } from './i18n.ts'
import { en as checksEn, ja as checksJa } from './checks.ts'
import { en as documentsEn, ja as documentsJa } from './documents.ts'
import { en as sourcesEn, ja as sourcesJa } from './sources.ts'
import { en } from './work.en.ts'
import { ja } from './work.ja.ts'

const words = {
  ja: { ...ja, ...checksJa, ...documentsJa, ...sourcesJa },
  en: { ...en, ...checksEn, ...documentsEn, ...sourcesEn },
}

/** Their shape, for the type checker. */
export type WorkWords = typeof words.ja

addWords('work', words)
