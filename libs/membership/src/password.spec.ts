import { parseOptions } from '@node-rs/argon2'
import { hashPassword, NOBODYS_HASH, verifyPassword } from './password.ts'

describe('a password', () => {
  it('is kept as argon2id with 64 MiB, three passes and four lanes', async () => {
    const kept = await hashPassword('correct horse battery staple')
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$/)
    expect(await verifyPassword(kept, 'correct horse battery staple')).toBe(true)
    expect(await verifyPassword(kept, 'correct horse battery stapler')).toBe(false)
  })

  it('costs the same when there is nobody, and no password is nobody’s', async () => {
    expect(parseOptions(NOBODYS_HASH)).toEqual(parseOptions(await hashPassword('x')))
    for (const password of ['', 'x', 'A']) expect(await verifyPassword(NOBODYS_HASH, password)).toBe(false)
  })

  it('waits its turn in a flood, and everybody has theirs', async () => {
    const kept = await hashPassword('x')
    const answers = await Promise.all(['x', 'y', 'x', 'y', 'x'].map(password => verifyPassword(kept, password)))
    expect(answers).toEqual([true, false, true, false, true])
  })
})
