import type { StixObjectSummary } from '../api/types.ts'
import {
  addMissing,
  categoryOfEdition,
  duplicateCategories,
  inputOf,
  isAddressed,
  isComplete,
  newEdition,
  newForm,
  newFragment,
  withoutObjects,
} from './draft.ts'

const object = (id: string): StixObjectSummary => ({
  id,
  type: 'malware',
  name: id,
  version: 'v',
  revoked: false,
  versions: 1,
  receivedAt: '',
})

describe('the form of a draft', () => {
  it('shows the category while a flag is switched', () => {
    const edition = newEdition()
    expect(categoryOfEdition(edition)).toBe('NOTICE')
    expect(
      categoryOfEdition({ ...edition, fragments: [newFragment(), { ...newFragment(), containsSecret: true }] }),
    ).toBe('PROVISION')
    expect(categoryOfEdition({ ...edition, fragments: [{ ...newFragment(), identifiesPerson: true }] })).toBe(
      'COMPREHENSIVE',
    )
    expect(categoryOfEdition({ ...edition, fragments: [] })).toBeNull()
  })

  it('warns of two editions of one category', () => {
    const form = newForm()
    expect(duplicateCategories(form)).toEqual([])
    expect(duplicateCategories({ ...form, editions: [newEdition(), newEdition()] })).toEqual(['NOTICE'])
  })

  it('never sends a sealed edition to the public', () => {
    const edition = { ...newEdition(), audience: { ...newEdition().audience, toPublic: true } }
    const secret = { ...edition, fragments: [{ ...newFragment(), containsSecret: true }] }
    expect(
      inputOf({ ...newForm(), editions: [edition, secret] }).editions.map(({ audience }) => audience.toPublic),
    ).toEqual([true, false])
  })

  it('sends consent only with an originator, and an unanswered consent as consent to nobody', () => {
    const fragments = [
      { ...newFragment(), originator: ' ', consentedTiers: ['MEMBER' as const] },
      { ...newFragment(), originator: '銀行', consentedTiers: null },
    ]
    const sent = inputOf({ ...newForm(), editions: [{ ...newEdition(), fragments }] }).editions[0]?.fragments
    expect(sent?.map(({ originator, consentedTiers }) => [originator, consentedTiers])).toEqual([
      [null, null],
      ['銀行', []],
    ])
  })

  it('is complete when nothing that readers see is empty', () => {
    const form = newForm()
    expect(isComplete(form)).toBe(false)
    const edition = { ...newEdition(), title: '題', summary: '要旨', fragments: [{ ...newFragment(), text: '本文' }] }
    expect(isComplete({ ...form, title: '作業', editions: [edition] })).toBe(true)
    expect(isComplete({ ...form, title: '作業', editions: [] })).toBe(false)
  })

  it('knows an audience of nobody', () => {
    const { audience } = newEdition()
    expect(isAddressed(audience)).toBe(false)
    expect(isAddressed({ ...audience, sectors: ['finance'] })).toBe(true)
    expect(isAddressed({ ...audience, circles: ['a circle'] })).toBe(true)
  })

  it('adds what is missing beside what refers to it, once, and only what the store holds', () => {
    const edition = { ...newEdition(), fragments: [{ ...newFragment(), stixObjects: [object('a--1')] }] }
    const missing = [
      { category: 'NOTICE' as const, from: 'a--1', path: 'x', id: 'b--1', known: true },
      { category: 'NOTICE' as const, from: 'a--1', path: 'y', id: 'b--1', known: true },
      { category: 'NOTICE' as const, from: 'a--1', path: 'z', id: 'c--1', known: false },
      { category: 'PROVISION' as const, from: 'a--1', path: 'z', id: 'd--1', known: true },
    ]
    const { form, added } = addMissing({ ...newForm(), editions: [edition] }, missing)
    expect(added).toBe(1)
    expect(form.editions[0]?.fragments[0]?.stixObjects.map(({ id }) => id)).toEqual(['a--1', 'b--1'])
  })

  it('loses an object in the edition of one category alone', () => {
    const fragment = { ...newFragment(), stixObjects: [object('a--1'), object('b--1')] }
    const secret = { ...newEdition(), fragments: [{ ...fragment, containsSecret: true }] }
    const { form, removed } = withoutObjects(
      { ...newForm(), editions: [{ ...newEdition(), fragments: [fragment] }, secret] },
      'NOTICE',
      ['a--1', 'c--1'],
    )
    expect(removed).toBe(1)
    expect(form.editions.map(({ fragments }) => fragments[0]?.stixObjects.map(({ id }) => id))).toEqual([
      ['b--1'],
      ['a--1', 'b--1'],
    ])
  })
})
