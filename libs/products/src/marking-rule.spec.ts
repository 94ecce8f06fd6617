import { CATEGORIES, type InfoCategory } from '@noroshi/clearance'
import { TLP_MARKINGS, type StixObject } from '@noroshi/stix'
import { labelledAbove, markedAbove } from './marking-rule.ts'

const idOf = (label: string) =>
  TLP_MARKINGS.filter(marking => marking.label === label).map(({ object }) => object.id as string)
const indicator = (more: object): StixObject =>
  ({ type: 'indicator', id: 'indicator--6ba7b810-9dad-41d1-80b4-00c04fd430c8', ...more }) as unknown as StixObject
const edition = (category: InfoCategory, toPublic = false) => ({ category, audience: { toPublic } })

describe('an object that its sender marked', () => {
  const LADDER = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED']
  it.each([
    ['the public', edition('NOTICE', true), ['TLP:CLEAR']],
    ['friends', edition('NOTICE'), ['TLP:CLEAR', 'TLP:GREEN']],
    ['members', edition('PROVISION'), ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER']],
    ['the government', edition('COMPREHENSIVE'), LADDER],
  ] as const)('[L17] goes to %s only as far as its marking says', (_who, to, allowed) => {
    const passes = LADDER.filter(label =>
      idOf(label).every(id => markedAbove(to, [indicator({ object_marking_refs: [id] })]).length === 0),
    )
    expect(passes).toEqual(allowed)
  })

  it('[L17] is held by the tightest of several markings, whatever their order, also when it marks a part alone', () => {
    const [clear] = idOf('TLP:CLEAR')
    const [red] = idOf('TLP:RED')
    for (const refs of [
      [clear, red],
      [red, clear],
    ])
      expect(markedAbove(edition('NOTICE'), [indicator({ object_marking_refs: refs })])).toMatchObject([
        { marking: 'TLP:RED' },
      ])
    const part = { object_marking_refs: [clear], granular_markings: [{ marking_ref: red, selectors: ['name'] }] }
    expect(markedAbove(edition('NOTICE'), [indicator(part)])).toMatchObject([{ marking: 'TLP:RED' }])
  })

  it('is named with its tightest marking, and alone among objects that may go', () => {
    const [amber] = idOf('TLP:AMBER')
    const [red] = idOf('TLP:RED')
    const held = indicator({ id: 'indicator--held', object_marking_refs: [amber, red, amber] })
    const language = { granular_markings: [{ lang: 'ja', selectors: ['name'] }] }
    expect(markedAbove(edition('NOTICE'), [indicator({}), held, indicator(language)])).toEqual([
      { id: 'indicator--held', marking: 'TLP:RED' },
    ])
  })

  it('without a marking, in whole and in part, goes wherever the edition goes', () => {
    expect(markedAbove(edition('NOTICE', true), [indicator({}), indicator({ granular_markings: [] })])).toEqual([])
  })

  it('[L18] stays in the government when nobody here knows what the marking allows', () => {
    const unknown = 'marking-definition--11111111-1111-4111-8111-111111111111'
    const object = indicator({ object_marking_refs: [unknown] })
    const made = { type: 'marking-definition', id: unknown, definition_type: 'tlp', definition: { tlp: 'white' } }
    for (const given of [[object], [object, made as unknown as StixObject]])
      expect(CATEGORIES.filter(category => markedAbove(edition(category), given).length === 0)).toEqual([
        'COMPREHENSIVE',
      ])
  })

  it('is not held by a statement, which restricts nothing, when the edition carries it', () => {
    const id = 'marking-definition--22222222-2222-4222-8222-222222222222'
    const statement = { type: 'marking-definition', id, definition_type: 'statement', definition: { statement: '©' } }
    const object = indicator({ object_marking_refs: [id] })
    expect(markedAbove(edition('NOTICE', true), [object, statement as unknown as StixObject])).toEqual([])
    expect(markedAbove(edition('NOTICE', true), [object])).toMatchObject([{ marking: id }])
    // Only a marking says what it is: another object that claims so changes nothing.
    const claim = indicator({ id, definition_type: 'statement' })
    expect(markedAbove(edition('NOTICE', true), [object, claim])).toMatchObject([{ marking: id }])
  })
})

describe('the label of a source', () => {
  const tool = (id: string, more: object = {}) =>
    ({ type: 'tool', id: `tool--${id}`, name: 'x', ...more }) as unknown as StixObject
  const flags = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }
  const label = (more: object) => ({ ...flags, id: 'tool--a', tlp: 'TLP:CLEAR', ...more })
  const isHeld = (...[of, objects, labels]: Parameters<typeof labelledAbove>) =>
    labelledAbove(of, objects, labels).length > 0

  it('keeps an edition to the circle that a work of the source alone would have', () => {
    const circles = ['NOTICE', 'PROVISION', 'COMPREHENSIVE'] as const
    const labels = [
      label({}),
      label({ containsSecret: true }),
      label({ containsCommInfo: true }),
      label({ identifiesPerson: true }),
    ]
    expect(labels.map(one => circles.map(category => isHeld(edition(category), [tool('a')], [one])))).toEqual([
      [false, false, false],
      [true, false, false],
      [true, true, false],
      [true, true, false],
    ])
  })

  it('gives its TLP to objects that carry no marking, and leaves those that do to theirs', () => {
    const marked = tool('a', { object_marking_refs: ['marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb'] })
    const green = [label({ tlp: 'TLP:GREEN' })]
    expect(isHeld(edition('NOTICE', true), [tool('a')], green)).toBe(true)
    expect(isHeld(edition('NOTICE'), [tool('a')], green)).toBe(false)
    expect(isHeld(edition('NOTICE', true), [marked], green)).toBe(false)
    expect(isHeld(edition('PROVISION'), [tool('a')], [label({ tlp: 'TLP:WHAT' })])).toBe(true)
  })
})
