import type { Fragment, TornFragment } from '../api/types.ts'
import { fragmentsAbove, inputOf, newEdition, newForm, newFragment, type EditionForm } from './draft.ts'
import { derivedEdition, fatesOf, nextBelow } from './ladder.ts'

const secret = { ...newFragment(), key: 'secret', text: '秘密', containsSecret: true }
const open = { ...newFragment(), key: 'open', text: '公開', stixObjects: [object('a'), object('b')] }
const above: EditionForm = { ...newEdition(), title: '題', summary: '概要', fragments: [secret, open] }
const lines: TornFragment[] = [
  { key: 'secret', reasons: [{ code: 'SECRET', detail: null }], objects: [] },
  { key: 'open', reasons: [], objects: [{ stixId: 'a', reasons: [{ code: 'MARKED', detail: 'TLP:RED' }] }] },
]

function object(id: string) {
  return { id, type: 'malware', name: id, version: 'v', revoked: false, versions: 1, receivedAt: '' }
}

describe('the edition below', () => {
  const below = derivedEdition(above, 'NOTICE', lines)

  it('says nothing that the one above says where it has to go, and keeps the rest with what it may carry', () => {
    expect(below).toMatchObject({ title: '', summary: '', audience: { everyone: false } })
    expect(below.fragments.map(({ text, derivedFrom, containsSecret }) => [text, derivedFrom, containsSecret])).toEqual(
      [
        ['', 'secret', false],
        ['公開', 'open', false],
      ],
    )
    expect(below.fragments.map(({ stixObjects }) => stixObjects.map(({ id }) => id))).toEqual([[], ['b']])
    expect(below.fragments.map(({ torn }) => torn)).toEqual(lines)
  })

  it('takes over nothing of a fragment that nobody has judged', () => {
    expect(
      derivedEdition(above, 'NOTICE', []).fragments.map(({ text, stixObjects }) => text.length + stixObjects.length),
    ).toEqual([0, 0])
  })

  it('holds a secret still where secrets may go, and comes of the same intakes', () => {
    const intakes = ['11111111-1111-4111-8111-111111111111']
    const told = { originator: '銀行', consentedTiers: ['GOVERNMENT' as const], intakes }
    const comm = { ...secret, containsCommInfo: true, ...told }
    const torn: TornFragment = { key: 'secret', reasons: [{ code: 'COMM_INFO', detail: null }], objects: [] }
    const [fragment] = derivedEdition({ ...above, fragments: [comm] }, 'PROVISION', [torn]).fragments
    expect(fragment).toMatchObject({
      text: '',
      containsSecret: true,
      containsCommInfo: false,
      ...told,
      rewritten: true,
    })
  })

  it('is the next that there is none of', () => {
    const form = { ...newForm(), editions: [above] }
    expect(nextBelow(form, above)).toBe('NOTICE')
    expect(nextBelow({ ...form, editions: [above, below] }, above)).toBeNull()
    expect(nextBelow(form, newEdition())).toBeNull()
  })

  it('sends where each came from, unless that is no longer above', () => {
    const form = { ...newForm(), editions: [above, below] }
    const sent = (editions: EditionForm[]) =>
      inputOf({ ...form, editions }).editions.map(({ fragments }) => fragments.map(({ derivedFrom }) => derivedFrom))
    expect(sent([above, below])).toEqual([
      [null, null],
      ['secret', 'open'],
    ])
    expect(sent([{ ...above, fragments: [secret] }, below])[1]).toEqual(['secret', null])
    expect(sent([{ ...above, fragments: [open] }, below])[1]).toEqual([null, null])
    expect([...fragmentsAbove(form).values()]).toEqual([secret, open])
  })
})

describe('what became of the fragments', () => {
  const fragment = (key: string, text: string, derivedFrom: string | null = null) =>
    // Of a fragment, only these matter here.
    ({ key, text, derivedFrom }) as Fragment
  const from = [fragment('1', 'one'), fragment('2', 'two'), fragment('3', 'three'), fragment('4', 'four')]
  const told = (below: Fragment[]) =>
    fatesOf(from, below)?.map(fate => `${fate.what} ${fate.what === 'removed' ? fate.above.key : fate.below.key}`)

  it('is told in the order of the text, with what was removed where it stood', () => {
    expect(told([fragment('a', 'one', '1'), fragment('b', 'drei', '3'), fragment('c', 'new')])).toEqual([
      ...['kept a', 'removed 2', 'rewritten b', 'added c', 'removed 4'],
    ])
  })

  it('is told of fragments that were moved, and of one that became two', () => {
    expect(told([fragment('a', 'vier', '4'), fragment('b', 'one', '1'), fragment('c', 'also one', '1')])).toEqual([
      ...['removed 2', 'removed 3', 'rewritten a', 'kept b', 'rewritten c'],
    ])
  })

  it('cannot be told where nothing links the two', () => {
    expect(told([fragment('a', 'one')])).toBeUndefined()
  })
})
