import { MOST_MESSAGE_BYTES } from './push-encryption.ts'
import { shortTextOf } from './short-text.ts'

const NEWS = {
  kind: 'RELEASED',
  urgency: 'EMERGENCY',
  reference: 'NRS-2026-0001',
  editionId: '0b0c1d2e-0000-4000-8000-000000000001',
  words: null,
} as const

it('[L41] says of what is above NOTICE that there is something, its reference and its urgency', () => {
  expect(shortTextOf(NEWS, 'ja')).toEqual({
    title: '狼煙: 新しい情報があります',
    body: '緊急 ・ NRS-2026-0001',
    path: `/editions/${NEWS.editionId}`,
  })
  expect(shortTextOf({ ...NEWS, urgency: 'ROUTINE', kind: 'CORRECTED' }, 'en')).toMatchObject({
    title: 'Noroshi: Information was corrected',
    body: 'NRS-2026-0001',
  })
})

it('[L41] of a NOTICE says its title and nothing more, and of a recall not even that', () => {
  const words = { title: '夜間の\n攻撃', summary: '要約' }
  expect(shortTextOf({ ...NEWS, words }, 'ja').title).toBe('狼煙: 夜間の 攻撃')
  expect(JSON.stringify(shortTextOf({ ...NEWS, words }, 'ja'))).not.toContain('要約')
  expect(shortTextOf({ ...NEWS, words, kind: 'RECALLED' }, 'ja')).toEqual({
    title: '狼煙: 情報が取り消されました',
    body: '緊急 ・ NRS-2026-0001',
    path: '/',
  })
})

it('fits into a pushed message, however long its title', () => {
  const words = { title: '𠮷'.repeat(5_000), summary: '' }
  const { title } = shortTextOf({ ...NEWS, words }, 'ja')
  expect([...title].at(-1)).toBe('…')
  expect(Buffer.byteLength(JSON.stringify(shortTextOf({ ...NEWS, words }, 'ja')))).toBeLessThan(
    MOST_MESSAGE_BYTES - 200,
  )
})
