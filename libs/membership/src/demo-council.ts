/*
 * A fictional council to try the hub with (nothing in it exists). Organisations and people are the same everywhere;
 * passwords, one-time-code secrets and API keys are random for each installation and handed back once, as accounts.
 */
import { randomBytes } from 'node:crypto'
import type { Role } from '@noroshi/clearance'
import { demoEmail, nameGiver } from './demo-names.ts'
import { FRIENDS, MEMBERS, MINISTRY, OVERSIGHT, POLICE, SECRETARIAT, VENDORS } from './demo-organisations.ts'
import type { DemoOrganisation } from './demo-organisations.ts'
import type { FoundingCouncil, FoundingOrganisation, FoundingPerson, FoundingRelay } from './founding.ts'
import { scopesFor } from './person.ts'
import { newToken } from './token.ts'
import { newTotpSecret } from './totp.ts'
import type { CouncilTier } from './words.ts'

const DAY_MS = 86_400_000

/** An account of the demo council that can sign in; the secrets are in clear, so show it once and store it nowhere. */
export interface DemoAccount {
  readonly name: string
  readonly organisation: string
  readonly tier: CouncilTier
  readonly roles: readonly Role[]
  readonly email: string
  readonly password: string
  readonly totpSecret: string | null
  readonly apiKey: string | null
  /** What this account is good for trying. */
  readonly note: string
}

interface DemoPerson {
  readonly local: string
  readonly roles: readonly Role[]
  readonly rank?: number
  /** Days until the clearance ends; negative when it has expired. [365] */
  readonly clearedDays?: number
  /** Given to those who can sign in. */
  readonly note?: string
}
interface Standing {
  /** Days until the safeguards end; negative when they have lapsed; null: never verified. */
  readonly safeguardDays: number | null
  readonly state?: 'ACTIVE' | 'SUSPENDED'
}

/** The demo council and the accounts that can sign in to it. */
export function demoCouncil(at: Date): { council: FoundingCouncil; accounts: DemoAccount[] } {
  const accounts: DemoAccount[] = []
  const nextName = nameGiver()
  const daysOn = (days: number) => new Date(at.getTime() + days * DAY_MS)

  const personOf = (organisation: DemoOrganisation, tier: CouncilTier, demo: DemoPerson): FoundingPerson => {
    const { local, roles, rank = 0, clearedDays = 365, note } = demo
    const person = { name: nextName(), email: demoEmail(local), roles }
    const verifiedBy = `${SECRETARIAT.name} 適性評価担当`
    const clearance = rank > 0 ? { clearance: { rank, validUntil: daysOn(clearedDays), verifiedBy } } : {}
    if (note === undefined) return { ...person, ...clearance }

    const credential = {
      password: randomBytes(18).toString('base64url'),
      totpSecret: tier === 'FRIEND' ? null : newTotpSecret(),
    }
    const key = newToken('API_KEY', tier)
    const apiKey = { key, name: 'デモ用', scopes: scopesFor(roles), expiresAt: daysOn(180) }
    // An administrator's key would be the most valuable thing in the house; the demonstration needs none.
    const hasKey = !roles.includes('ADMINISTRATOR')
    accounts.push({
      ...person,
      organisation: organisation.name,
      tier,
      ...credential,
      apiKey: hasKey ? key : null,
      note,
    })
    return { ...person, ...clearance, credential, ...(hasKey ? { apiKey } : {}) }
  }

  const organisationOf = (
    organisation: DemoOrganisation,
    tier: CouncilTier,
    { safeguardDays, state = 'ACTIVE' }: Standing,
    people: readonly DemoPerson[],
  ): FoundingOrganisation => {
    const { name, nameEn, class: kind, sectors, ministry: competentMinistry, prefecture } = organisation
    return {
      ...{ name, nameEn, class: kind, tier, sectors, competentMinistry, prefecture, state },
      safeguardsValidUntil: safeguardDays === null ? null : daysOn(safeguardDays),
      people: people.map(person => personOf(organisation, tier, person)),
      ...contactsOf(organisation.slug, people, daysOn),
    }
  }

  const government = GOVERNMENT.map(([organisation, people]) =>
    organisationOf(organisation, 'GOVERNMENT', { safeguardDays: 365 }, people),
  )
  const members = [...MEMBERS, ...VENDORS].map(organisation =>
    organisationOf(
      organisation,
      'MEMBER',
      STANDING.get(organisation.slug) ?? { safeguardDays: 365 },
      peopleOfMember(organisation.slug),
    ),
  )
  const friends = FRIENDS.map((organisation, index) => ({
    ...organisationOf(organisation, 'FRIEND', { safeguardDays: null }, peopleOfFriend(organisation.slug, index)),
    ...(organisation.slug === CEPTOAR ? { relay: DEMO_RELAY } : {}),
  }))
  return { council: { organisations: [...government, ...members, ...friends] }, accounts }
}

