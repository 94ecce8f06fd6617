// Words of the working pages of government. Loaded with those pages, never for a member or a friend.
import { addWords } from './i18n.ts'
import { en as answersEn, ja as answersJa } from './answers.ts'
import { en as contactsEn, ja as contactsJa } from './contacts.ts'
import { en as relaysEn, ja as relaysJa } from './relays.ts'
import { en as casesEn, ja as casesJa } from './cases.ts'
import { en as alertsEn, ja as alertsJa } from './alerts.ts'
import { en as approvalsEn, ja as approvalsJa } from './approvals.ts'
import { en as checksEn, ja as checksJa } from './checks.ts'
import { en as emergencyEn, ja as emergencyJa } from './emergency.ts'
import { workEn as feedbackEn, workJa as feedbackJa } from './feedback.ts'
import { workEn as huntsEn, workJa as huntsJa } from './hunts.ts'
import { en as circlesEn, ja as circlesJa } from './circles.ts'
import { en as documentsEn, ja as documentsJa } from './documents.ts'
import { en as reclassifyEn, ja as reclassifyJa } from './reclassify.ts'
import { en as sourcesEn, ja as sourcesJa } from './sources.ts'
import { en as channelsEn, ja as channelsJa } from './channels.ts'
import { en as timesEn, ja as timesJa } from './times.ts'
import { en as correctionsEn, ja as correctionsJa } from './corrections.ts'
import { en as textsEn, ja as textsJa } from './texts.ts'
import { en } from './work.en.ts'
import { ja } from './work.ja.ts'

const words = {
  ja: {
    ...{ ...ja, ...approvalsJa, ...casesJa, ...checksJa, ...circlesJa, ...documentsJa, ...feedbackJa, ...sourcesJa },
    ...reclassifyJa,
    ...emergencyJa,
    ...alertsJa,
    ...huntsJa,
    correction: correctionsJa.work,
    channelReach: channelsJa.work,
    board: answersJa.work,
    reachability: contactsJa.work,
    hops: relaysJa.work,
    time: timesJa.work,
    event: { ...ja.event, ...correctionsJa.work.event, ...timesJa.work.event },
    state: { ...ja.state, ...timesJa.work.state },
    texts: textsJa.work,
  },
  en: {
    ...{ ...en, ...approvalsEn, ...casesEn, ...checksEn, ...circlesEn, ...documentsEn, ...feedbackEn, ...sourcesEn },
    ...reclassifyEn,
    ...emergencyEn,
    ...alertsEn,
    ...huntsEn,
    correction: correctionsEn.work,
    channelReach: channelsEn.work,
    board: answersEn.work,
    reachability: contactsEn.work,
    hops: relaysEn.work,
    time: timesEn.work,
    event: { ...en.event, ...correctionsEn.work.event, ...timesEn.work.event },
    state: { ...en.state, ...timesEn.work.state },
    texts: textsEn.work,
  },
}

/** Their shape, for the type checker. */
export type WorkWords = typeof words.ja

addWords('work', words)
