import type { Column, FieldTest } from './operators.ts'
import { holds, sqlOf } from './operators.ts'

const AT = Date.parse('2026-11-21T00:00:00Z')
const [BEFORE, ON, AFTER] = ['2026-11-20T23:59:59.999Z', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00.001Z']

/** What passes each test and what does not, both of the right type; pitfalls.spec.ts has the wrong ones. */
const CASES: readonly [FieldTest, readonly unknown[], readonly unknown[]][] = [
  [{ $is: true }, [true], [false]],
  [{ $is: 'x' }, ['x'], ['y']],
  [{ $oneOf: ['x', 'y'] }, ['x', 'y'], ['z']],
  [{ $atMost: 2 }, [0, 2], [3]],
  [{ $has: 'x' }, [['x'], ['y', 'x']], [[], ['y']]],
  [{ $hasAny: ['x', 'y'] }, [['x'], ['z', 'y']], [[], ['z']]],
  [{ $lacks: 'x' }, [[], ['y']], [['x'], ['y', 'x']]],
  [{ $lacksAll: ['x', 'y'] }, [[], ['z']], [['x'], ['z', 'y']]],
  [{ $lacksAll: [] }, [[], ['z']], []],
  [{ $known: true }, ['x'], ['']],
  [{ $isNull: true }, [null], ['x']],
  [{ $notAfter: AT }, [BEFORE, ON], [AFTER, null]],
  [{ $nullOrNotAfter: AT }, [null, BEFORE, ON], [AFTER]],
  [{ $nullOrAfter: AT }, [null, AFTER], [ON, BEFORE]],
]

describe('an operator', () => {
  it.each(CASES)('%j passes %j and nothing of %j', (test, right, wrong) => {
    expect(right.map(value => holds(test, value))).toEqual(right.map(() => true))
    expect(wrong.map(value => holds(test, value))).toEqual(wrong.map(() => false))
  })

  it('beside another must hold as it does, in memory and in SQL', () => {
    // What a rule could say although none does: the type has one operator for each test.
    const both = { $notAfter: AT, $known: true } as unknown as FieldTest
    expect([holds(both, BEFORE), holds(both, AFTER)]).toEqual([true, false])
    const column: Column = { expression: 'e.at', type: 'timestamptz' }
    expect(sqlOf(both, column, (value, cast) => `<${String(value)}>::${cast}`)).toBe(
      'e.at <= <2026-11-21T00:00:00.000Z>::timestamptz and e.at is not null',
    )
  })
})
