import { createInstance } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { CouncilWords } from './council.ts'
import { en } from './en.ts'
import { ja } from './ja.ts'
import type { WorkWords } from './work.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'portal'
    resources: { portal: typeof ja; council: CouncilWords; work: WorkWords }
  }
}

/** Japanese first. */
export const LANGUAGES = ['ja', 'en'] as const
/** A language of the portal. */
export type Language = (typeof LANGUAGES)[number]

/** The words of the portal; `work` and `council` join when a page that needs them is loaded. */
export const i18n = createInstance()

// The choice is kept in a cookie, which the hub reads as well; browser storage stays empty.
const cookie = /(?:^|;\s*)lang=(ja|en)(?:;|$)/.exec(document.cookie)?.[1]

void i18n.use(initReactI18next).init({
  lng: cookie ?? 'ja',
  fallbackLng: 'ja',
  supportedLngs: [...LANGUAGES],
  ns: ['portal'],
  defaultNS: 'portal',
  resources: { ja: { portal: ja }, en: { portal: en } },
  initAsync: false,
  // React escapes; escaping here would do it twice.
  interpolation: { escapeValue: false },
})
document.documentElement.lang = i18n.language

const ONE_YEAR_SECONDS = 31_536_000

/** Changes the language and remembers it. */
export async function speak(language: Language): Promise<void> {
  document.cookie = `lang=${language}; Path=/; Max-Age=${ONE_YEAR_SECONDS}; SameSite=Strict`
  document.documentElement.lang = language
  await i18n.changeLanguage(language)
}

/** The language that is spoken now. */
export const spokenLanguage = (): Language => (i18n.language === 'en' ? 'en' : 'ja')

/** Adds the words of a part of the portal that is loaded on its own. */
export function addWords(namespace: 'council' | 'work', words: Record<Language, object>): void {
  for (const language of LANGUAGES) i18n.addResourceBundle(language, namespace, words[language], true, true)
}
