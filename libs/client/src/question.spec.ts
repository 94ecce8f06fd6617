import { operationNameOf, question, type AnswerOf, type VariablesFor } from './question.ts'

type Same<One, Other> = [One, Other] extends [Other, One] ? true : false
/** A line that compiles for `true` alone: what fails here fails `npm test -- types`. */
const holds = <Claim extends true>(claim: Claim): boolean => claim

const FIELDS = 'id title releasedAt'
const EDITION = question(`query Edition($id: ID!) { edition(id: $id) { ${FIELDS} kind recalledAt } }`)
const PAGE = question(
  'query Editions($filter: EditionFilter, $first: Int) { editions(filter: $filter, first: $first) { items { id } endCursor } }',
)
const RECORD = question(`mutation RecordSafeguards($id: ID!, $until: DateTime) {
  recordSafeguards(organisationId: $id, validUntil: $until) { id }
}`)

describe('a question', () => {
  it('is answered what its text asks for, put together or not', () => {
    type Answer = {
      edition: {
        id: string
        title: string
        releasedAt: string
        kind:
          | ('BULLETIN' | 'IOC_PACKAGE' | 'ADVISORY' | 'VULNERABILITY_NOTICE')
          | ('HUNT_PACKAGE' | 'PUBLIC_NOTICE' | 'WEEKLY_DIGEST')
        recalledAt: string | null
      }
    }
    expect(holds<Same<AnswerOf<typeof EDITION>, Answer>>(true)).toBe(true)
    expect(
      holds<Same<AnswerOf<typeof PAGE>['editions'], { items: { id: string }[]; endCursor: string | null }>>(true),
    ).toBe(true)
  })

  it('takes the variables that its text declares', () => {
    expect(holds<Same<VariablesFor<typeof EDITION>, { id: string }>>(true)).toBe(true)
    expect(holds<Same<VariablesFor<typeof RECORD>, { id: string; until?: string | null | undefined }>>(true)).toBe(true)
    expect(
      holds<
        Same<
          NonNullable<NonNullable<VariablesFor<typeof PAGE>['filter']>['severity']>,
          'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'
        >
      >(true),
    ).toBe(true)
  })

  it('knows whether it may be asked twice', () => {
    expect(holds<Same<(typeof EDITION)['kind'], 'query'>>(true)).toBe(true)
    expect(holds<Same<(typeof RECORD)['kind'], 'mutation'>>(true)).toBe(true)
    const asked = [EDITION, PAGE, RECORD, question('{ signingKeys { keyId } }')]
    expect(asked.map(({ kind }) => kind)).toEqual(['query', 'query', 'mutation', 'query'])
  })

  it('keeps its text to the letter, and tells its name', () => {
    expect(EDITION.text).toBe('query Edition($id: ID!) { edition(id: $id) { id title releasedAt kind recalledAt } }')
    expect([EDITION.text, RECORD.text, '{ me { name } }'].map(operationNameOf)).toEqual([
      'Edition',
      'RecordSafeguards',
      null,
    ])
  })
})
