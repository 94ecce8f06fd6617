import { cloneDatabase, testCluster, type TestDatabase } from './testing.ts'
import { byteaArray, textArray } from './text-array.ts'

let clone: TestDatabase
beforeAll(async () => {
  clone = await cloneDatabase(testCluster(), [], [])
}, 60_000)
afterAll(() => clone.drop())

describe('a bytea[] in binary form', () => {
  it.each([[[]], [['', '00ff5c2c', '7b']]])('comes as it was sent: %j', async hexes => {
    const { rows } = await clone.superuser.query<{ values: unknown }>('select $1::bytea[] as values', [
      byteaArray(hexes),
    ])
    expect(rows).toEqual([{ values: hexes.map(hex => Buffer.from(hex, 'hex')) }])
  })
})

describe('a text[] in binary form', () => {
  it.each([
    [[]],
    [['']],
    [['a', null, '"\\', '{x,y}', 'NULL', '狼煙 🐺', 'line\nbreak\ttab', 'é'.repeat(70_000)]],
    [[null, null]],
  ])('comes as it was sent: %#', async values => {
    const { rows } = await clone.superuser.query<{ values: unknown }>('select $1::text[] as values', [
      textArray(values),
    ])
    expect(rows).toEqual([{ values }])
  })

  it('is refused by the server like any text when it holds a NUL', async () => {
    await expect(clone.superuser.query('select $1::text[]', [textArray(['a\0b'])])).rejects.toMatchObject({
      code: '22021',
    })
  })
})
