import { question, type AnswerOf } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const PHONE = 'id name lastDigits createdAt confirmedAt codeExpiresAt codeSentAt codeReason lastSentAt'
export const PHONES = question(`query Phones { smsSender phones { ${PHONE} } }`)
export const ADD_PHONE = question(`mutation AddPhone($input: PhoneInput!) { addPhone(input: $input) { ${PHONE} } }`)
export const CONFIRM_PHONE = question(
  `mutation ConfirmPhone($id: ID!, $code: String!) { confirmPhone(id: $id, code: $code) { ${PHONE} } }`,
)
export const REMOVE_PHONE = question('mutation RemovePhone($id: ID!) { removePhone(id: $id) }')

export type Phone = AnswerOf<typeof PHONES>['phones'][number]

export const PHONES_KEY = ['phones']

const WAITING_MILLISECONDS = 2_000

/** Asks again while a code is on its way. */
export const usePhones = () =>
  useQuery({
    queryKey: PHONES_KEY,
    queryFn: ({ signal }) => ask(PHONES, {}, signal),
    refetchInterval: ({ state }) =>
      state.data?.phones.some(({ confirmedAt, codeSentAt }) => !confirmedAt && !codeSentAt)
        ? WAITING_MILLISECONDS
        : false,
  })
