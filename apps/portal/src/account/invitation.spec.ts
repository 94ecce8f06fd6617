import { invitationLink, tokenIn } from './invitation.ts'

const token = `enrol_m_${'Ab3_-'.repeat(8)}xyz`

describe('an invitation', () => {
  it('is read from its link, its fragment and itself', () => {
    const link = invitationLink('https://hub.example', token)
    expect(link).toBe(`https://hub.example/enrol#token=${token}`)
    for (const text of [link, `#token=${token}`, token, `  ${token}\n`]) expect(tokenIn(text)).toBe(token)
  })

  it('is not seen in anything else', () => {
    for (const text of [
      '',
      '#',
      '#token=',
      'enrol_m_short',
      `x${token}`,
      `${token}x`,
      token.replace('enrol_', 'noroshi_'),
    ])
      expect(tokenIn(text)).toBe('')
  })
})
