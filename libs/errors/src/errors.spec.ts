import { z } from 'zod'
import { HubError, notFound, parseInput } from './index.ts'

describe('an error of the hub', () => {
  it('carries code, reason, message, field and a Japanese sentence, and is named after its class', () => {
    class TooEarly extends HubError {}
    const error = new TooEarly('CONFLICT', 'TOO_EARLY', 'Not yet.', 'at', 'まだです。')
    expect(error).toBeInstanceOf(Error)
    expect({ ...error, message: error.message }).toEqual({
      name: 'TooEarly',
      code: 'CONFLICT',
      reason: 'TOO_EARLY',
      message: 'Not yet.',
      field: 'at',
      messageJa: 'まだです。',
    })
  })

  it('says of what is absent and of what is hidden the very same', () => {
    expect({ ...notFound(), message: notFound().message }).toEqual({ ...notFound(), message: notFound().message })
    expect(notFound()).toMatchObject({ code: 'NOT_FOUND', reason: 'NOT_FOUND', field: undefined })
  })
})

describe('parsing what a caller sent', () => {
  const schema = z.strictObject({
    title: z.string().max(3),
    editions: z.array(z.object({ 'odd name': z.number() })),
  })
  const refusal = (value: unknown): HubError => {
    try {
      parseInput(schema, value)
    } catch (error) {
      if (error instanceof HubError) return error
    }
    throw new Error('was not refused')
  }

  it('gives back what the schema made of it', () => {
    const trimmed = z.string().trim()
    expect(parseInput(trimmed, ' a ')).toBe('a')
  })

  it('names the first field at fault by its path', () => {
    expect(refusal({ title: 'long', editions: [] }).field).toBe('title')
    expect(refusal({ title: 'abc', editions: [{ 'odd name': 1 }, { 'odd name': 'x' }] }).field).toBe(
      'editions[1].odd name',
    )
    expect(refusal('nothing of the kind').field).toBe('')
  })

  it('names the rule, in English and in Japanese', () => {
    const error = refusal({ title: 'long', editions: [] })
    expect(error).toMatchObject({ code: 'INVALID_INPUT', reason: 'TOO_BIG' })
    expect(error.message).toMatch(/^[\x20-\x7e]+$/)
    expect(error.messageJa).toMatch(/[ぁ-ん]/)
  })

  it('names a rule of our own in both languages too', () => {
    const own = z.string().refine(value => value !== 'x', { error: 'not x', params: { ja: 'x は使えません。' } })
    expect(() => parseInput(own, 'x')).toThrow(
      expect.objectContaining({ message: 'not x', messageJa: 'x は使えません。' }),
    )
  })

  it('refuses what the schema does not know', () => {
    expect(refusal({ title: 'a', editions: [], more: 1 }).reason).toBe('UNRECOGNIZED_KEYS')
  })

  it('never repeats the value, which may be secret', () => {
    const error = refusal({ title: 'a secret text', editions: [] })
    expect(`${error.message} ${error.messageJa}`).not.toContain('secret')
  })
})
