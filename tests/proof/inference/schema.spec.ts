/** What the contract itself says: a hub that does not serve government does not know its words, and nobody may ask for the schema. */
import { startTestHub, type TestHub } from '../../support/hub.ts'

interface Schema {
  getTypeMap(): Record<string, { readonly astNode?: { readonly kind: string } }>
}

describe('a hub for members and friends alone', () => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startTestHub({ tiers: ['MEMBER', 'FRIEND'], worker: false })
  }, 60_000)
  afterAll(() => hub.stop())

  it('[L36] has no word of the work room in its schema', () => {
    const types = Object.keys((hub.schema as Schema).getTypeMap())
    expect(types).toContain('Edition')
    expect(types.filter(name => /Product(?!Kind)|Draft|Fragment|Stix|Import|Audience|Dangling/.test(name))).toEqual([])
  })

  it('[L08] has no interface, union or general node by which anything could be reached without its own field', () => {
    const { getTypeMap } = hub.schema as Schema
    const kinds = Object.values(getTypeMap.call(hub.schema)).map(type => type.astNode?.kind)
    expect(kinds).not.toContain('InterfaceTypeDefinition')
    expect(kinds).not.toContain('UnionTypeDefinition')
  })

  it('[L35] takes one question at a time', async () => {
    const answer = await hub
      .as('wakaba')
      .post('/graphql', JSON.stringify([{ query: '{ editionCount }' }, { query: '{ editionCount }' }]))
    expect(answer.status).toBe(400)
    expect(await answer.text()).not.toContain('editionCount')
  })

  it('[L24][L35][L36] answers a question with the work room’s words like one with words that nobody has', async () => {
    const friend = hub.as('wakaba')
    const of = async (query: string) =>
      (await (await friend.asking(query)).text())
        .replace(/"traceId":"[^"]*"/, '')
        .replace(/\b(products|nonsenses)\b/g, '-')
    expect(await of('{ products { items { id } } }')).toBe(await of('{ nonsenses { items { id } } }'))
  })
})
