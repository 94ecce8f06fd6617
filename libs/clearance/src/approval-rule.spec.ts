import {
  APPROVAL_POLICY,
  isEmergencyPath,
  isRefused,
  leftOutApprovals,
  missingApprovals,
  requiredApprovals,
  type ApprovalFacts,
  type ApprovalQuestion,
} from './approval-rule.ts'
import { CATEGORIES } from './words.ts'

const URGENCIES = ['ROUTINE', 'PRIORITY', 'EMERGENCY'] as const
const asked = (more: Partial<ApprovalQuestion> = {}): ApprovalQuestion => ({
  ...{ categories: ['COMPREHENSIVE', 'PROVISION', 'NOTICE'], urgency: 'ROUTINE', isLargeScale: false },
  ...more,
})
const approved = (personId: string, kind: ApprovalFacts['kind'] = 'REVIEW'): ApprovalFacts => ({
  ...{ personId, kind, decision: 'APPROVED' },
})
const refused = (personId: string): ApprovalFacts => ({ personId, kind: 'REVIEW', decision: 'REFUSED' })

describe('the approvals that a release asks for', () => {
  it('are as many as the narrowest of its editions asks for', () => {
    expect(requiredApprovals(asked())).toEqual({ REVIEW: 1, AUTHORISATION: 1 })
    expect(requiredApprovals(asked({ categories: ['PROVISION', 'NOTICE'] }))).toEqual({ REVIEW: 1, AUTHORISATION: 0 })
    expect(requiredApprovals(asked({ categories: ['NOTICE'] }))).toEqual({ REVIEW: 0, AUTHORISATION: 0 })
    expect(requiredApprovals(asked({ categories: [] }))).toEqual({ REVIEW: 0, AUTHORISATION: 0 })
  })

  it('never grow with urgency, nor with how many may read it', () => {
    for (const kind of ['REVIEW', 'AUTHORISATION'] as const) {
      for (const category of CATEGORIES) {
        const counts = URGENCIES.map(urgency => APPROVAL_POLICY[category][urgency][kind])
        expect(counts).toEqual([...counts].sort((one, other) => other - one))
      }
      for (const urgency of URGENCIES) {
        const counts = CATEGORIES.map(category => APPROVAL_POLICY[category][urgency][kind])
        expect(counts).toEqual([...counts].sort((one, other) => other - one))
      }
    }
  })

  it('stay for communications-derived information whatever happens', () => {
    for (const urgency of URGENCIES)
      for (const isLargeScale of [false, true])
        expect(requiredApprovals(asked({ urgency, isLargeScale })).REVIEW).toBe(1)
    expect(requiredApprovals(asked({ isLargeScale: true }))).toEqual(requiredApprovals(asked()))
  })

  it('are fewer for what members and friends receive in an emergency, and during a large-scale incident', () => {
    const categories = ['PROVISION', 'NOTICE'] as const
    for (const pressing of [asked({ categories, urgency: 'EMERGENCY' }), asked({ categories, isLargeScale: true })])
      expect(requiredApprovals(pressing)).toEqual({ REVIEW: 0, AUTHORISATION: 0 })
  })

  // Every cell: what is asked for (reviews, authorisations), and what of it an emergency leaves out when nobody said anything.
  it.each([
    ['COMPREHENSIVE', 'ROUTINE', false, '11', '00'],
    ['COMPREHENSIVE', 'PRIORITY', false, '10', '00'],
    ['COMPREHENSIVE', 'EMERGENCY', false, '10', '11'],
    ['COMPREHENSIVE', 'ROUTINE', true, '11', '00'],
    ['COMPREHENSIVE', 'PRIORITY', true, '10', '00'],
    ['COMPREHENSIVE', 'EMERGENCY', true, '10', '11'],
    ['PROVISION', 'ROUTINE', false, '10', '00'],
    ['PROVISION', 'PRIORITY', false, '10', '00'],
    ['PROVISION', 'EMERGENCY', false, '00', '10'],
    ['PROVISION', 'ROUTINE', true, '00', '10'],
    ['PROVISION', 'PRIORITY', true, '00', '10'],
    ['PROVISION', 'EMERGENCY', true, '00', '10'],
    ['NOTICE', 'ROUTINE', false, '00', '00'],
    ['NOTICE', 'PRIORITY', false, '00', '00'],
    ['NOTICE', 'EMERGENCY', false, '00', '00'],
    ['NOTICE', 'ROUTINE', true, '00', '00'],
    ['NOTICE', 'PRIORITY', true, '00', '00'],
    ['NOTICE', 'EMERGENCY', true, '00', '00'],
  ] as const)(
    'of %s, %s, large-scale %s are %s, and an emergency leaves out %s',
    (category, urgency, isLargeScale, required, leftOut) => {
      const question = { categories: [category], urgency, isLargeScale }
      const text = ({ REVIEW, AUTHORISATION }: ReturnType<typeof requiredApprovals>) => `${REVIEW}${AUTHORISATION}`
      expect(text(requiredApprovals(question))).toBe(required)
      expect(text(leftOutApprovals(question, [], []))).toBe(leftOut)
      expect(isEmergencyPath(question)).toBe(leftOut !== '00')
    },
  )

  it('are no emergency’s where the narrowest edition asks for as much as ever', () => {
    expect(isEmergencyPath(asked({ isLargeScale: true }))).toBe(false)
    expect(isEmergencyPath(asked({ isLargeScale: true, urgency: 'PRIORITY' }))).toBe(false)
    expect(isEmergencyPath(asked({ urgency: 'EMERGENCY' }))).toBe(true)
    expect(isEmergencyPath(asked({ categories: [], urgency: 'EMERGENCY', isLargeScale: true }))).toBe(false)
  })

  it('are not left out when others agreed all the same, each by their own', () => {
    const pressing = asked({ categories: ['PROVISION'], urgency: 'EMERGENCY' })
    expect(leftOutApprovals(pressing, [approved('a')], [])).toEqual({ REVIEW: 0, AUTHORISATION: 0 })
    expect(leftOutApprovals(pressing, [approved('a')], ['a'])).toEqual({ REVIEW: 1, AUTHORISATION: 0 })
    expect(leftOutApprovals(asked({ urgency: 'EMERGENCY' }), [approved('a')], [])).toEqual({
      REVIEW: 0,
      AUTHORISATION: 1,
    })
  })
})

