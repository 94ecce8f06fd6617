import { HubError } from '@noroshi/errors'

/** Why nothing was fetched, in both languages, by reason. What a foreign server wrote is in none of them. */
const SENTENCES = {
  URL: ['This is no URL that can be asked.', '取得できるURLではありません。'],
  USER_INFO: ['A URL carries no user name and no password.', 'URLにユーザー名やパスワードを含めることはできません。'],
  NOT_HTTPS: [
    'Only https is asked, unless the operator lists this very origin.',
    '運用者が許可した接続先を除き、httpsだけを利用できます。',
  ],
  ADDRESS: [
    'The host has an address that is not public, and the operator has not listed this origin.',
    '接続先のアドレスが公開アドレスではなく、運用者の許可もありません。',
  ],
  NO_SUCH_HOST: ['The name of the host has no address.', '接続先のホスト名を解決できません。'],
  UNREACHABLE: ['The server could not be reached, or broke off.', 'サーバーに接続できないか、途中で切断されました。'],
  TIMEOUT: ['The server did not finish its answer in time.', 'サーバーが制限時間内に応答を終えませんでした。'],
  REDIRECTS: ['The server redirects too often or to nowhere.', 'リダイレクトが多すぎるか、転送先が不正です。'],
  TOO_LARGE: ['The answer is larger than the limit.', '応答がサイズの上限を超えています。'],
  ENCODING: ['The answer is packed in a way that was not asked for.', '応答の圧縮形式が正しくありません。'],
} as const satisfies Readonly<Record<string, readonly [english: string, japanese: string]>>

export type FetchReason = keyof typeof SENTENCES

/** Nothing was fetched: INVALID_INPUT where the address is at fault, UNAVAILABLE where the server is. */
export class FetchRefused extends HubError {
  constructor(reason: FetchReason) {
    const [english, japanese] = SENTENCES[reason]
    const isOurs = reason === 'URL' || reason === 'USER_INFO' || reason === 'NOT_HTTPS' || reason === 'ADDRESS'
    super(isOurs ? 'INVALID_INPUT' : 'UNAVAILABLE', reason, english, 'url', japanese)
  }
}
