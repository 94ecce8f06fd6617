import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, parse, validate } from 'graphql'
import * as editions from './editions.ts'
import { operationNameOf } from './graphql.ts'
import * as inbox from './inbox.ts'
import * as membership from './membership.ts'
import * as products from './products.ts'
import * as session from './session.ts'
import * as store from './store.ts'

const contractFolder = join(import.meta.dirname, '../../../api/src')
const contract = buildSchema(
  readdirSync(contractFolder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.graphql'))
    .map(name => readFileSync(join(contractFolder, name), 'utf8'))
    .join('\n'),
)

const questions = [editions, inbox, membership, products, session, store]
  .flatMap(topic => Object.entries(topic))
  .flatMap(([name, value]) => (typeof value === 'object' && 'text' in value ? [{ name, text: value.text }] : []))

describe('the questions of the portal', () => {
  it.each(questions)('$name is a question that the contract answers', ({ text }) => {
    expect(validate(contract, parse(text)).map(error => error.message)).toEqual([])
  })

  it('all have a name of their own, for the log and the list of allowed operations', () => {
    const names = questions.map(({ text }) => operationNameOf(text))
    expect(names).not.toContain(null)
    expect(new Set(names).size).toBe(questions.length)
    expect(questions.length).toBeGreaterThan(30)
  })
})
