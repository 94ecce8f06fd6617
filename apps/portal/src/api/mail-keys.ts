import { question, type AnswerOf } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const KEY = 'kind fingerprint userIds namesAddress addedAt expiresAt daysLeft issuer serialNumber'
export const MAIL_KEY = question(`query MailKey { mailKey { ${KEY} } }`)
export const REPLACE_MAIL_KEY = question(
  `mutation ReplaceMailKey($armored: String!) { replaceMailKey(armored: $armored) { ${KEY} } }`,
)
export const REMOVE_MAIL_KEY = question('mutation RemoveMailKey { removeMailKey }')

export type MailKey = NonNullable<AnswerOf<typeof MAIL_KEY>['mailKey']>

export const MAIL_KEY_KEY = ['mail-key']

export const useMailKey = () =>
  useQuery({
    queryKey: MAIL_KEY_KEY,
    queryFn: async ({ signal }) => (await ask(MAIL_KEY, {}, signal)).mailKey ?? null,
  })
