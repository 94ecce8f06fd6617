import { parseInput } from '@noroshi/errors'
import { countAnswers, huntAnswerInput, requirePast, type HuntAnswerKind } from './hunt-answer.ts'

const answer = (kind: HuntAnswerKind, ...sectors: string[]) => ({ answer: kind, sectors })

describe('the answers to a hunt in numbers', () => {
  it('are counted for each sector of three organisations or more, and the others together', () => {
    const counted = countAnswers([
      ...[answer('FOUND', 'water', 'rail'), answer('NOT_FOUND', 'water'), answer('NOT_ABLE', 'water')],
      ...[answer('FOUND', 'rail'), answer('NOT_FOUND'), answer('NOT_FOUND', 'power')],
    ])
    expect(counted).toEqual({
      ...{ found: 2, notFound: 3, notAble: 1, others: 3 },
      sectors: [{ sector: 'water', found: 1, notFound: 1, notAble: 1 }],
    })
  })

  it('are none of nobody', () => {
    expect(countAnswers([])).toEqual({ found: 0, notFound: 0, notAble: 0, others: 0, sectors: [] })
  })
})

describe('an answer to a hunt', () => {
  const id = crypto.randomUUID()
  it.each([
    [{ answer: 'NOT_ABLE', lookedFrom: '2026-01-01T00:00:00Z' }, 'lookedFrom'],
    [{ answer: 'FOUND', lookedFrom: '2026-01-02T00:00:00Z', lookedUntil: '2026-01-01T00:00:00Z' }, 'lookedUntil'],
    [{ answer: 'NOT_FOUND', contributionId: id }, 'contributionId'],
    [{ answer: 'PERHAPS' }, 'answer'],
    [{ answer: 'FOUND', note: 'a\0b' }, 'note'],
  ])('is refused: %j', (input, field) => {
    expect(() => parseInput(huntAnswerInput, input)).toThrow(expect.objectContaining({ field }))
  })

  it('is about a time that is over', () => {
    const input = parseInput(huntAnswerInput, {
      answer: 'FOUND',
      lookedUntil: '2026-01-02T00:00:00Z',
      contributionId: id,
    })
    expect(input.contributionId).toBe(id)
    expect(() => requirePast(input, new Date('2026-01-02T00:00:00Z'))).not.toThrow()
    expect(() => requirePast(input, new Date('2026-01-01T00:00:00Z'))).toThrow(
      expect.objectContaining({ field: 'lookedUntil' }),
    )
  })
})
