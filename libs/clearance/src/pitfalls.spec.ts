import { Ability, createMongoAbility, subject as tag } from '@casl/ability'
import { abilityFor, can, caslAbilityOf, meets } from './ability.ts'
import { audienceOf } from './audience.ts'
import { explain } from './explain.ts'
import { holds, sqlOf } from './operators.ts'
import { publicReader } from './reader.ts'
import { rulesFor } from './rules.ts'
import { editionSubject } from './subjects.ts'
import { TEST_INSTANT, randomEdition, randomReader, seededRandom } from './testing.ts'
import type { EditionFacts } from './words.ts'

const at = TEST_INSTANT
const rng = seededRandom(7)
const readers = [publicReader(), ...Array.from({ length: 2000 }, () => randomReader(rng))]
const openNotice: EditionFacts = {
  ...randomEdition(rng),
  category: 'NOTICE',
  requiredRank: 0,
  toPublic: true,
  everyone: true,
  consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'],
  excludedOrganisations: [],
  excludedSectors: [],
  excludedPeople: [],
  releasedAt: '2026-11-01T00:00:00Z',
  recalledAt: null,
  embargoUntil: null,
  expiresAt: null,
}
/** What a caller without types could pass. */
const untyped = (facts: object): never => facts as never

describe('where CASL would fail open', () => {
  it('is shown by CASL itself: the last rule wins, $ne holds on a missing column, no conditions match everything', () => {
    const lastWins = createMongoAbility([
      { action: 'read', subject: 'Edition', inverted: true, conditions: { secret: true } },
      { action: 'read', subject: 'Edition' },
    ])
    expect(lastWins.can('read', tag('Edition', { secret: true }))).toBe(true)
    const ne = createMongoAbility([{ action: 'read', subject: 'Edition', conditions: { secret: { $ne: true } } }])
    expect(ne.can('read', tag('Edition', {}))).toBe(true)
    expect(ne.can('read', tag('Edition', { secret: 'true' }))).toBe(true)
    expect(ne.can('read', 'Edition')).toBe(true)
  })

  it('no reader ever has a rule that is inverted, unconditional, or about everything', () => {
    for (const reader of readers) {
      for (const rule of rulesFor(reader, at)) {
        expect(Object.keys(rule).sort()).toEqual(['action', 'conditions', 'subject'])
        expect(Object.keys(rule.conditions).length).toBeGreaterThan(0)
        expect(JSON.stringify(rule)).not.toMatch(/manage|"all"|"\$n(e|ot|in|or)"|inverted/)
      }
    }
  })

  it('a column that was not loaded throws in the factory, and past the factory it matches nothing', () => {
    for (const field of Object.keys(openNotice)) {
      const { [field as keyof EditionFacts]: _missing, ...partial } = openNotice
      expect(() => editionSubject(untyped(partial))).toThrow(`Edition.${field} must be`)
    }
    const needed = ['category', 'toPublic', 'consentedTiers', 'releasedAt', 'recalledAt', 'embargoUntil', 'expiresAt']
    const ability = caslAbilityOf(rulesFor(publicReader(), at))
    expect(ability.can('read', editionSubject(openNotice))).toBe(true)
    for (const field of needed) {
      const { [field as keyof EditionFacts]: _missing, ...partial } = openNotice
      expect(ability.can('read', untyped(tag('Edition', partial)))).toBe(false)
    }
  })

  it('the string "true" is not true, and no other type is taken for the one expected', () => {
    expect(() => editionSubject(untyped({ ...openNotice, toPublic: 'true' }))).toThrow(
      'Edition.toPublic must be true or',
    )
    expect(can(publicReader(), 'read', untyped(tag('Edition', { ...openNotice, toPublic: 'true' })), at)).toBe(false)
    const wrong: [Parameters<typeof holds>[0], unknown[]][] = [
      [{ $is: true }, [undefined, null, 'true', 1]],
      [{ $oneOf: ['1'] }, [undefined, null, 1, ['1']]],
      [{ $atMost: 2 }, [undefined, null, '1', NaN, [1]]],
      [{ $has: 'x' }, [undefined, null, 'x', { includes: () => true }]],
      [{ $hasAny: ['x'] }, [undefined, null, 'x', []]],
      [{ $lacks: 'x' }, [undefined, null, '', 'y', {}]],
      [{ $lacksAll: ['x'] }, [undefined, null, '', 'y', {}]],
      [{ $lacksAll: [] }, [undefined, null, '', 'y', {}]],
      [{ $known: true }, [undefined, null, '', 1]],
      [{ $isNull: true }, [undefined, '', 0, false]],
      [{ $notAfter: 5 }, [undefined, null, 1, '', 'soon', new Date(1)]],
      [{ $nullOrNotAfter: 5 }, [undefined, 1, '', 'soon', new Date(1)]],
      [{ $nullOrAfter: 5 }, [undefined, 9, '', 'soon', new Date(9)]],
    ]
    for (const [test, values] of wrong)
      for (const value of values) expect([test, value, holds(test, value)]).toEqual([test, value, false])
  })

  it('a check on the type is not a decision: can() refuses it, mightEver() says only "perhaps"', () => {
    const ability = abilityFor(publicReader(), at)
    expect(() => ability.can('read', untyped(Object('Edition')))).toThrow('made by its factory')
    expect(() => can(publicReader(), 'read', 'Edition' as never, at)).toThrow('made by its factory')
    expect(ability.mightEver('read', 'Edition')).toBe(true)
    expect(ability.mightEver('draft', 'Product')).toBe(false)
  })

  it('an object that was not made by a factory is refused, even when it claims a class of that name', () => {
    class Edition {}
    expect(() => can(publicReader(), 'read', untyped({ ...openNotice }), at)).toThrow('made by its factory')
    expect(() => can(publicReader(), 'read', untyped(Object.assign(new Edition(), openNotice)), at)).toThrow(TypeError)
  })

  it('conditions that ask for nothing are met by nothing, and alternatives of none neither', () => {
    const subject = editionSubject(openNotice)
    expect(meets(subject, {})).toBe(false)
    expect(meets(subject, { $or: [] })).toBe(false)
    expect(meets(subject, { $or: [{}] })).toBe(false)
    expect(meets(subject, { id: untyped({}) })).toBe(false)
    expect(sqlOf(untyped({}), { expression: 'l.id', type: 'uuid' }, () => '')).toBe('false')
  })

  it('an operator outside the list throws, also one that every object inherits', () => {
    for (const name of ['$ne', '$not', 'constructor', 'toString']) {
      expect(() => holds(untyped({ [name]: true }), 'x')).toThrow(`Unknown operator ${name}`)
    }
    const borrowed = new Ability<[string, never], object>(
      [untyped({ action: 'read', subject: 'Edition', conditions: { toPublic: { $ne: false } } })],
      { conditionsMatcher: conditions => facts => meets(facts, conditions) },
    )
    expect(() => borrowed.can('read', untyped(tag('Edition', {})))).toThrow('Unknown operator $ne')
  })

  it('a field is read from the object itself, never from what it inherits', () => {
    expect(meets(Object.create({ toPublic: true }), { toPublic: { $is: true } })).toBe(false)
  })

  it('an invalid instant is refused, not compared', () => {
    const never = new Date(NaN)
    expect(() => can(publicReader(), 'read', editionSubject(openNotice), never)).toThrow(RangeError)
    expect(() => audienceOf(openNotice, [publicReader()], never)).toThrow(RangeError)
    expect(() => explain(publicReader(), openNotice, never)).toThrow(RangeError)
  })
})
