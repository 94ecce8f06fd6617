import { mailTextOf, type MailNews } from './mail-text.ts'

const PORTAL = 'https://hub.example'
const sealed: MailNews = {
  ...{ kind: 'RELEASED', urgency: 'EMERGENCY', reference: 'NRS-7K3M-Q9TX', editionId: 'e-1', words: null, seq: 4 },
  purpose: 'NEWS',
}
const notice = { title: '認証情報の窃取', summary: '確認してください。' }

describe('the text of a mail', () => {
  it('says of a reminder that it is one, and above NOTICE no more than before', () => {
    const { subject, text } = mailTextOf({ ...sealed, purpose: 'REMINDER' }, 'ja', PORTAL)
    expect(subject).toBe('[狼煙 緊急] 未確認の情報があります（再通知） (NRS-7K3M-Q9TX)')
    expect(text).toContain('これは再通知です')
    expect(text).toContain('内容はこのメールには記載していません')
    expect(text).toContain(`${PORTAL}/editions/e-1`)
    const words = mailTextOf({ ...sealed, purpose: 'REMINDER', words: notice }, 'en', PORTAL)
    expect(words.subject).toBe(
      '[Noroshi Emergency] Reminder: information not yet acknowledged 認証情報の窃取 (NRS-7K3M-Q9TX)',
    )
  })

  it('sends whoever is on duty to their page, and contacts to the edition', () => {
    const duty = mailTextOf({ ...sealed, purpose: 'ESCALATION', seq: null }, 'ja', PORTAL)
    expect(duty.text).toContain(`${PORTAL}/duty`)
    expect(duty.text).not.toContain('/editions/')
    expect(mailTextOf({ ...sealed, purpose: 'ESCALATION' }, 'ja', PORTAL).text).toContain(`${PORTAL}/editions/e-1`)
  })

  it.each(['ja', 'en'] as const)('says of a drill in subject and text that it is one, in %s', language => {
    for (const purpose of ['NEWS', 'REMINDER', 'ESCALATION'] as const) {
      const { subject, text } = mailTextOf({ ...sealed, purpose, reference: 'DRILL-7K3M-Q9TX' }, language, PORTAL)
      expect(subject).toMatch(/^(【訓練】\[狼煙 緊急\]|\[DRILL\] \[Noroshi Emergency\]) /)
      expect(text).toMatch(/到達確認の訓練です|reachability drill/)
    }
    expect(mailTextOf(sealed, language, PORTAL).text).not.toMatch(/訓練|drill/i)
  })
})
