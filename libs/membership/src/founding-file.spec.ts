import { parseFoundingFile, withInvitedAdministrators } from './founding-file.ts'
import { tierOfToken } from './token.ts'

const AT = new Date('2025-01-06T00:00:00.000Z')
const administrator = { name: '管理 花子', email: ' Admin@NCC.example', roles: ['ADMINISTRATOR'] }
const secretariat = {
  name: '統括室',
  nameEn: 'Secretariat',
  class: 'ADMINISTRATIVE_ORGAN',
  tier: 'GOVERNMENT',
  sectors: [],
  people: [administrator],
}
const power = {
  ...secretariat,
  name: '電力会社',
  class: 'CORE_INFRASTRUCTURE_OPERATOR',
  tier: 'MEMBER',
  sectors: ['electricity'],
  safeguardsValidUntil: '2026-01-06T09:00:00+09:00',
  people: [{ name: '電力 太郎', email: 'taro@power.example', roles: ['MEMBER_READER'] }],
}
const refusal = (...organisations: object[]) => {
  try {
    parseFoundingFile({ organisations })
  } catch (error) {
    return error
  }
  return 'accepted'
}

describe('a founding file', () => {
  it('becomes a council, with what may be left out filled in', () => {
    expect(parseFoundingFile({ organisations: [secretariat, power] }).organisations).toEqual([
      {
        ...secretariat,
        state: 'ACTIVE',
        competentMinistry: null,
        size: null,
        capability: null,
        prefecture: null,
        safeguardsValidUntil: null,
        people: [{ ...administrator, email: 'admin@ncc.example' }],
      },
      {
        ...power,
        state: 'ACTIVE',
        competentMinistry: null,
        size: null,
        capability: null,
        prefecture: null,
        safeguardsValidUntil: new Date('2026-01-06T00:00:00.000Z'),
      },
    ])
  })

  it('is refused with the place that is wrong', () => {
    const [reader] = power.people
    expect(refusal(secretariat, { ...power, people: [{ ...reader, password: 'x' }] })).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'organisations[1].people[0]',
    })
    expect(refusal(secretariat, { ...power, tier: 'GOVERNMENT' })).toMatchObject({ field: 'organisations[1].tier' })
    expect(refusal(secretariat, { ...power, people: [{ ...reader, roles: ['ANALYST'] }] })).toMatchObject({
      field: 'organisations[1].people[0].roles',
    })
    expect(refusal(secretariat, { ...power, people: [reader, reader] })).toMatchObject({
      field: 'organisations[1].people[1].email',
    })
    expect(refusal(secretariat, power, { ...power, name: '電カ会社', people: [] })).toMatchObject({
      field: 'organisations[2].name',
      reason: 'NAME_CONFUSABLE',
    })
    expect(refusal(secretariat, { ...power, people: [{ ...reader, name: '電力\u2066太郎' }] })).toMatchObject({
      field: 'organisations[1].people[0].name',
      reason: 'HIDDEN_CHARACTER',
    })
    expect(refusal(power)).toMatchObject({ reason: 'NO_ADMINISTRATOR' })
    expect(refusal({ ...secretariat, state: 'SUSPENDED' })).toMatchObject({ reason: 'NO_ADMINISTRATOR' })
  })

  it('invites its administrators and nobody else', () => {
    const { council, invited } = withInvitedAdministrators(
      parseFoundingFile({ organisations: [secretariat, power] }),
      AT,
    )
    expect(invited).toHaveLength(1)
    expect(invited[0]).toMatchObject({ email: 'admin@ncc.example', expiresAt: new Date('2025-01-13T00:00:00.000Z') })
    expect(tierOfToken('ENROLMENT', invited[0]?.enrolmentToken ?? '')).toBe('GOVERNMENT')
    expect(
      council.organisations.flatMap(({ people }) => people.map(({ invitation }) => invitation !== undefined)),
    ).toEqual([true, false])
  })
})
