import { HubError } from '@noroshi/errors'
import { TAXII } from './media-types.ts'

/** What HTTP says of a request's form, which has no word among the codes of the house. */
export class TaxiiRefusal extends HubError {
  readonly status: number
  constructor(status: number, reason: string, message: string, messageJa: string) {
    super('INVALID_INPUT', reason, message, undefined, messageJa)
    this.status = status
  }
}

export const notAcceptable = () =>
  new TaxiiRefusal(406, 'NOT_ACCEPTABLE', `Accept ${TAXII}.`, `Accept ヘッダーに ${TAXII} を指定してください。`)
export const unsupportedContent = () =>
  new TaxiiRefusal(415, 'CONTENT_TYPE', `Send ${TAXII}.`, `${TAXII} で送信してください。`)
export const contentTooLarge = (most: number) =>
  new TaxiiRefusal(
    413,
    'TOO_LARGE',
    `The content is larger than ${most} bytes.`,
    `送信内容が${most}バイトを超えています。`,
  )
export const tooBusy = () =>
  new TaxiiRefusal(
    503,
    'BUSY',
    'Too many answers are being sent. Try again in a few seconds.',
    '応答中の要求が多すぎます。数秒後に再度お試しください。',
  )
export const notAllowed = () =>
  new HubError(
    'FORBIDDEN',
    'NOT_ALLOWED',
    'This collection does not allow it.',
    undefined,
    'このコレクションではこの操作はできません。',
  )
export const credentialsNeeded = () =>
  new HubError('UNAUTHENTICATED', 'SIGN_IN', 'Present an API key.', undefined, 'APIキーを提示してください。')
