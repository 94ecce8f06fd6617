import { isLanguageTag } from './formats.ts'
import * as door from './index.ts'
import { isSuggestedRelationship } from './relationship-table.ts'
import { select } from './selector.ts'

const { isCustomType, isMetaType, isScoType, isSdoType, isSroType, SCO_TYPES, SDO_TYPES } = door

describe('the classes of types', () => {
  it('are disjoint, and whatever is in none is custom', () => {
    expect([SDO_TYPES.length, SCO_TYPES.length]).toEqual([19, 18])
    const types = [
      ...SDO_TYPES,
      ...SCO_TYPES,
      'relationship',
      'sighting',
      'marking-definition',
      'x-acme',
      'constructor',
    ]
    const classes = types.map(type =>
      [isSdoType, isScoType, isSroType, isMetaType, isCustomType].filter(is => is(type)),
    )
    expect(classes.every(found => found.length === 1)).toBe(true)
    expect(types.filter(isCustomType)).toEqual(['x-acme', 'constructor'])
    expect(isCustomType('bundle')).toBe(false)
  })
})

describe('the suggested relationships', () => {
  it('are those of Appendix B, and those that any two objects may have', () => {
    expect(isSuggestedRelationship('indicator', 'indicates', 'malware')).toBe(true)
    expect(isSuggestedRelationship('malware', 'indicates', 'indicator')).toBe(false)
    expect(isSuggestedRelationship('infrastructure', 'consists-of', 'x509-certificate')).toBe(true)
    expect(isSuggestedRelationship('url', 'related-to', 'tool')).toBe(true)
    expect(isSuggestedRelationship('report', 'derived-from', 'report')).toBe(true)
    expect(isSuggestedRelationship('report', 'duplicate-of', 'note')).toBe(false)
  })
})

describe('a selector', () => {
  const object = { name: 'x', labels: ['a', 'b'], hashes: { 'SHA-256': 'c' }, parts: [{ n: null }] }

  it('picks a property, an item, or a key of a dictionary', () => {
    expect(select(object, 'labels.[1]')).toEqual({ hit: true, value: 'b' })
    expect(select(object, 'hashes.SHA-256')).toEqual({ hit: true, value: 'c' })
    expect(select(object, 'parts.[0].n')).toEqual({ hit: true, value: null })
  })

  it.each(['labels.[2]', 'name.[0]', 'labels.a', 'toString', 'parts.[0].n.x'])('misses with %s', selector => {
    expect(select(object, selector)).toEqual({ hit: false, malformed: false })
  })

  it.each(['', '.', 'a..b', '[a]', 'a b', '$.name'])('is none in the form of "%s"', selector => {
    expect(select(object, selector)).toEqual({ hit: false, malformed: true })
  })
})

describe('a language code', () => {
  it.each(['ja', 'en-US', 'zh-Hant-TW', 'JA', 'ain', 'qaa', 'x-private', 'i-klingon', 'sl-rozaj-biske-1994'])(
    '%s is one',
    code => {
      expect(isLanguageTag(code)).toBe(true)
    },
  )

  it.each(['', 'foo', 'xy', 'j', 'ja_JP', 'ja-', 'japanese', 'x', 'ja-waytoolongsubtag', 'a'.repeat(100)])(
    '%s is none',
    code => {
      expect(isLanguageTag(code)).toBe(false)
    },
  )
})
