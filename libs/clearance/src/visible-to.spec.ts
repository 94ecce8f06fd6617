import { publicReader } from './reader.ts'
import { TEST_IDS, TEST_INSTANT, randomReader, seededRandom } from './testing.ts'
import type { SqlCondition } from './visible-to.ts'
import { labelsVisibleTo, visibleTo } from './visible-to.ts'
import type { Reader } from './words.ts'

const at = TEST_INSTANT
const AFTER = '2026-11-22T00:00:00Z'
const member: Reader = {
  personId: String(TEST_IDS.people[0]),
  organisationId: String(TEST_IDS.organisations[0]),
  tier: 'MEMBER',
  roles: ['MEMBER_READER'],
  personActive: true,
  membershipState: 'ACTIVE',
  sectors: ['power'],
  circles: [],
  safeguardsValidUntil: AFTER,
  clearanceRank: 2,
  clearanceValidUntil: AFTER,
  isOversight: false,
  epoch: '1',
}
const placeholders = ({ sql }: SqlCondition): string[] => [...new Set(sql.match(/\$\d+/g))]

describe('the policy in SQL', () => {
  it('is, for the public, one rule over labels and the state of the edition', () => {
    expect(visibleTo(publicReader(), at)).toEqual({
      sql:
        '((e.label_id = any(array(select l.id from hub.label l where l.category = $1::text and l.to_public = $2::boolean' +
        ' and $3::text = any(l.consented_tiers))) and e.released_at <= $4::timestamptz and e.recalled_at is null' +
        ' and (e.embargo_until is null or e.embargo_until <= $4::timestamptz)' +
        ' and (e.expires_at is null or e.expires_at > $4::timestamptz)))',
      parameters: ['NOTICE', true, 'PUBLIC', at.toISOString()],
    })
  })

  it('is, for a cleared member, a rule over every column', () => {
    const [, , sealed = ''] = visibleTo({ ...member, circles: TEST_IDS.circles.slice(0, 2) }, at).sql.split(
      ' or (e.label_id',
    )
    const { sql, parameters } = visibleTo(
      { ...member, sectors: ['power', 'rail'], circles: TEST_IDS.circles.slice(0, 2) },
      at,
    )
    expect(sql).toContain(sealed)
    // The numbers of parameters as their values, so that the whole can be read.
    const read = `(e.label_id${sealed}`.replaceAll(/\$(\d+)::/g, (_all, number: string) => {
      const value = parameters[Number(number) - 1]
      return `<${value instanceof Array ? value.join(' ') : String(value)}>::`
    })
    expect(read).toBe(
      '(e.label_id = any(array(select l.id from hub.label l where l.category = any(<PROVISION>::text[])' +
        ' and l.required_rank <= <2>::integer' +
        ` and not (<${member.organisationId}>::uuid = any(l.excluded_organisations))` +
        ` and not (<${member.personId}>::uuid = any(l.excluded_people))` +
        ' and not (l.excluded_sectors && <power rail>::text[])' +
        ' and <MEMBER>::text = any(l.consented_tiers)' +
        ' and (l.everyone = <true>::boolean or l.sectors && <power rail>::text[]' +
        ` or l.circles && <${TEST_IDS.circles.slice(0, 2).join(' ')}>::uuid[]` +
        ` or <${member.organisationId}>::uuid = any(l.organisations) or <${member.personId}>::uuid = any(l.people))))` +
        ` and e.released_at <= <${at.toISOString()}>::timestamptz and e.recalled_at is null` +
        ` and (e.embargo_until is null or e.embargo_until <= <${at.toISOString()}>::timestamptz)` +
        ` and (e.expires_at is null or e.expires_at > <${at.toISOString()}>::timestamptz)))`,
    )
  })

  it('is, on labels alone, the same without the state', () => {
    expect(labelsVisibleTo(publicReader(), at, { label: 'label', firstParameter: 7 })).toEqual({
      sql: '((label.category = $7::text and label.to_public = $8::boolean and $9::text = any(label.consented_tiers)))',
      parameters: ['NOTICE', true, 'PUBLIC'],
    })
  })

  it('calls the label l unless it is told otherwise', () => {
    expect(labelsVisibleTo(publicReader(), at).sql).toContain('l.category = $1::text')
  })

  it('has one branch per rule: three for a cleared member, two for a lapsed one', () => {
    const branches = (reader: Reader): number => visibleTo(reader, at).sql.split('e.label_id = any(').length - 1
    expect(branches(member)).toBe(3)
    expect(branches({ ...member, clearanceValidUntil: null })).toBe(2)
    expect(branches({ ...member, personActive: false })).toBe(1)
  })

  it('puts nothing of the reader into the text, and numbers parameters from where it is told', () => {
    const rng = seededRandom(5)
    for (let turn = 0; turn < 500; turn += 1) {
      const reader = randomReader(rng)
      const condition = visibleTo(reader, at, { firstParameter: 4 })
      expect(condition.sql).not.toMatch(/'|"|;|--|0000/)
      expect(placeholders(condition).sort()).toEqual(condition.parameters.map((_, index) => `$${index + 4}`).sort())
      // Every placeholder carries its cast.
      expect(condition.sql.replaceAll(/\$\d+::(uuid|text|boolean|integer|timestamptz)(\[\])?/g, '')).not.toContain('$')
    }
  })

  it('casts lists and elements to what the columns hold', () => {
    const { sql, parameters } = visibleTo(member, at)
    expect(sql).toMatch(/l\.sectors && \$\d+::text\[\]/)
    expect(sql).toMatch(/\$\d+::uuid = any\(l\.organisations\)/)
    expect(sql).toMatch(/not \(\$\d+::uuid = any\(l\.excluded_organisations\)\)/)
    expect(parameters).toContainEqual(['power'])
  })

  it('takes the names it is given, and only plain ones', () => {
    expect(visibleTo(publicReader(), at, { edition: 'edition', label: 'labels' }).sql).toContain(
      'edition.label_id = any(array(select l.id from labels l where',
    )
    for (const name of ['e;', 'e e', "e'", 'E', '', 'a.b.c', '1e']) {
      expect(() => visibleTo(publicReader(), at, { edition: name })).toThrow(TypeError)
      expect(() => visibleTo(publicReader(), at, { label: name })).toThrow(TypeError)
      expect(() => labelsVisibleTo(publicReader(), at, { label: name })).toThrow(TypeError)
    }
  })

  it('is false for a verb without a rule, and asks nothing of the label for an inspector', () => {
    const inspector: Reader = { ...member, tier: 'GOVERNMENT', roles: ['OVERSIGHT_INSPECTOR'], isOversight: true }
    expect(visibleTo(member, at, { verb: 'inspect' })).toEqual({ sql: 'false', parameters: [] })
    expect(labelsVisibleTo(member, at, { verb: 'inspect' })).toEqual({ sql: 'false', parameters: [] })
    expect(visibleTo(inspector, at, { verb: 'inspect' })).toEqual({ sql: '((e.id is not null))', parameters: [] })
    expect(labelsVisibleTo(inspector, at, { verb: 'inspect' })).toEqual({ sql: '(true)', parameters: [] })
  })

  it('refuses an invalid instant', () => {
    expect(() => visibleTo(publicReader(), new Date(NaN))).toThrow(RangeError)
  })
})
