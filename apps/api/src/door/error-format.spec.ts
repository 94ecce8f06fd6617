import { HttpException } from '@nestjs/common'
import { HubError, notFound } from '@noroshi/errors'
import { answerOf } from './error-format.ts'

const WORD = 'kasumitanuki'
/** As PostgreSQL's driver reports a refusal: every field of it may quote what a row holds. */
const refusedByDatabase = (code: string) =>
  Object.assign(new Error(`duplicate key value violates unique constraint "${WORD}"`), {
    ...{ code, detail: `Key (title)=(${WORD}) already exists.`, hint: WORD, schema: 'hub', table: WORD, column: WORD },
    ...{ constraint: WORD, where: WORD, query: `select '${WORD}'`, parameters: [WORD] },
  })
const answered = (thrown: unknown, language = 'en') => answerOf(thrown, 'trace', language)

describe('an answer to what went wrong', () => {
  it.each([
    '22P02',
    '22001',
    '23502',
    '23503',
    '23505',
    '23514',
    '23P01',
    '40001',
    '40P01',
    '42501',
    '42601',
    '42P01',
    '53100',
    '55P03',
    '57014',
    'XX000',
  ])('[L24] holds nothing of what the database said with %s', code => {
    for (const language of ['en', 'ja'])
      expect(JSON.stringify(answered(refusedByDatabase(code), language))).not.toContain(WORD)
  })

  it('[L24] holds nothing of a fault of our own, of the framework, or of something that is no error at all', () => {
    for (const thrown of [
      ...[new Error(WORD), new TypeError(WORD), new HttpException(WORD, 418), { statusCode: 400, message: WORD }],
      ...[{ status: 503, message: WORD }, WORD, [WORD], { code: WORD }, Symbol(WORD), undefined, null],
    ])
      expect(JSON.stringify(answered(thrown))).not.toContain(WORD)
  })

  it('[L21] is the same, to the byte, for what a policy refuses as for what is not there', () => {
    const { known: _known, ...refused } = answered(refusedByDatabase('42501'))
    const { known: _sure, ...absent } = answered(notFound())
    expect(refused).toEqual(absent)
  })

  it('keeps what was meant to be said, in the caller’s language', () => {
    const error = new HubError('INVALID_INPUT', 'PAGE_SIZE', 'From 1 to 100.', 'first', '1から100までです。')
    expect(answered(error).answer).toMatchObject({ code: 'INVALID_INPUT', field: 'first', message: 'From 1 to 100.' })
    expect(answered(error, 'ja-JP').answer.message).toBe('1から100までです。')
  })
})

describe('an error of the database', () => {
  it.each([
    ['the line is cut', 'EPIPE'],
    ['the server crashed', '57P02'],
    ['its disk is full', '53100'],
    ['it has no memory left', '53200'],
    ['it has no connection left', '53300'],
  ])('says that the hub cannot reach it, and nothing else, when %s', (_, code) => {
    const thrown = Object.assign(new Error('could not extend file "base/16384/16712": No space left'), { code })
    const { status, answer } = answerOf(thrown, 'trace', undefined)
    expect(status).toBe(503)
    expect(answer).toMatchObject({ code: 'UNAVAILABLE', reason: 'DATABASE' })
    expect(JSON.stringify(answer)).not.toContain('base/')
  })

  it('is ours to look at when it is none of these', () => {
    expect(answerOf(Object.assign(new Error('x'), { code: 'XX000' }), 'trace', undefined).status).toBe(500)
  })
})
