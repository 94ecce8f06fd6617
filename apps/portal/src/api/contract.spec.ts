import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, parse, validate } from 'graphql'
import { operationsOf, questionsOfPortal } from '../../operations.ts'
import { NEWS_AFTER, operationNameOf, SOCKET_TICKET } from '@noroshi/client'

const sources = join(import.meta.dirname, '..')
const contractFolder = join(import.meta.dirname, '../../../api/src')
const contract = buildSchema(
  readdirSync(contractFolder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.graphql'))
    .map(name => readFileSync(join(contractFolder, name), 'utf8'))
    .join('\n'),
)

// eslint-disable-next-line no-restricted-syntax -- whatever stands in api/, as the build finds it
const asked = await questionsOfPortal(async path => (await import(path)) as object)
const questions = asked.map(({ text }) => ({ name: operationNameOf(text), text }))

describe('the questions of the portal', () => {
  it.each(questions)('$name is a question that the contract answers', ({ text }) => {
    expect(validate(contract, parse(text)).map(error => error.message)).toEqual([])
  })

  it('all have a name of their own, for the log and the list of allowed operations', () => {
    const names = questions.map(({ name }) => name)
    expect(names).not.toContain(null)
    expect(new Set(names).size).toBe(questions.length)
    expect(questions.length).toBeGreaterThan(30)
  })

  it('all stand in files of api/, where the build finds them for the list of allowed operations', () => {
    const asking = readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter(path => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts'))
      .filter(path => /\bquestion\s*(<|\()/.test(readFileSync(join(sources, path), 'utf8')))
    expect(asking.length).toBeGreaterThan(3)
    expect(asking.filter(path => !/^api\/[\w-]+\.ts$/.test(path))).toEqual([])
    const written = asking.flatMap(path => [
      ...readFileSync(join(sources, path), 'utf8').matchAll(/=\s*question\s*(<|\()/g),
    ])
    // And those that the client asks by itself when it follows the news.
    for (const { text } of [NEWS_AFTER, SOCKET_TICKET])
      expect(questions).toContainEqual(expect.objectContaining({ text }))
    expect(Object.keys(operationsOf(asked))).toHaveLength(written.length + 2)
  })
})