describe('the approvals that are missing', () => {
  const missing = (decisions: ApprovalFacts[], involved: string[] = [], more: Partial<ApprovalQuestion> = {}) =>
    missingApprovals(asked(more), decisions, involved)

  it('are none once a further officer authorised it, which is a review too', () => {
    expect(missing([])).toEqual({ REVIEW: 1, AUTHORISATION: 1 })
    expect(missing([approved('a')])).toEqual({ REVIEW: 0, AUTHORISATION: 1 })
    expect(missing([approved('a', 'AUTHORISATION')])).toEqual({ REVIEW: 0, AUTHORISATION: 0 })
  })

  it('are not given by the author, the submitter or the releaser', () => {
    expect(missing([approved('author', 'AUTHORISATION')], ['author'])).toEqual({ REVIEW: 1, AUTHORISATION: 1 })
  })

  it('count what each person said last, once', () => {
    expect(missing([approved('a'), refused('a')], [], { urgency: 'PRIORITY' }).REVIEW).toBe(1)
    expect(missing([refused('a'), approved('a')], [], { urgency: 'PRIORITY' }).REVIEW).toBe(0)
    expect(missing([approved('a', 'AUTHORISATION'), approved('a')])).toEqual({ REVIEW: 0, AUTHORISATION: 1 })
  })

  it('are beside the point while somebody refuses', () => {
    expect(isRefused([approved('a'), refused('b')])).toBe(true)
    expect(isRefused([refused('b'), approved('a'), approved('b')])).toBe(false)
    expect(isRefused([])).toBe(false)
  })
})
