import { membershipEntities } from './index.ts'
import { digestOf } from './token.ts'
import { totpAt } from './totp.ts'
import { openTestCouncil } from './testing.ts'
import type { TestCouncil } from './testing.ts'
import type { SignedIn, SignInAttempt } from './words.ts'

const AT = new Date('2025-01-06T00:00:00.000Z')
const after = (minutes: number, seconds = 0) => new Date(AT.getTime() + (minutes * 60 + seconds) * 1000)

let council: TestCouncil
const membership = () => council.membership
const suspend = async (signedIn: SignedIn, at: Date) => {
  const { reader } = await council.signIn('administrator', at)
  return membership().moveMembership(reader, signedIn.reader.organisationId, 'SUSPENDED', '試験', at)
}

beforeAll(async () => {
  council = await openTestCouncil(AT)
}, 60_000)
afterAll(() => council.drop())

describe('signing in', () => {
  it('lets government and members in with password and code, friends with a password', async () => {
    const analyst = await council.signIn('analyst-1', AT)
    const member = await council.signIn('hoshiwatari-power-1', AT)
    const friend = await council.signIn('wakaba-hospital-1', AT)
    expect([analyst, member, friend].map(({ token }) => token.slice(0, 2))).toEqual(['g_', 'm_', 'f_'])
    expect([analyst, member, friend].map(({ reader }) => reader.tier)).toEqual(['GOVERNMENT', 'MEMBER', 'FRIEND'])
    expect(member).toMatchObject({
      via: 'SESSION',
      scopes: null,
      accessKey: digestOf(member.token),
      expiresAt: after(8 * 60),
      organisation: { name: '星渡電力（デモ）', state: 'ACTIVE', safeguardsValid: true },
      reader: {
        roles: ['MEMBER_READER'],
        sectors: ['electricity'],
        clearanceRank: 1,
        personActive: true,
        epoch: '1.1',
      },
    })
  })

  it('takes the address in any case and with blanks around', async () => {
    const { password } = council.account('hayate-logistics-1')
    const friend = await membership().signIn({ email: ' HAYATE-logistics-1@NCC.example ', password }, AT)
    expect(friend.person.email).toBe('hayate-logistics-1@ncc.example')
  })

  it('keeps only the digest of the token', async () => {
    const { token } = await council.signIn('hoshizora-city-1', AT)
    const { rows } = await council.superuser.query(`select string_agg(s::text, ' ') as everything from hub.session s`)
    expect(rows[0].everything).toContain(digestOf(token))
    expect(rows[0].everything).not.toContain(token.slice(2))
  })

  it('takes each code once, also when it comes twice at the same time', async () => {
    const code = () => council.signIn('officer-1', AT)
    const outcomes = await Promise.allSettled([code(), code()])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(code()).rejects.toMatchObject({ reason: 'SIGN_IN_FAILED' })
    expect((await council.signIn('officer-1', after(0, 30))).via).toBe('SESSION')
  })

  it('takes a code one step early or late, but not two', async () => {
    const { email, password, totpSecret } = council.account('officer-2')
    const withCodeOf = (code: Date, at: Date) =>
      membership().signIn({ email, password, totp: totpAt(totpSecret ?? '', code) }, at)
    await expect(withCodeOf(after(0), after(1))).rejects.toMatchObject({ reason: 'SIGN_IN_FAILED' })
    expect((await withCodeOf(after(0, 30), after(1))).via).toBe('SESSION')
    await expect(withCodeOf(after(2), after(1))).rejects.toMatchObject({ reason: 'SIGN_IN_FAILED' })
    expect((await withCodeOf(after(1, 30), after(1))).via).toBe('SESSION')
  })

  it('fails in the same words whatever is wrong', async () => {
    const member = council.account('kazamidori-bank-1')
    const suspended = council.account('nijinohashi-card-1')
    const inactive = council.account('inazuma-systems-1')
    await council.superuser.query('update hub.person set active = false where email = $1', [inactive.email])
    const right = ({ email, password, totpSecret }: typeof member): SignInAttempt => ({
      email,
      password,
      totp: totpAt(totpSecret ?? '', AT),
    })
    const attempts: SignInAttempt[] = [
      { ...right(member), email: 'nobody@ncc.example' },
      { ...right(member), email: '' },
      { ...right(member), email: `${'x'.repeat(300)}@ncc.example` },
      { ...right(member), email: 'nobody\u0000@ncc.example' },
      { ...right(member), email: 'hoshiwatari-power-2@ncc.example' },
      { ...right(member), password: 'wrong' },
      { ...right(member), password: '' },
      { ...right(member), totp: '000000' },
      { ...right(member), totp: 'no code' },
      { ...right(member), totp: null },
      { email: member.email, password: member.password },
      right(suspended),
      right(inactive),
    ]
    const answers = new Set<string>()
    for (const attempt of attempts) {
      const error: unknown = await membership()
        .signIn(attempt, AT)
        .catch((thrown: unknown) => thrown)
      answers.add(JSON.stringify([String(error), error]))
    }
    expect([...answers]).toHaveLength(1)
    expect([...answers][0]).toContain('SIGN_IN_FAILED')
    expect((await membership().signIn(right(member), AT)).via).toBe('SESSION')
  }, 20_000)
})

