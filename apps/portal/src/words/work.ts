// Words of the working pages of government. Loaded with those pages, never for a member or a friend.
import { addWords } from './i18n.ts'
import { en } from './work.en.ts'
import { ja } from './work.ja.ts'

/** Their shape, for the type checker. */
export type WorkWords = typeof ja

addWords('work', { ja, en })
