import { CONDITION_CODES, OBJECTION_CODES } from '@noroshi/clearance'
import { en as answersEn, ja as answersJa } from './answers.ts'
import { en as relaysEn, ja as relaysJa } from './relays.ts'
import { en as alertsEn, ja as alertsJa } from './alerts.ts'
import { en as approvalsEn, ja as approvalsJa } from './approvals.ts'
import { en as casesEn, ja as casesJa } from './cases.ts'
import { en as channelsEn, ja as channelsJa } from './channels.ts'
import { en as mailKeyEn, ja as mailKeyJa } from './mail-key.ts'
import { en as contactsEn, ja as contactsJa } from './contacts.ts'
import { en as handoversEn, ja as handoversJa } from './handovers.ts'
import { en as phoneEn, ja as phoneJa } from './phone.ts'
import { en as pushEn, ja as pushJa } from './push.ts'
import { en as endpointsEn, ja as endpointsJa } from './endpoints.ts'
import { en as reclassifyEn, ja as reclassifyJa } from './reclassify.ts'
import { en as checksEn, ja as checksJa } from './checks.ts'
import { en as circlesEn, ja as circlesJa } from './circles.ts'
import { en as correctionsEn, ja as correctionsJa } from './corrections.ts'
import { en as emergencyEn, ja as emergencyJa } from './emergency.ts'
import { en } from './en.ts'
import { workEn as feedbackEn, workJa as feedbackJa } from './feedback.ts'
import { workEn as huntsEn, workJa as huntsJa } from './hunts.ts'
import { ja } from './ja.ts'
import { en as sourcesEn, ja as sourcesJa } from './sources.ts'
import { en as timesEn, ja as timesJa } from './times.ts'
import { en as wishesEn, ja as wishesJa } from './wishes.ts'
import { en as textsEn, ja as textsJa } from './texts.ts'
import { en as workEn } from './work.en.ts'
import { ja as workJa } from './work.ja.ts'

const leaves = (words: object, path = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? leaves(value, `${path}${key}.`) : [[path + key, String(value)]],
  )
const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]).sort()

describe('the words of the portal', () => {
  it.each([
    ['everybody', ja, en],
    ['government', workJa, workEn],
    ['government, of circles', circlesJa, circlesEn],
    ['readers and makers, of ways to be told', channelsJa, channelsEn],
    ['everybody, of the key of their mail', mailKeyJa, mailKeyEn],
    ['readers and makers, of contacts', contactsJa, contactsEn],
    ['everybody, of hand-overs', handoversJa, handoversEn],
    ['everybody, of telephones', phoneJa, phoneEn],
    ['everybody, of browsers that are pushed to', pushJa, pushEn],
    ['everybody, of webhooks and chats', endpointsJa, endpointsEn],
    ['everybody, of when they are told', wishesJa, wishesEn],
    ['readers and makers, of answers', answersJa, answersEn],
    ['readers and makers, of relays', relaysJa, relaysEn],
    ['readers and makers, of corrections', correctionsJa, correctionsEn],
    ['readers and makers, of texts', textsJa, textsEn],
    ['government, of what comes in', sourcesJa, sourcesEn],
    ['readers and makers, of times and who is left out', timesJa, timesEn],
    ['government, of approvals', approvalsJa, approvalsEn],
    ['government, of checks', checksJa, checksEn],
    ['government, of cases', casesJa, casesEn],
    ['government, of changed restrictions', reclassifyJa, reclassifyEn],
    ['government, of alerts', alertsJa, alertsEn],
    ['government, of emergencies', emergencyJa, emergencyEn],
    ['government, of what recipients say', feedbackJa, feedbackEn],
    ['government, of templates and hunts', huntsJa, huntsEn],
  ])('for %s say the same in both languages, with the same blanks', (_who, japanese, english) => {
    const inEnglish = new Map(leaves(english))
    for (const [key, text] of leaves(japanese)) {
      const translated = inEnglish.get(key)
      expect([key, translated === undefined ? null : blanks(translated)]).toEqual([key, blanks(text)])
      expect([key, text.trim()]).not.toEqual([key, ''])
    }
    expect(inEnglish.size).toBe(leaves(japanese).length)
  })

  it('for everybody never name what only the council receives', () => {
    for (const [key, text] of [...leaves(ja), ...leaves(en)]) {
      expect([key, text]).not.toEqual([
        key,
        expect.stringMatching(/提供用|総合|COMPREHENSIVE|PROVISION|秘密|secret(?!ariat)/i),
      ])
    }
  })

  it('know every condition of clearance and every objection to a release', () => {
    expect(Object.keys(workJa.condition)).toEqual(expect.arrayContaining([...CONDITION_CODES]))
    expect(Object.keys(workJa.objection)).toEqual(expect.arrayContaining([...OBJECTION_CODES]))
  })
})