describe('a session', () => {
  it('ends after 30 idle minutes, lives on while it is used, and ends after 8 hours', async () => {
    const { token } = await council.signIn('wakaba-hospital-1', AT)
    const at = async (minutes: number) => (await membership().readerOfSession(token, after(minutes))) !== null
    expect(await at(29)).toBe(true)
    expect(await at(58)).toBe(true)
    expect(await at(58 + 30)).toBe(false)

    const used = await council.signIn('wakaba-hospital-1', AT)
    for (let minutes = 20; minutes < 480; minutes += 20)
      expect(await membership().readerOfSession(used.token, after(minutes))).not.toBeNull()
    expect(await membership().readerOfSession(used.token, after(480))).toBeNull()
  })

  it('ends when it is signed out', async () => {
    const { token } = await council.signIn('wakaba-hospital-1', AT)
    await membership().signOut(token, AT)
    await membership().signOut(token, AT)
    await membership().signOut('nonsense', AT)
    expect(await membership().readerOfSession(token, AT)).toBeNull()
  })

  it('is of nobody when the token is unknown, of another kind or of another tier', async () => {
    const { token } = await council.signIn('hoshiwatari-power-1', after(1))
    const { apiKey } = council.account('hoshiwatari-power-1')
    for (const other of ['', 'x', `f${token.slice(1)}`, `g${token.slice(1)}`, `${token}x`, apiKey ?? ''])
      expect(await membership().readerOfSession(other, after(1))).toBeNull()
    expect(await membership().readerOfApiKey(token, after(1))).toBeNull()
  })

  it('is refused at the request after a suspension, and does not come back when it is lifted', async () => {
    const member = await council.signIn('hibari-telecom-1', AT)
    const { apiKey } = council.account('hibari-telecom-1')
    expect(await membership().readerOfSession(member.token, after(1))).not.toBeNull()
    await suspend(member, after(2))
    expect(await membership().readerOfSession(member.token, after(2))).toBeNull()
    expect(await membership().readerOfApiKey(apiKey ?? '', after(2))).toBeNull()

    const { reader } = await council.signIn('administrator', after(3))
    await membership().moveMembership(reader, member.reader.organisationId, 'ACTIVE', '解除', after(3))
    expect(await membership().readerOfSession(member.token, after(3))).toBeNull()
    expect(await membership().readerOfApiKey(apiKey ?? '', after(3))).not.toBeNull()
    expect((await council.signIn('hibari-telecom-1', after(3))).reader.epoch).toBe('3.1')
  })

  it('is refused at the request after its person was made inactive', async () => {
    const friend = await council.signIn('hayate-logistics-1', AT)
    const set = (active: boolean) =>
      council.superuser.query('update hub.person set active = $2 where id = $1', [friend.person.id, active])
    await set(false)
    expect(await membership().readerOfSession(friend.token, AT)).toBeNull()
    await set(true)
  })
})

describe('a socket ticket', () => {
  it('lets in once, also when it comes twice at the same time', async () => {
    const friend = await council.signIn('wakaba-hospital-1', AT)
    const ticket = await membership().issueSocketTicket(friend, AT)
    expect(ticket).toMatch(/^ticket_f_/)
    const redeem = () => membership().redeemSocketTicket(ticket, after(0, 5))
    const both = await Promise.all([redeem(), redeem()])
    expect(both.filter(entered => entered !== null)).toHaveLength(1)
    expect(both.find(entered => entered !== null)).toMatchObject({ via: 'SESSION', accessKey: friend.accessKey })
    expect(await redeem()).toBeNull()
  })

  it('is no good after 30 seconds, after its session ended, or when it is none', async () => {
    const friend = await council.signIn('wakaba-hospital-1', AT)
    const late = await membership().issueSocketTicket(friend, AT)
    expect(await membership().redeemSocketTicket(late, after(0, 30))).toBeNull()
    const orphan = await membership().issueSocketTicket(friend, AT)
    await membership().signOut(friend.token, AT)
    expect(await membership().redeemSocketTicket(orphan, AT)).toBeNull()
    expect(await membership().redeemSocketTicket(friend.token, AT)).toBeNull()
  })

  it('stands for the API key that it was issued to, and for its scopes', async () => {
    const { apiKey } = council.account('kazamidori-bank-1')
    const byKey = await membership().readerOfApiKey(apiKey ?? '', AT)
    if (!byKey) throw new Error('the key should let in')
    const ticket = await membership().issueSocketTicket(byKey, AT)
    expect(await membership().redeemSocketTicket(ticket, AT)).toEqual(byKey)
  })

  it('is swept away when nobody used it', async () => {
    const friend = await council.signIn('wakaba-hospital-1', AT)
    await membership().issueSocketTicket(friend, AT)
    const count = async () => (await council.superuser.query('select 1 from hub.socket_ticket')).rowCount
    expect(await count()).toBeGreaterThan(0)
    await membership().forgetUnusedTickets(after(1))
    expect(await count()).toBe(0)
  })
})

