/*
 * What a new password must be (AU-1): long, not guessable from the account, not one that everybody chooses. No rule about
 * kinds of characters and none about changing it now and then: both make worse passwords (NIST SP 800-63B §3.1.1.2).
 */

const SHORTEST = 15
const LONGEST = 128
/** Shorter local parts stand in too many passwords by chance. */
const SHORTEST_NAME = 4

/** Why a password is refused. */
export type PasswordObjection = 'TOO_SHORT' | 'TOO_LONG' | 'HOLDS_ACCOUNT_NAME' | 'REPEATS' | 'TOO_COMMON'

// Of the lists of leaked passwords, those of 15 characters and more that are no mere repetition; in lower case.
const COMMON = new Set([
  '0123456789abcdef',
  '123456789012345',
  '1234567890123456',
  '12345678901234567890',
  '1234567890qwertyuiop',
  '123456789987654321',
  '1q2w3e4r5t6y7u8i',
  '1q2w3e4r5t6y7u8i9o',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv',
  '1qaz2wsx3edc4rfv5tgb',
  '987654321123456789',
  'abcdefghijklmno',
  'abcdefghijklmnop',
  'abcdefghijklmnopqrstuvwxyz',
  'administrator123',
  'administrator1234',
  'changemechangeme1',
  'correct horse battery staple',
  'correcthorsebatterystaple',
  'iloveyouiloveyou1',
  'iloveyousomuch1',
  'letmeinletmein1',
  'mypasswordispassword',
  'password1234567',
  'password12345678',
  'password123456789',
  'password1234567890',
  'passwordpassword1',
  'passwordpassword123',
  'qazwsxedcrfvtgb',
  'qazwsxedcrfvtgbyhn',
  'qazwsxedcrfvtgbyhnujm',
  'qwertyuiop123456',
  'qwertyuiop1234567890',
  'qwertyuiopasdfg',
  'qwertyuiopasdfgh',
  'qwertyuiopasdfghjkl',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwerty123456789',
  'qwerty1234567890',
  'thisismypassword',
  'thisismypassword1',
  'welcome123456789',
  'zaq12wsxcde34rfv',
  'zxcvbnmasdfghjkl',
  'zxcvbnmasdfghjklqwertyuiop',
])

/** The first objection to a new password for this address, or null. The password is taken as typed, never trimmed. */
export function passwordObjection(password: string, email: string): PasswordObjection | null {
  const characters = [...password]
  if (characters.length < SHORTEST) return 'TOO_SHORT'
  if (characters.length > LONGEST) return 'TOO_LONG'
  const folded = password.toLowerCase()
  const [local = ''] = email.toLowerCase().split('@')
  if (local.length >= SHORTEST_NAME && folded.includes(local)) return 'HOLDS_ACCOUNT_NAME'
  if (repeats([...folded])) return 'REPEATS'
  return COMMON.has(folded) ? 'TOO_COMMON' : null
}

/** Whether a piece of at most eight characters makes up the whole. */
function repeats(characters: readonly string[]): boolean {
  return [1, 2, 3, 4, 5, 6, 7, 8].some(piece =>
    characters.every((character, index) => index < piece || character === characters[index - piece]),
  )
}
