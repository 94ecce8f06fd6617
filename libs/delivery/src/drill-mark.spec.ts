import { chatTextOf, CHAT_SHAPES, messageIn } from './chat-message.ts'
import { drillMarkOf } from './drill-mark.ts'
import type { MessageLanguage, TakenDelivery } from './ledger.ts'
import { mailTextOf } from './mail-text.ts'
import { shortTextOf } from './short-text.ts'
import { webhookBodyOf } from './webhook-message.ts'

const PORTAL = 'https://hub.example'
const DRILL: TakenDelivery = {
  ...{ id: 'd-1', queuedAt: new Date(0), personId: 'p-1', seq: 4, attempt: 1, email: 'a@b.example', endpoint: null },
  ...{ purpose: 'NEWS', kind: 'RELEASED', urgency: 'EMERGENCY', editionId: 'e-1', reference: 'DRILL-7K3M-Q9TX' },
  ...{ language: 'ja', words: null },
}
const TITLED = { title: '【訓練】到達確認', summary: '届いたら回答してください。' }
const MARKS = { ja: '【訓練】', en: '[DRILL] ' } as const
const LANGUAGES: readonly MessageLanguage[] = ['ja', 'en']

/** Every way in which a drill can be told of. */
const TOLD = (['RELEASED', 'CORRECTED', 'RECALLED'] as const).flatMap(kind =>
  (['NEWS', 'REMINDER', 'ESCALATION'] as const).flatMap(purpose =>
    [null, TITLED].flatMap(words => [4, null].map(seq => ({ ...DRILL, kind, purpose, words, seq }))),
  ),
)

describe.each(LANGUAGES)('a drill, in %s', language => {
  const mark = MARKS[language]
  it('is said to be one before anything else, by every channel and whatever is told of it', () => {
    for (const told of TOLD) {
      const mail = mailTextOf(told, language, PORTAL)
      const chat = chatTextOf(told, language, PORTAL)
      const push = shortTextOf(told, language)
      for (const said of [mail.subject, mail.text, chat.head, chat.text, push.title, push.body])
        expect(said.slice(0, mark.length)).toBe(mark)
      for (const text of [mail.text, chat.text])
        expect(text).toMatch(/実際の事案ではありません|Nothing has really happened/)
      for (const heading of [mail.subject, chat.head, push.title])
        expect(heading.match(/訓練|DRILL(?!-)/g)).toHaveLength(1)
      expect(JSON.parse(webhookBodyOf(told, PORTAL))).toMatchObject({ data: { drill: true } })
      for (const shape of CHAT_SHAPES) expect(JSON.stringify(messageIn(shape, chat))).toMatch(/訓練|DRILL/)
    }
  })

  it('is nothing else: what is no drill has no word of it, whatever its title is about', () => {
    for (const told of TOLD.map(one => ({
      ...one,
      reference: 'NRS-7K3M-Q9TX',
      words: one.words && { ...TITLED, title: '通知' },
    }))) {
      const all = [mailTextOf(told, language, PORTAL), chatTextOf(told, language, PORTAL), shortTextOf(told, language)]
      expect(JSON.stringify(all)).not.toMatch(/訓練|drill/i)
      expect(webhookBodyOf(told, PORTAL)).not.toMatch(/訓練|drill/i)
    }
    expect(drillMarkOf({ reference: 'NRS-DRILL-0001' }, language)).toMatchObject({
      isDrill: false,
      heading: '',
      lead: '',
    })
  })
})