describe('the review of open accesses', () => {
  const accessOf = ({ reader, accessKey }: SignedIn) => ({ personId: reader.personId, accessKey, epoch: reader.epoch })

  it('says nothing of those that are good', async () => {
    const friend = await council.signIn('wakaba-hospital-1', AT)
    const byKey = await membership().readerOfApiKey(council.account('wakaba-hospital-1').apiKey ?? '', AT)
    if (!byKey) throw new Error('the key should let in')
    const review = await membership().stillGood('FRIEND', [accessOf(friend), accessOf(byKey)], AT)
    expect([review.gone.size, review.changed.size]).toEqual([0, 0])
    expect((await membership().stillGood('FRIEND', [], AT)).gone.size).toBe(0)
  })

  it('names the access that was signed out, idle, expired, revoked, suspended or never was', async () => {
    const [left, idle, keyed, suspended] = [
      await council.signIn('wakaba-hospital-1', AT),
      await council.signIn('wakaba-hospital-1', AT),
      await council.signIn('wakaba-hospital-1', after(40)),
      await council.signIn('hoshizora-city-1', after(40)),
    ]
    await membership().signOut(left.token, after(40))
    const { key, apiKey } = await membership().createApiKey(
      keyed,
      { name: 'k', scopes: ['read'], expiresAt: after(90) },
      { password: council.account('wakaba-hospital-1').password },
      after(40),
    )
    const byKey = await membership().readerOfApiKey(key, after(40))
    if (!byKey) throw new Error('the key should let in')
    await membership().revokeApiKey(keyed, apiKey.id, after(40))
    await suspend(suspended, after(40))
    const forged = { ...accessOf(keyed), personId: suspended.reader.personId, accessKey: digestOf('forged') }
    const open = [left, idle, byKey, suspended, keyed].map(accessOf)
    const review = await membership().stillGood('FRIEND', [...open, forged], after(40))
    const gone = [left, idle, byKey, suspended].map(({ accessKey }) => accessKey)
    expect([...review.gone].sort()).toEqual([...gone, forged.accessKey].sort())
    expect(review.changed.size).toBe(0)
  })

  it('gives the fresh Reader of those whose epoch is another', async () => {
    const member = await council.signIn('hoshiwatari-power-1', after(50))
    const { reader } = await council.signIn('administrator', after(50))
    await membership().recordClearance(reader, member.reader.personId, { rank: 0 }, after(50))
    const review = await membership().stillGood('MEMBER', [accessOf(member)], after(50))
    expect(review.gone.size).toBe(0)
    const fresh = review.changed.get(member.reader.personId)
    expect(fresh).toMatchObject({ clearanceRank: 0, clearanceValidUntil: null, epoch: '1.2' })
    const again = await membership().stillGood('MEMBER', [{ ...accessOf(member), epoch: '1.2' }], after(50))
    expect(again.changed.size).toBe(0)
  })
})

describe('a process of one tier', () => {
  it('lets nobody of another tier in, by any access', async () => {
    const { Database } = await import('@noroshi/database')
    const { MembershipService } = await import('./membership.service.ts')
    const { hub_friend } = council.passwords
    const database = await Database.open({ ...council.address, passwords: { hub_friend } }, membershipEntities)
    const friendsOnly = new MembershipService(database)
    const { email, password, totpSecret, apiKey } = council.account('kazamidori-bank-1')
    const totp = totpAt(totpSecret ?? '', after(5))
    await expect(friendsOnly.signIn({ email, password, totp }, after(5))).rejects.toMatchObject({
      reason: 'SIGN_IN_FAILED',
    })
    expect(await friendsOnly.readerOfApiKey(apiKey ?? '', AT)).toBeNull()
    const member = await council.signIn('kazamidori-bank-1', after(5))
    expect(await friendsOnly.readerOfSession(member.token, after(5))).toBeNull()
    expect((await friendsOnly.referenceData(null)).sectors).toHaveLength(15)
    await database.close()
  })
})
