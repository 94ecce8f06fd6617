import { HubError } from '@noroshi/errors'

/** What HTTP says of a request's form, which has no word among the codes of the house. */
export class TaxiiRefusal extends HubError {
  readonly status: number
  constructor(status: number, reason: string, message: string, messageJa: string) {
    super('INVALID_INPUT', reason, message, undefined, messageJa)
    this.status = status
  }
}

export const notAcceptable = () =>
  new TaxiiRefusal(
    406,
    'NOT_ACCEPTABLE',
    'Accept application/taxii+json;version=2.1.',
    'Accept ヘッダーに application/taxii+json;version=2.1 を指定してください。',
  )
export const unsupportedContent = () =>
  new TaxiiRefusal(
    415,
    'CONTENT_TYPE',
    'Send application/taxii+json;version=2.1.',
    'application/taxii+json;version=2.1 で送信してください。',
  )
export const contentTooLarge = (most: number) =>
  new TaxiiRefusal(
    413,
    'TOO_LARGE',
    `The content is larger than ${most} bytes.`,
    `送信内容が${most}バイトを超えています。`,
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
