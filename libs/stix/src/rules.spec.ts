import { refuse, step } from './refusal.ts'
import { RULES } from './rules.ts'

describe('the reasons for a refusal', () => {
  it.each(Object.entries(RULES))(
    '%s is stable, and is said in English and in Japanese',
    (rule, [english, japanese]) => {
      expect(rule).toMatch(/^[a-z][a-z0-9-]+$/)
      expect(english).toMatch(/^["A-Za-z].*\.$/)
      expect(japanese).toMatch(/[\u3040-\u30ff\u4e00-\u9fff].*。$/)
      const places = (sentence: string): string[] => [...new Set(sentence.match(/\{\d\}/g))].sort()
      expect(places(japanese)).toEqual(places(english))
    },
  )

  it('name the place as a JSON path that is safe to print', () => {
    expect(['objects', 3, 'SHA-256', 'a\u202eb'].reduce<string>(step, '$')).toBe("$.objects[3]['SHA-256']['a\\u202eb']")
    expect(refuse('duplicate-key', 'RFC 8259 §4', '$', 'x'.repeat(500)).message.length).toBeLessThan(100)
  })
})
