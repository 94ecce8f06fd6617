import { useTranslation } from 'react-i18next'
import { ja } from '../words/work.ja.ts'

type Condition = keyof typeof ja.condition
type Objection = keyof typeof ja.objection

const isCondition = (code: string): code is Condition => Object.hasOwn(ja.condition, code)
const isObjection = (code: string): code is Objection => Object.hasOwn(ja.objection, code)

/** The words for a condition of clearance; a code that is not known here is shown as it is. */
export function useConditionText(): (code: string) => string {
  const { t } = useTranslation('work')
  return code => (isCondition(code) ? t(`condition.${code}`) : code)
}

/** The words for what stands against a release; a code that is not known here is shown as it is. */
export function useObjectionText(): (code: string) => string {
  const { t } = useTranslation('work')
  return code => (isObjection(code) ? t(`objection.${code}`) : code)
}

/** What others have yet to say, which the reader may do nothing about: not a question of their own right. */
export const isOfOthers = ({ code }: { code: string }): boolean => /^(APPROVAL|CONSENT)_/.test(code)
