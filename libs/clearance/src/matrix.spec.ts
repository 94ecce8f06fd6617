import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { can } from './ability.ts'
import { audienceOf } from './audience.ts'
import { explain } from './explain.ts'
import { mayRead } from './oracle.ts'
import { publicReader } from './reader.ts'
import { editionSubject } from './subjects.ts'
import { TEST_IDS, TEST_INSTANT } from './testing.ts'
import type { EditionFacts, Reader } from './words.ts'
import { TIERS } from './words.ts'

const at = TEST_INSTANT
const AFTER = '2026-11-22T00:00:00Z'
const BEFORE = '2026-11-20T00:00:00Z'
const [organisation = '', elsewhere = ''] = TEST_IDS.organisations

const cleared: Reader = {
  personId: String(TEST_IDS.people[0]),
  organisationId: organisation,
  tier: 'GOVERNMENT',
  roles: [],
  personActive: true,
  membershipState: 'ACTIVE',
  sectors: [],
  circles: [],
  safeguardsValidUntil: AFTER,
  clearanceRank: 1,
  clearanceValidUntil: AFTER,
  isOversight: false,
  epoch: '1',
}
const uncleared: Reader = { ...cleared, clearanceRank: 0, clearanceValidUntil: null }
const member: Reader = { ...cleared, tier: 'MEMBER', roles: ['MEMBER_READER'] }
const friend: Reader = { ...uncleared, tier: 'FRIEND', roles: ['FRIEND_CONTACT'], safeguardsValidUntil: null }
const inspector: Reader = {
  ...uncleared,
  organisationId: elsewhere,
  roles: ['OVERSIGHT_INSPECTOR'],
  isOversight: true,
}

const READERS: Readonly<Record<string, Reader>> = {
  '行政機関等, cleared, with a need to know': cleared,
  '行政機関等, cleared, without a need to know': { ...cleared, organisationId: elsewhere },
  '行政機関等, not cleared': uncleared,
  '行政機関等, administrator without clearance': { ...uncleared, roles: ['ADMINISTRATOR'] },
  '監理委員会, inspector, outside the audience, not cleared': inspector,
  '監理委員会, suspended by mistake': { ...inspector, membershipState: 'SUSPENDED' },
  '構成員, cleared': member,
  '構成員, cleared below the rank': { ...member, clearanceRank: 0 },
  '構成員, clearance expired': { ...member, clearanceValidUntil: BEFORE },
  '構成員, safeguards (安全管理措置) lapsed': { ...member, safeguardsValidUntil: BEFORE },
  '構成員, outside the audience': { ...member, organisationId: elsewhere },
  '構成員, membership suspended': { ...member, membershipState: 'SUSPENDED' },
  '構成員, account not active': { ...member, personActive: false },
  '基幹インフラ事業者, not a member (a friend), cleared': { ...cleared, tier: 'FRIEND' },
  フレンズ: friend,
  'フレンズ, outside the audience': { ...friend, organisationId: elsewhere },
  '一般 (その他分野), nobody in particular': publicReader(),
}

const notice: EditionFacts = {
  id: 'edition',
  category: 'NOTICE',
  requiredRank: 0,
  toPublic: false,
  everyone: false,
  sectors: [],
  circles: [],
  organisations: [organisation],
  people: [],
  excludedOrganisations: [],
  excludedSectors: [],
  excludedPeople: [],
  consentedTiers: TIERS,
  releasedAt: BEFORE,
  recalledAt: null,
  embargoUntil: null,
  expiresAt: null,
}
const EDITIONS: Readonly<Record<string, EditionFacts>> = {
  '総合 `COMPREHENSIVE`': { ...notice, category: 'COMPREHENSIVE', requiredRank: 1 },
  '提供用 `PROVISION`': { ...notice, category: 'PROVISION', requiredRank: 1 },
  '周知等用 `NOTICE`': notice,
  '`NOTICE` released to the public': { ...notice, toPublic: true },
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim())
const [header = [], , ...rows] = readFileSync(join(import.meta.dirname, '../matrix.md'), 'utf8')
  .split('\n')
  .filter(line => line.startsWith('|'))
  .map(cellsOf)
const [, ...columns] = header

describe('the matrix of who may receive what', () => {
  it('has a column for every edition and a row for every reader, none missing and none unknown', () => {
    expect(columns).toEqual(Object.keys(EDITIONS))
    expect(rows.map(row => row[0])).toEqual(Object.keys(READERS))
  })

  for (const [name = '', ...cells] of rows) {
    it(`holds for ${name}`, () => {
      const reader = READERS[name] ?? publicReader()
      const decided = Object.values(EDITIONS).map(edition => {
        const reads = can(reader, 'read', editionSubject(edition), at)
        expect(mayRead(reader, edition, at.getTime())).toBe(reads)
        expect(audienceOf(edition, [reader], at).length === 1).toBe(reads)
        expect(explain(reader, edition, at).allowed).toBe(reads)
        const inspects = can(reader, 'inspect', editionSubject(edition), at)
        return [reads ? '✔' : '', inspects ? 'inspect' : ''].filter(word => word !== '').join(' ') || '✘'
      })
      expect(decided).toEqual(cells)
    })
  }
})
