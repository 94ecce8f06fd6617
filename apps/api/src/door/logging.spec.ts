import { loggingOf } from './logging.ts'

const WORD = 'kasumitanuki'
const { req, res, err } = loggingOf('debug').serializers

describe('a line of the log', () => {
  it('[L53] of a request names its method and path, and nothing that was asked', () => {
    const request = {
      ...{ id: '1', method: 'GET', url: `/public?text=${WORD}&after=${WORD}`, headers: { cookie: WORD }, body: WORD },
      ...{ query: { text: WORD }, raw: { url: WORD } },
    }
    expect(req(request)).toEqual({ id: '1', method: 'GET', path: '/public' })
  })

  it('[L53] of an answer names its status alone', () => {
    expect(res(Object.assign({ statusCode: 404 }, { body: WORD, headers: { 'x-title': WORD } }))).toEqual({
      status: 404,
    })
  })

  it('[L53] of a fault names its kind and places, never its message, which may quote data on several lines', () => {
    const fault = Object.assign(new Error(`first ${WORD}\nsecond ${WORD}`), {
      ...{ code: '23505', detail: `Key (title)=(${WORD}) already exists.`, table: WORD, query: WORD },
    })
    const line = JSON.stringify(err(fault))
    expect(line).not.toContain(WORD)
    expect(line).toContain('23505')
    expect(line).toMatch(/at .*logging\.spec/)
  })
})
