import { AFTER_REVIEW_FINDINGS, afterReviewObjection } from './after-review-rule.ts'

const REVIEW_LEFT_OUT = { REVIEW: 1, AUTHORISATION: 0 }
const AUTHORISATION_LEFT_OUT = { REVIEW: 0, AUTHORISATION: 1 }

describe('who reviews an emergency release afterwards', () => {
  it('is nobody who had a part in it, whatever they find and whatever their role', () => {
    for (const finding of [...AFTER_REVIEW_FINDINGS, null])
      for (const isOfficer of [false, true])
        for (const leftOut of [REVIEW_LEFT_OUT, AUTHORISATION_LEFT_OUT])
          expect(afterReviewObjection({ isInvolved: true, isOfficer, leftOut }, finding)).toBe('SAME_PERSON')
  })

  it('is an officer where an authorisation was left out, and where it is taken back', () => {
    const analyst = { isInvolved: false, isOfficer: false }
    expect(afterReviewObjection({ ...analyst, leftOut: AUTHORISATION_LEFT_OUT }, null)).toBe('NOT_A_RELEASING_OFFICER')
    expect(afterReviewObjection({ ...analyst, leftOut: AUTHORISATION_LEFT_OUT }, 'UPHELD')).toBe(
      'NOT_A_RELEASING_OFFICER',
    )
    expect(afterReviewObjection({ ...analyst, leftOut: REVIEW_LEFT_OUT }, 'RECALL')).toBe('NOT_A_RELEASING_OFFICER')
  })

  it('is otherwise anybody who works on such products', () => {
    const leftOut = REVIEW_LEFT_OUT
    for (const finding of ['UPHELD', 'SHOULD_HAVE_WAITED', null] as const)
      expect(afterReviewObjection({ isInvolved: false, isOfficer: false, leftOut }, finding)).toBeNull()
    for (const finding of AFTER_REVIEW_FINDINGS)
      expect(
        afterReviewObjection({ isInvolved: false, isOfficer: true, leftOut: AUTHORISATION_LEFT_OUT }, finding),
      ).toBeNull()
  })
})
