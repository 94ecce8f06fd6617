import { TLP_MARKINGS } from './tlp.ts'
import { newVersion, revoke, versionProblems, withoutCustom } from './versions.ts'

const first = {
  type: 'tool',
  spec_version: '2.1',
  id: 'tool--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061',
  created: '2016-05-12T08:17:27.000Z',
  modified: '2016-05-12T08:17:27.000Z',
  created_by_ref: 'identity--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061',
  name: 'x',
}
const later = { ...first, modified: '2016-05-12T08:17:28.000Z' }
const NOW = '2020-01-01T00:00:00.000Z'
const rulesOf = (older: unknown, newer: unknown): string[] => versionProblems(older, newer).map(({ rule }) => rule)

describe('two versions of an object', () => {
  it.each<[string, object, object]>([
    ['later with other content', first, { ...later, name: 'y', description: 'z' }],
    ['the same', first, { ...first }],
    ['the same in another order of keys', first, Object.fromEntries(Object.entries(first).reverse())],
    ['later and revoked', first, { ...later, revoked: true }],
    ['observables, which have no versions', { id: 'url--1', type: 'url' }, { id: 'url--1', type: 'url', x: 1 }],
  ])('may be %s', (_title, older, newer) => {
    expect(rulesOf(older, newer)).toEqual([])
  })

  it.each<[string, object, object]>([
    ['other-object', first, { ...later, id: first.id.replace('0061', '0062') }],
    ['created-changed', first, { ...later, created: '2016-05-12T08:17:27.001Z' }],
    ['creator-changed', first, { ...later, created_by_ref: first.created_by_ref.replace('0061', '0062') }],
    ['creator-changed', first, { ...later, created_by_ref: undefined }],
    ['modified-not-later', later, first],
    ['changed-under-unchanged-modified', first, { ...first, name: 'y' }],
    ['revocation-is-final', { ...first, revoked: true }, later],
    ['revocation-is-final', { ...first, revoked: true }, { ...later, revoked: true }],
  ])('are no versions: %s', (rule, older, newer) => {
    expect(rulesOf(older, newer)).toEqual([rule])
  })

  it('differ by digits that a clock cannot see', () => {
    const [one, next] = ['2016-05-12T08:17:28.000000001Z', '2016-05-12T08:17:28.000000002Z']
    expect(rulesOf({ ...first, modified: one }, { ...first, modified: next, name: 'y' })).toEqual([])
    expect(rulesOf({ ...first, modified: next }, { ...first, modified: one })).toEqual(['modified-not-later'])
  })
})

describe('the next version', () => {
  it('is a version of the one before, which stays as it was', () => {
    const before = structuredClone(first)
    const answer = newVersion(first, { name: 'y', description: 'z' }, NOW)
    expect(answer).toEqual({ ok: true, value: { ...first, name: 'y', description: 'z', modified: NOW } })
    expect(answer.ok && versionProblems(first, answer.value)).toEqual([])
    expect(first).toEqual(before)
  })

  it('is later even when the clock is behind', () => {
    for (const now of ['1999-01-01T00:00:00.000Z', first.modified]) {
      expect(newVersion(first, {}, now)).toMatchObject({ value: { modified: '2016-05-12T08:17:27.001Z' } })
    }
    const late = { ...first, modified: '2016-12-31T23:59:60.9999Z' }
    expect(newVersion(late, {}, NOW.replace('2020', '2000'))).toMatchObject({
      value: { modified: '2017-01-01T00:00:01.000Z' },
    })
  })

  it.each<[string, unknown, object]>([
    ['not-versioned', 'text', {}],
    ['not-versioned', TLP_MARKINGS[0]?.object, {}],
    ['not-versioned', { type: 'url', id: 'url--1', value: 'http://x/' }, {}],
    ['revocation-is-final', { ...first, revoked: true }, { name: 'y' }],
    ['unmodifiable-property', first, { id: first.id.replace('0061', '0062') }],
    ['unmodifiable-property', first, { created_by_ref: null }],
    ['modified-not-later', first, { modified: first.modified }],
    ['modified-not-later', first, { modified: 'soon' }],
    ['required-property', first, { name: null }],
    ['empty-list', first, { aliases: [] }],
    ['custom-property', first, { x_own: 1 }],
  ])('does not exist: %s', (rule, object, changes) => {
    expect(newVersion(object, { ...changes }, NOW)).toMatchObject({ ok: false, refused: { rule } })
  })

  it('may have properties of one’s own when the one before had, or when told so', () => {
    expect(newVersion({ ...first, x_own: 1 }, { x_more: 2 }, NOW).ok).toBe(true)
    expect(newVersion(first, { x_own: 1 }, NOW, { allowCustom: true }).ok).toBe(true)
    expect(newVersion({ ...first, x_own: 1 }, {}, NOW, { allowCustom: false }).ok).toBe(false)
  })

  it('is the last when it revokes', () => {
    const answer = revoke(first, NOW)
    expect(answer).toMatchObject({ ok: true, value: { revoked: true } })
    expect(answer.ok && revoke(answer.value, NOW)).toMatchObject({ refused: { rule: 'revocation-is-final' } })
  })

  it('loses what is one’s own, unless the whole object is', () => {
    expect(withoutCustom({ ...first, x_own: 1, aliases: ['a'] }, NOW)).toEqual({
      ok: true,
      value: { ...first, aliases: ['a'], modified: NOW },
    })
    expect(withoutCustom(first, NOW)).toEqual({ ok: true, value: first })
    const own = { ...first, type: 'x-own', id: first.id.replace('tool', 'x-own') }
    expect(withoutCustom(own, NOW)).toMatchObject({ refused: { rule: 'custom-object' } })
  })
})
