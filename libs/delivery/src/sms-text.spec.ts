import type { MailNews } from './mail-text.ts'
import { alphabetOf, codeTextOf, fits, SEGMENT, smsTextOf } from './sms-text.ts'

const HOST = 'hub.example'
const news = (more: Partial<MailNews> = {}): MailNews => ({
  kind: 'RELEASED',
  urgency: 'EMERGENCY',
  reference: 'NRS-ABCD-EFGH',
  editionId: 'e',
  words: null,
  ...more,
})
const words = (title: string) => ({ title, summary: 'the summary' })

it('[L41] says of anything above NOTICE, and of what was recalled, that there is something', () => {
  expect(smsTextOf(news(), 'ja', HOST)).toBe('狼煙【緊急】: 新しい情報 NRS-ABCD-EFGH hub.example')
  expect(smsTextOf(news(), 'en', HOST)).toBe('Noroshi EMERGENCY: new information NRS-ABCD-EFGH hub.example')
  const recalled = smsTextOf(news({ kind: 'RECALLED', words: words('kasumitanuki') }), 'ja', HOST)
  expect(recalled).toBe('狼煙【緊急】: 情報の取消し NRS-ABCD-EFGH hub.example')
})

it('is one segment whatever the title and the host are, and cuts no character in two', () => {
  for (const language of ['ja', 'en'] as const)
    for (const unit of ['あ', 'a', '[', '𠮷', '👩‍💻'])
      for (const host of [HOST, `${'long-name.'.repeat(12)}example`])
        for (let length = 0; length < 200; length += 1) {
          const text = smsTextOf(news({ words: words(unit.repeat(length)) }), language, host)
          expect(fits(text)).toBe(true)
          expect(text).toContain('NRS-ABCD-EFGH')
          expect(text.isWellFormed()).toBe(true)
        }
})

it('counts septets where the GSM alphabet and ASCII agree, and units of UCS-2 for anything else', () => {
  expect([alphabetOf('New: (a) 1/2?'), alphabetOf('[a]'), alphabetOf('狼煙')]).toEqual(['GSM_7', 'UCS_2', 'UCS_2'])
  expect([fits('a'.repeat(SEGMENT.GSM_7)), fits('a'.repeat(161))]).toEqual([true, false])
  expect([fits('あ'.repeat(SEGMENT.UCS_2)), fits('あ'.repeat(71))]).toEqual([true, false])
  for (const language of ['ja', 'en'] as const) expect(fits(codeTextOf('123456', language))).toBe(true)
})
