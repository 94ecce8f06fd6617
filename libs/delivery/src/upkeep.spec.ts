import { stepOf, upkeepTextOf, UPKEEP_KINDS } from './upkeep.ts'

const at = (text: string) => new Date(`${text}:00Z`)
const SINCE = at('2026-12-20T03:00')

describe('when somebody is told of what ends or is broken', () => {
  const made = at('2026-01-01T00:00')
  it.each([
    ['2026-12-06T02:59', null],
    ['2026-12-06T03:00', -14],
    ['2026-12-17T02:59', -14],
    ['2026-12-17T03:00', -3],
    ['2026-12-20T02:59', -3],
    ['2026-12-20T03:00', 0],
    ['2026-12-27T02:59', 0],
    ['2026-12-27T03:00', 7],
    ['2027-03-01T00:00', 70],
  ])('at %s it is the step %p', (now, step) => {
    expect(stepOf(SINCE, made, at(now))).toBe(step)
  })

  it('is never a step that was over when it began', () => {
    const began = at('2026-12-18T00:00')
    expect(stepOf(SINCE, began, at('2026-12-18T00:01'))).toBeNull()
    expect(stepOf(SINCE, began, SINCE)).toBe(0)
    expect(stepOf(SINCE, null, SINCE)).toBe(0)
    expect(stepOf(SINCE, null, at('2026-12-20T02:59'))).toBeNull()
  })
})

describe('what such a mail says', () => {
  const facts = UPKEEP_KINDS.map(kind => ({ kind, since: SINCE }))
  const said = (language: 'ja' | 'en', some = facts, now = at('2026-12-17T03:00')) =>
    upkeepTextOf(some, language, 'https://hub.example', now)

  it('is everything at once, each with the page where it is mended', () => {
    for (const language of ['ja', 'en'] as const) {
      const { subject, text } = said(language)
      expect(subject).toBe(
        language === 'ja' ? '[狼煙] 通知先の点検をお願いします' : '[Noroshi] Please check your contact points',
      )
      expect(text.match(/^\d+\. /gm)).toHaveLength(UPKEEP_KINDS.length)
      expect(text.match(/ {3}https:\/\/hub\.example\/(account|contacts)$/gm)).toHaveLength(UPKEEP_KINDS.length)
      expect(said(language, []).text.length).toBeLessThan(text.length)
    }
  })

  it('names the days that are left, while some are', () => {
    const [key] = facts.filter(({ kind }) => kind === 'MAIL_KEY')
    expect(said('ja', [key]).text).toContain('（あと3日）')
    expect(said('en', [key]).text).toContain('(3 days left)')
    expect(said('en', [key], at('2026-12-19T03:00')).text).toContain('(1 day left)')
    expect(said('ja', [key], SINCE).text).not.toContain('あと')
  })

  it('says several of a kind once, of the first that ends', () => {
    const later = { kind: 'API_KEY', since: at('2026-12-30T00:00') } as const
    const { text } = said('en', [later, { kind: 'API_KEY', since: SINCE }])
    expect(text.match(/An API key/g)).toHaveLength(1)
    expect(text).toContain('(3 days left)')
  })
})
