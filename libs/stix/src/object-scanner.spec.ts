import fc from 'fast-check'
import { readObject, scanObject, scanValue } from './object-scanner.ts'
import { limitsWith } from './scan-limits.ts'

describe('one object', () => {
  it('passes when it is strict JSON', () => {
    expect(scanObject(' {"a": [1, -0.5, 1e3, true, false, null, "\\ud83d\\udd25🔥", {}, []]} ')).toBeUndefined()
  })

  it('is refused with the limits it is given', () => {
    expect(scanObject('{"a":{"b":1}}', { depth: 1 })?.rule).toBe('too-deep')
    expect(scanObject('{"a":"12345"}', { stringLength: 4 })?.rule).toBe('string-too-long')
    expect(scanObject('{"abc":1}', { keyLength: 2 })?.rule).toBe('key-too-long')
  })

  it('never nests deeper than the ceiling, whatever the limits say', () => {
    expect(scanObject(`{"a":${'['.repeat(100_000)}`, { depth: 1_000_000 })?.rule).toBe('too-deep')
  })

  it('knows raw half surrogates of a text that never was UTF-8', () => {
    expect(scanObject('{"a":"\ud83d"}')?.rule).toBe('lone-surrogate')
    expect(scanObject('{"a":"\udd25"}')?.rule).toBe('lone-surrogate')
    expect(scanObject('{"a":"\\ud83d\udd25"}')?.rule).toBe('lone-surrogate')
  })

  it.each(['{"a":1}x', '{"a":1} {}'])('may not be followed by anything (%s)', text => {
    expect(scanObject(text)?.rule).toBe('trailing-garbage')
  })

  it.each([
    '{',
    '{"a',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":[',
    '{"a":[1',
    '{"a":"\\',
    '{"a":"\\u12',
    '{"a":-',
    '{"a":1.',
    '{"a":1e',
  ])('may not end early (%s)', text => {
    expect(scanObject(text)?.rule).toBe('invalid-json')
  })

  it.each([
    '{"a":"\\x"}',
    '{"a":"\\u12g4"}',
    '{a:1}',
    "{'a':1}",
    '{"a":+1}',
    '{"a":.5}',
    '{"a":1.e5}',
    '{"a" 1}',
    '[1 2]',
  ])('may not be sloppy (%s)', text => {
    expect(scanValue(text)?.rule).toBe('invalid-json')
  })

  it('is never accepted when JSON.parse refuses it', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0019aeE+-. \ntrfalsn'), maxLength: 30 })
    fc.assert(
      fc.property(soup, text => {
        if (scanValue(text) === undefined) expect(() => JSON.parse(text)).not.toThrow()
      }),
      { numRuns: 5000 },
    )
  })

  it('is always accepted when JSON.stringify wrote it and nothing in it is forbidden', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), value => {
        const text = JSON.stringify(value)
        fc.pre(!/\\u0000|\\ud[89a-f]|\d{16}|__proto__|constructor|prototype/i.test(text))
        expect(scanValue(text)).toBeUndefined()
      }),
    )
  })

  describe('is read as the strict scan has it', () => {
    const limits = limitsWith({ depth: 3, stringLength: 40, keysPerObject: 3, keyLength: 4 })
    const colonsOf = (text: string): number => text.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1
    const agrees = (text: string): void => {
      const refused = scanObject(text, limits)
      const expected = refused === undefined ? { value: JSON.parse(text) as unknown } : { refused }
      expect(readObject(text, colonsOf(text), limits)).toEqual(expected)
    }

    it.each([
      '{"a":1,"a":2}',
      '{"a":1,"\\u0061":2}',
      '{"a":{"b":1,"b":2}}',
      '{"a":[{"b":1,"b":2}]}',
      '{"a":":","b":"\\":"}',
      '{"__proto__":1}',
      '{"a":9007199254740991,"b":-9007199254740991}',
      '{"a":9007199254740992}',
      '{"a":12345678901234567890.0}',
      '{"a":1.2345678901234567e19}',
      '{"a":1e400}',
      '{"a":"\\u0000"}',
      '{"a":"\\ud83d"}',
      '{"a":"\ud83d"}',
      '{"abcde":1}',
      '{"a":1,"b":1,"c":1,"d":1}',
      '{"a":{"b":[[]]}}',
      '[{"a":1}]',
      '"a"',
      '\ufeff{}',
      ' {} ',
      '{} {}',
      '',
    ])('%j', agrees)

    it('whatever it is', () => {
      const soup = fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0019aeE+-. \ntrfalsn'), maxLength: 30 })
      const key = fc.constantFrom('"a"', '"b"', '"\\u0061"', '"__proto__"', '"abcde"', '":"')
      const scalar = fc.constantFrom(
        '1',
        '9007199254740993',
        '1e999',
        '"x:"',
        '"\\ud83d"',
        'null',
        `"${'x'.repeat(41)}"`,
      )
      const { json } = fc.letrec<{ json: string }>(tie => ({
        json: fc.oneof(
          { depthSize: 'small' },
          scalar,
          fc
            .array(fc.tuple(key, tie('json')), { maxLength: 4 })
            .map(members => `{${members.map(one => one.join(':')).join()}}`),
          fc.array(tie('json'), { maxLength: 3 }).map(items => `[${items.join()}]`),
        ),
      }))
      fc.assert(fc.property(fc.oneof(soup, json), agrees), { numRuns: 5000 })
    })
  })

  it('repeats foreign text only in a harmless form', () => {
    const refusal = scanObject(`{"\u202eevil\u0007${'x'.repeat(200)}":1,"\u202eevil\u0007${'x'.repeat(200)}":2}`)
    expect(refusal?.rule).toBe('control-character')
    const twice = scanObject('{"\u202eevil":1,"\u202eevil":2}')
    expect(twice?.message).toBe('The key "\\u202eevil" occurs twice.')
  })
})
