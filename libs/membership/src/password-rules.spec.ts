import { passwordObjection } from './password-rules.ts'

const EMAIL = 'hanako.yamada@power.example'

describe('a new password', () => {
  it.each([
    ['fourteen chars', 'TOO_SHORT'],
    ['あ'.repeat(14), 'TOO_SHORT'],
    [`${'correct horse '.repeat(9)}abc`, 'TOO_LONG'],
    ['my name is Hanako.Yamada!', 'HOLDS_ACCOUNT_NAME'],
    ['aaaaaaaaaaaaaaaaaa', 'REPEATS'],
    ['PasswordPassword', 'REPEATS'],
    ['12341234123412341', 'REPEATS'],
    ['Password123456789', 'TOO_COMMON'],
    ['CorrectHorseBatteryStaple', 'TOO_COMMON'],
  ])('%s is refused: %s', (password, objection) => {
    expect(passwordObjection(password, EMAIL)).toBe(objection)
  })

  it.each([
    'all lower case is fine',
    '狼煙は丘から丘へと警告を伝える',
    ' spaces at both ends count ',
    '🔥 🏔️ 🔥 🏔️ 🔥 signal fire',
    `${'0123456789abcdefg'.repeat(7)}12345678x`,
  ])('%s is taken, whatever kinds of characters it has', password => {
    expect(passwordObjection(password, EMAIL)).toBeNull()
  })

  it('may hold an account name of three letters, which stands in words by chance', () => {
    expect(passwordObjection('an entirely good password', 'ire@x.example')).toBeNull()
    expect(passwordObjection('an entirely good password', 'good@x.example')).toBe('HOLDS_ACCOUNT_NAME')
  })
})