const GOVERNMENT: readonly (readonly [DemoOrganisation, readonly DemoPerson[]])[] = [
  [
    SECRETARIAT,
    [
      { local: 'analyst-1', roles: ['ANALYST'], rank: 2, note: '分析官：起案・取込み' },
      { local: 'analyst-2', roles: ['ANALYST'], rank: 2, note: '分析官（二人目）' },
      { local: 'officer-1', roles: ['RELEASING_OFFICER'], rank: 2, note: '提供決裁者：審査・提供・取消し' },
      { local: 'officer-2', roles: ['RELEASING_OFFICER'], rank: 2, note: '提供決裁者（二人目）' },
      { local: 'administrator', roles: ['ADMINISTRATOR'], note: '管理者：クリアランスなし、内容は読めない' },
      { local: 'nco-reader', roles: [], rank: 2, note: '統括室の閲覧者：クリアランスあり' },
    ],
  ],
  [
    MINISTRY,
    [
      { local: 'ministry-reader', roles: [], rank: 1, note: '省の閲覧者：取扱注意まで' },
      { local: 'ministry-uncleared', roles: [], note: '省の閲覧者：クリアランスなし' },
      { local: 'ministry-3', roles: [], rank: 2 },
    ],
  ],
  [
    POLICE,
    [
      { local: 'police-reader', roles: [], rank: 2, note: '警察機関の閲覧者：クリアランスあり' },
      { local: 'police-2', roles: [], rank: 1 },
    ],
  ],
  [OVERSIGHT, [{ local: 'inspector', roles: ['OVERSIGHT_INSPECTOR'], note: '監理委員会の検査官：全てを検査できる' }]],
]

/**
 * Whom a demo organisation names: its administrator where it has one, then the next of its people. By turns some are in doubt: nobody named, no
 * second, no telephone, not confirmed for long.
 */
function contactsOf(
  slug: string,
  people: readonly DemoPerson[],
  daysOn: (days: number) => Date,
): Pick<FoundingOrganisation, 'contacts'> {
  const turn = [...slug].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 8
  const [first, second] = people.toSorted(
    (a, b) =>
      Number(b.roles.includes('ORGANISATION_ADMINISTRATOR')) - Number(a.roles.includes('ORGANISATION_ADMINISTRATOR')),
  )
  if (turn === 0) return {}
  // Of the right form, and nobody's: no number of Tokyo goes on with 0 after its area code.
  const dutyPhone = `+8130000${String(1_000 + turn * 111 + slug.length)}`
  return {
    contacts: {
      first: demoEmail(first.local),
      ...(second === undefined || turn === 1 ? {} : { second: demoEmail(second.local) }),
      ...(turn === 2 ? {} : { dutyPhone, dutyHours: turn % 2 === 0 ? '24時間' : '平日夜間・休日は警備室' }),
      confirmedAt: daysOn(turn === 3 ? -200 : -10 * turn),
    },
  }
}

const LAPSED = 'kirinomiya-power'
const EXPIRED = 'amanogawa-bank'
const SUSPENDED = 'nijinohashi-card'
const STANDING = new Map<string, Standing>([
  [LAPSED, { safeguardDays: -10 }],
  [SUSPENDED, { safeguardDays: 365, state: 'SUSPENDED' }],
])
const NOTE_OF_MEMBER = new Map([
  ['hoshiwatari-power', '構成員（電力）：クリアランスあり'],
  ['kazamidori-bank', '構成員（金融）：クリアランスあり'],
  ['hibari-telecom', '構成員（情報通信）：クリアランスあり'],
  [LAPSED, '構成員（電力）：安全管理措置が失効'],
  [EXPIRED, '構成員（金融）：クリアランスが失効'],
  [SUSPENDED, '構成員（クレジット）：資格停止中、サインインできない'],
  ['inazuma-systems', 'ベンダ（構成員）：クリアランスあり'],
])

/** A cleared reader, who is the one with an account, the organisation's administrator, and a reader without clearance. */
function peopleOfMember(slug: string): DemoPerson[] {
  const note = NOTE_OF_MEMBER.get(slug)
  return [
    {
      local: `${slug}-1`,
      roles: ['MEMBER_READER'],
      rank: 1,
      clearedDays: slug === EXPIRED ? -10 : 365,
      ...(note === undefined ? {} : { note }),
    },
    { local: `${slug}-2`, roles: ['MEMBER_READER', 'ORGANISATION_ADMINISTRATOR'], rank: 2 },
    { local: `${slug}-3`, roles: ['MEMBER_READER'] },
  ]
}

/** Passes on to operators that are no friends themselves (セプター). */
const CEPTOAR = 'noroshi-watch'
const DEMO_RELAY: FoundingRelay = {
  shownAs: '狼煙台観測センター（デモのセプター）',
  downstream: (
    [
      ['霧雨ケーブルテレビ', 'kirisame-cable', 'information-communication', 'ja'],
      ['岬灯台放送', 'misaki-broadcast', 'information-communication', 'ja'],
      ['鈴虫通信組合', 'suzumushi-net', 'information-communication', 'ja'],
      ['Harbour Exchange Japan', 'harbour-exchange', 'information-communication', 'en'],
      ['小川町役場 情報政策課', 'ogawa-town', 'government-administration', 'ja'],
      ['峠ノ茶屋データ', 'toge-data', null, 'ja'],
    ] as const
  ).map(([name, local, sector, language]) => ({
    ...{ name: `${name}（デモ）`, email: demoEmail(`${local}.downstream`), sector, language },
  })),
}

const NOTE_OF_FRIEND = new Map([
  ['wakaba-hospital', 'フレンズ（医療）'],
  ['hayate-logistics', 'フレンズ（物流）'],
  ['hoshizora-city', 'フレンズ（自治体）'],
  [CEPTOAR, 'フレンズ（セプター）：中継先へお知らせを中継する'],
])

function peopleOfFriend(slug: string, index: number): DemoPerson[] {
  const note = NOTE_OF_FRIEND.get(slug)
  const first: DemoPerson = { local: `${slug}-1`, roles: ['FRIEND_CONTACT'], ...(note === undefined ? {} : { note }) }
  // Small organisations have one contact, larger ones a deputy too.
  return index % 3 === 2 ? [first] : [first, { local: `${slug}-2`, roles: ['FRIEND_CONTACT'] }]
}
