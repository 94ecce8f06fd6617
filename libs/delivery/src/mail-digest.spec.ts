import { digestTextOf } from './mail-digest.ts'
import type { MailNews } from './mail-text.ts'

const news = (given: Partial<MailNews>): MailNews => ({
  kind: 'RELEASED',
  urgency: 'ROUTINE',
  reference: 'NRS-0000-0001',
  editionId: '00000000-0000-4000-8000-000000000001',
  words: { title: '夜間の攻撃', summary: '要旨' },
  ...given,
})
const sealed = news({ reference: 'NRS-0000-0002', words: null })
const drill = news({ reference: 'DRILL-0000-0003', words: { title: '【訓練】到達確認', summary: '要旨' } })

describe('a mail of several news', () => {
  it('names those that anybody may read of, and of the others no word (CLR-4)', () => {
    const { subject, text } = digestTextOf([news({}), sealed], 'ja', 'https://hub.example')
    expect(subject).toBe('[狼煙 まとめ] 新しい情報が2件あります')
    expect(text).toContain('1. NRS-0000-0001 夜間の攻撃\n')
    expect(text).toContain('2. NRS-0000-0002\n')
    expect(text).toContain('題名のないものは')
  })

  it('marks a drill once, before everything else that is said of it', () => {
    const { text } = digestTextOf([news({}), drill], 'ja', 'https://hub.example')
    expect(text).toContain('2. 【訓練】DRILL-0000-0003 到達確認\n')
    expect(text.split('【訓練】')).toHaveLength(2)
  })

  it('says nothing in the open to whoever has a key that cannot be used, but that it cannot', () => {
    const { text } = digestTextOf([news({}), drill], 'en', 'https://hub.example', 'UNUSABLE')
    expect(text).not.toMatch(/夜間の攻撃|到達確認/)
    expect(text).toContain('[Not encrypted]')
    expect(text).toContain('NRS-0000-0001')
  })

  it('says how long a key lasts', () => {
    expect(digestTextOf([news({}), sealed], 'en', 'https://hub.example', { daysLeft: 7 }).text).toContain('In 7 days')
  })
})
