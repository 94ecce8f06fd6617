import { goodbyeOf, newsOf, newsOfItem, sift, type News } from './news.ts'

const news = (seq: number): News => ({
  seq,
  kind: 'RELEASED',
  editionId: `e${seq}`,
  reference: `R-${seq}`,
  urgency: 'ROUTINE',
})
const seqs = (items: readonly News[]): number[] => items.map(({ seq }) => seq)

describe('what is told', () => {
  it('is new once, in the order of its numbers, however it comes', () => {
    expect(sift(4, [news(6), news(4), news(5), news(5), news(2)])).toEqual({ fresh: [news(5), news(6)], isGap: false })
    expect(sift(6, [news(5), news(6)])).toEqual({ fresh: [], isGap: false })
  })

  it('is taken as far as nothing is missing', () => {
    expect(sift(4, [news(5), news(7)])).toEqual({ fresh: [news(5)], isGap: true })
    expect(sift(4, [news(6)])).toEqual({ fresh: [], isGap: true })
  })
})

describe('a news event', () => {
  it('is read as far as it is understood', () => {
    const wrong = [{ seq: 'x' }, null, { seq: 4, kind: 'RENAMED' }, { seq: 1.5, kind: 'RELEASED' }]
    expect(newsOf({ items: [news(1), ...wrong] })).toEqual([news(1)])
    for (const nothing of [undefined, null, 'x', {}, { items: 3 }]) expect(newsOf(nothing)).toEqual([])
    const notice = { ...news(3), title: '題', summary: '要', category: 'NOTICE' }
    expect(newsOf({ items: [{ ...notice, more: 1, urgency: 'SOON' }] })).toEqual([
      { seq: 3, kind: 'RELEASED', editionId: 'e3', reference: 'R-3', category: 'NOTICE', title: '題', summary: '要' },
    ])
  })

  it('keeps the number of what the reader may no longer receive, so that nothing after it waits', () => {
    const told = newsOf({ items: [{ seq: 5, kind: 'RELEASED', editionId: null }, news(6)] })
    expect(seqs(sift(4, told).fresh)).toEqual([5, 6])
  })
})

describe('an item of the inbox', () => {
  const item = { seq: 7, kind: 'RELEASED', editionId: 'e', reference: 'R', edition: null } as const
  const edition = { urgency: 'PRIORITY', title: '題', summary: '要' } as const

  it('says what the socket would have said', () => {
    const told = { seq: 7, kind: 'RELEASED', editionId: 'e', reference: 'R', urgency: 'PRIORITY' }
    expect(newsOfItem({ ...item, edition: { ...edition, category: 'NOTICE' } })).toEqual({
      ...told,
      category: 'NOTICE',
      title: '題',
      summary: '要',
    })
    expect(newsOfItem({ ...item, edition: { ...edition, category: 'PROVISION' } })).toEqual({
      ...told,
      category: 'PROVISION',
    })
  })

  it('is a number alone when it can no longer be read, and a recall stays one', () => {
    expect(newsOfItem(item)).toEqual({ seq: 7, kind: 'RELEASED', editionId: null })
    expect(newsOfItem({ ...item, kind: 'RECALLED' })).toEqual({
      seq: 7,
      kind: 'RECALLED',
      editionId: 'e',
      reference: 'R',
    })
  })
})

it('a goodbye has one of three reasons, or none that is known', () => {
  expect(['RIGHTS_CHANGED', 'SHUTTING_DOWN', 'TOO_MUCH', 'BORED'].map(reason => goodbyeOf({ reason }))).toEqual([
    'RIGHTS_CHANGED',
    'SHUTTING_DOWN',
    'TOO_MUCH',
    null,
  ])
  expect(goodbyeOf(undefined)).toBeNull()
})
