import type { News } from '@noroshi/client'
import type { InboxItem } from '../api/types.ts'
import { firstUnfetched, noArrivals, recalledEditions, replaceItem, rowsOf, takeItems, takeNews } from './news.ts'

const news = (seq: number): News => ({
  seq,
  kind: 'RELEASED',
  editionId: `e${seq}`,
  reference: `R-${seq}`,
  urgency: 'ROUTINE',
})
const item = (seq: number, acknowledgedAt: string | null = null): InboxItem => ({
  seq,
  removedAt: null,
  kind: 'RELEASED',
  reference: `R-${seq}`,
  createdAt: '2026-10-01T00:00:00.000Z',
  acknowledgedAt,
  editionId: `e${seq}`,
  edition: null,
  expired: null,
})
const page = (...items: InboxItem[]) => ({ items, lastSeq: 0, unacknowledged: 0, hasMore: false })
const seqs = (rows: readonly { seq: number }[]) => rows.map(row => row.seq)

describe('what arrives by the socket', () => {
  it('is shown once, whether it was told or fetched first', () => {
    const fetched = takeItems(noArrivals(4), [item(5), item(6)])
    expect(takeNews(fetched, [news(5), news(6)]).rows).toEqual(fetched.rows)
    expect(seqs(rowsOf([page(item(6), item(4))], fetched, false))).toEqual([6, 5, 4])
  })

  it('moves the cursor over what is complete, and no further', () => {
    const ahead = takeItems(noArrivals(4), [item(6)])
    expect(ahead.cursor).toBe(4)
    expect(takeNews(ahead, [news(5)]).cursor).toBe(6)
  })

  it('is fetched from the first number that is still only told', () => {
    const told = takeNews(noArrivals(4), [news(5), news(6)])
    expect(firstUnfetched(told)).toBe(4)
    expect(firstUnfetched(takeItems(told, [item(5)]))).toBe(5)
    expect(firstUnfetched(takeItems(told, [item(5), item(6)]))).toBeNull()
  })

  it('keeps what was told when the fetched item no longer has an edition', () => {
    const fetched = takeItems(takeNews(noArrivals(4), [news(5)]), [item(5)])
    expect(fetched.rows.get(5)?.told?.reference).toBe('R-5')
  })
})

describe('the rows of the inbox', () => {
  it('leave out an acknowledged arrival when only the others are asked for', () => {
    const held = takeItems(noArrivals(4), [item(5, '2026-10-01T00:00:00.000Z'), item(6)])
    expect(seqs(rowsOf([], held, true))).toEqual([6])
    expect(seqs(rowsOf([], held, false))).toEqual([6, 5])
  })

  it('change only where they are held', () => {
    const held = takeItems(noArrivals(4), [item(5)])
    expect(replaceItem(held, item(9, 'now'))).toBe(held)
    expect(replaceItem(held, item(5, 'now')).rows.get(5)?.item?.acknowledgedAt).toBe('now')
  })

  it('know which editions were recalled', () => {
    const held = takeNews(noArrivals(0), [news(1), { ...news(2), kind: 'RECALLED', editionId: 'e1' }])
    expect([...recalledEditions(rowsOf([], held, false))]).toEqual(['e1'])
  })
})
