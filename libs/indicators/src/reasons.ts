/** Why a value is more or less likely to be an indicator; a closed list, in both languages. */
export const REASONS = {
  defanged: ['written so that nobody follows it', '無害化して書かれている'],
  'warning-list': ['on a list of values that are usually harmless', '警告リスト（通常は無害な値）に載っている'],
  'looks-like-a-version': ['looks like a version number', 'バージョン番号のように見える'],
  'looks-like-a-file-name': ['looks like the name of a file', 'ファイル名のように見える'],
  'reserved-name': ['a name or address reserved for examples and local use', '例示用・ローカル用に予約されている'],
  'own-words-nearby': ['the words around it speak of indicators', '前後の語が痕跡情報であることを示す'],
  'checked-syntax': ['its syntax was checked', '構文を確認した'],
  'no-digits': ['could be an ordinary word', '普通の語である可能性がある'],
} as const satisfies Readonly<Record<string, readonly [english: string, japanese: string]>>

export type Reason = keyof typeof REASONS
