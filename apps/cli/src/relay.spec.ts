import type { News } from '@noroshi/client'
import { passedOn } from './relay.ts'

const news: News = { seq: 1, kind: 'RELEASED', editionId: 'e', category: 'NOTICE', title: '題', summary: '概要' }

it('passes on the words of a notice', () => {
  expect(passedOn(news)).toEqual({ title: '題', text: '概要' })
})

it('[L42] passes on nothing above a notice, even if a hub said its words, and nothing that has none', () => {
  for (const category of ['PROVISION', 'COMPREHENSIVE', 'notice', ''])
    expect(passedOn({ ...news, category })).toBeNull()
  const { category: _category, ...unmarked } = news
  const { title: _title, ...untitled } = news
  const { summary: _summary, ...empty } = news
  for (const one of [unmarked, untitled, empty]) expect(passedOn(one)).toBeNull()
})
