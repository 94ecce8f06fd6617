import { decodeCursor, encodeCursor, pageSize, toPage } from './page.ts'

describe('a page', () => {
  it('is of one to a hundred rows', () => {
    expect(pageSize({ first: 100 })).toBe(100)
    expect(pageSize({})).toBe(20)
    for (const first of [0, -1, 101, 1.5])
      expect(() => pageSize({ first })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', field: 'first' }))
  })

  it('tells that there is more without counting', () => {
    expect(
      toPage(
        ['a', 'b', 'c'],
        2,
        row => [row],
        row => row,
      ),
    ).toEqual({ items: ['a', 'b'], endCursor: encodeCursor(['b']), hasMore: true })
    expect(
      toPage(
        [],
        2,
        () => [''],
        row => row,
      ),
    ).toEqual({ items: [], endCursor: null, hasMore: false })
  })
})

describe('a cursor', () => {
  const id = '11111111-1111-4111-8111-111111111111'

  it('comes back as it went out', () => {
    expect(decodeCursor(encodeCursor(['2026-10-01 00:00:00.123456+00', id]), ['instant', 'uuid'])).toEqual([
      '2026-10-01 00:00:00.123456+00',
      id,
    ])
  })

  it.each([
    '',
    'garbage',
    encodeCursor([]),
    encodeCursor(['now()', id]),
    encodeCursor(['2026-10-01 00:00:00+00', "' or 1=1"]),
    encodeCursor(['2026-10-01 00:00:00+00', id, 'more']),
  ])('%j is refused as bad input', cursor => {
    expect(() => decodeCursor(cursor, ['instant', 'uuid'])).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field: 'after' }),
    )
  })
})
