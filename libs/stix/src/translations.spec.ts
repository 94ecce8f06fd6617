import { translationProblems } from './translations.ts'

const target = {
  type: 'campaign',
  id: 'campaign--12a111f0-b824-4baf-a224-83b80237a094',
  modified: '2017-02-08T21:31:22.007Z',
  name: 'Bank Attack',
  description: 'More information about bank attack',
  aliases: ['One', 'Two'],
  first_seen: '2017-01-08T21:31:22.000Z',
  kill_chain_phases: [{ kill_chain_name: 'a', phase_name: 'b' }],
}
const content = (contents: object, more: object = {}): object => ({
  type: 'language-content',
  object_ref: target.id,
  object_modified: target.modified,
  contents,
  ...more,
})
const problemsOf = (translation: object): string[] =>
  translationProblems(translation, target).map(({ rule, path }) => `${rule} ${path}`)

describe('a translation', () => {
  it.each([
    content({ ja: { name: '銀行攻撃', aliases: ['一', ''] }, de: { name: 'Bank Angriff' } }),
    content({ ja: { name: '銀行攻撃' } }, { object_modified: undefined }),
    content({ fr: { kill_chain_phases: [{ kill_chain_name: 'a', phase_name: 'bé' }] } }),
  ])('fits what it translates: %j', translation => {
    expect(problemsOf(translation)).toEqual([])
  })

  it.each<[string, object]>([
    ['other-target $.object_ref', content({}, { object_ref: 'campaign--12a111f0-b824-4baf-a224-83b80237a095' })],
    ['other-target $.object_modified', content({}, { object_modified: '2017-02-08T21:31:22.006Z' })],
    ['untranslatable-property $.contents.ja.objective', content({ ja: { objective: 'x' } })],
    ['untranslatable-property $.contents.ja.constructor', content({ ja: { constructor: 'x' } })],
    ['translation-shape $.contents.ja.aliases', content({ ja: { aliases: ['一'] } })],
    ['translation-shape $.contents.ja.aliases[1]', content({ ja: { aliases: ['一', 2] } })],
    ['translation-shape $.contents.ja.name', content({ ja: { name: ['x'] } })],
    ['translation-shape $.contents.ja.first_seen', content({ ja: { first_seen: '2018-01-08T21:31:22.000Z' } })],
  ])('is refused: %s', (problem, translation) => {
    expect(problemsOf(translation)).toEqual([problem])
  })

  it('is of objects only', () => {
    expect(translationProblems(null, target).map(({ rule }) => rule)).toEqual(['not-an-object'])
  })
})
