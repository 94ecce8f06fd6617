/**
 * Every door declares who may come through. The application is the real one, with all tiers; what it declares is written to
 * docs/access.md, which a reviewer reads and this test compares (`UPDATE=1 npm test -- house` writes it anew).
 */
import { ACCESS, createApi, type AccessDeclaration } from '@noroshi/api'
import { TIERS } from '@noroshi/clearance'
import { loginOfTier } from '@noroshi/database'
import { cloneDatabase, testCluster, type TestDatabase } from '@noroshi/database/testing'
import { DownloadKey, ReleaseKey } from '@noroshi/products'
import { expectDocument } from '../support/documents.ts'

type Handler = (...given: unknown[]) => unknown
interface Declared {
  /** `GET /health/live`, `Query.me`. */
  readonly place: string
  readonly owner: string
  readonly handler: Handler
  readonly access: AccessDeclaration | undefined
}
/** What Nest keeps of its modules, as far as it is looked at here. */
interface Container {
  getModules(): Map<
    string,
    Record<'controllers' | 'providers', Map<unknown, { metatype: { prototype: object; name: string } | null }>>
  >
}
interface SchemaType {
  readonly name: string
  getFields?: () => Record<string, { readonly resolve?: unknown; readonly subscribe?: unknown }>
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'ALL', 'OPTIONS', 'HEAD']
const meta = (key: string, of: object): unknown => Reflect.getMetadata(key, of)
const pathOf = (...parts: unknown[]): string =>
  `/${parts
    .map(part => (typeof part === 'string' ? part : ''))
    .join('/')
    .split('/')
    .filter(Boolean)
    .join('/')}`

let clone: TestDatabase
let app: Awaited<ReturnType<typeof createApi>>
const served: string[] = []

beforeAll(async () => {
  const cluster = testCluster()
  clone = await cloneDatabase(cluster, [], [])
  app = await createApi({
    port: 0,
    host: '127.0.0.1',
    tiers: TIERS,
    database: {
      ...clone.address,
      passwords: Object.fromEntries(TIERS.map(tier => [loginOfTier(tier), cluster.passwords[loginOfTier(tier)]])),
    },
    signingKeyPem: ReleaseKey.newPem(),
    downloadKeyPem: DownloadKey.newPem(),
    publicUrl: undefined,
    portalDir: undefined,
    operations: 'ANY',
    trustedProxies: [],
    logLevel: 'silent',
    warningLists: [],
    signInsPerMinute: 1_000,
    contributionQuota: { objects: 1, bytes: 1 },
  })
  const fastify = app.getHttpAdapter().getInstance()
  fastify.addHook('onRoute', route => {
    for (const method of [route.method].flat()) if (method !== 'HEAD') served.push(`${method} ${route.url}`)
  })
  await app.listen(0, '127.0.0.1')
}, 60_000)
afterAll(async () => {
  await app.close()
  await clone.drop()
})

/** Every handler of the running application with what it declares. */
function declarations(): Declared[] {
  const { container } = app as unknown as { container: Container }
  return [...container.getModules().values()].flatMap(module =>
    (['controllers', 'providers'] as const).flatMap(kind =>
      [...module[kind].values()].flatMap(({ metatype }) => {
        if (!metatype?.prototype) return []
        const { prototype, name } = metatype
        return Object.getOwnPropertyNames(prototype).flatMap(key => {
          const handler: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value
          if (typeof handler !== 'function' || key === 'constructor') return []
          const access = meta(ACCESS, handler) as AccessDeclaration | undefined
          const method = meta('method', handler)
          const type = meta('graphql:resolver_type', handler)
          const place =
            typeof method === 'number'
              ? `${METHODS[method]} ${pathOf(meta('path', metatype), meta('path', handler))}`
              : typeof type === 'string'
                ? `${type}.${nameOf(meta('graphql:resolver_name', handler), key)}`
                : undefined
          return place ? [{ place, owner: `${name}.${key}`, handler: handler as Handler, access }] : []
        })
      }),
    ),
  )
}
const schemaOf = () => {
  const { graphql } = app.getHttpAdapter().getInstance() as unknown as {
    graphql: { schema: { getTypeMap(): Record<string, SchemaType> } }
  }
  return graphql.schema.getTypeMap()
}
const nameOf = (given: unknown, key: string): string => (typeof given === 'string' ? given : key)
const isRoot = (name: string) => name === 'Query' || name === 'Mutation'

describe('every handler', () => {
  it('declares who may come through, or why it is open', () => {
    const all = declarations()
    expect(all.length).toBeGreaterThan(40)
    expect(all.filter(({ access }) => !access).map(({ owner }) => owner)).toEqual([])
  })

  it('says in a sentence why, where it is open to everybody', () => {
    for (const { place, access } of declarations())
      if (access && 'open' in access) expect([place, access.open.split(' ').length > 3]).toEqual([place, true])
  })

  it('lets nothing that changes anything through with a key made for reading', () => {
    for (const { place, access } of declarations())
      if (place.startsWith('Mutation.') && access && !('open' in access) && access.scope === 'read')
        expect(place).toBe('Mutation.socketTicket')
  })
})

describe('every door', () => {
  it('[L13] of plain routes is a declared handler, or GraphQL’s one address', () => {
    const declared = declarations().map(({ place }) => place)
    const undeclared = served.filter(route => !declared.includes(route))
    expect([...new Set(undeclared)].sort()).toEqual(['GET /graphql', 'POST /graphql'])
    expect(declared.filter(place => /^[A-Z]+ /.test(place) && !served.includes(place))).toEqual([])
  })

  it('[L13] of GraphQL has a handler, and every handler is in the schema', () => {
    const fields = Object.values(schemaOf())
      .filter(({ name }) => isRoot(name))
      .flatMap(type => Object.keys(type.getFields?.() ?? {}).map(field => `${type.name}.${field}`))
    const handlers = declarations().flatMap(({ place }) => (/^[A-Z]+ /.test(place) ? [] : [place]))
    expect(handlers.sort()).toEqual(fields.sort())
  })

  it('[L08][L09][L46] is at the root: no field below resolves anything by itself, where no guard would be asked', () => {
    const own = Object.values(schemaOf())
      .filter(({ name }) => !isRoot(name) && !name.startsWith('__'))
      .flatMap(type =>
        Object.entries(type.getFields?.() ?? {}).flatMap(([field, { resolve, subscribe }]) =>
          (resolve ?? subscribe) ? [`${type.name}.${field}`] : [],
        ),
      )
    expect(own).toEqual([])
    expect(schemaOf()).not.toHaveProperty('Subscription')
  })
})

describe('a handler whose declaration is taken away', () => {
  const without = async (place: string, work: () => Promise<void>) => {
    const found = declarations().find(declared => declared.place === place)
    if (!found) throw new Error(`There is no ${place}`)
    Reflect.deleteMetadata(ACCESS, found.handler)
    try {
      await work()
    } finally {
      Reflect.defineMetadata(ACCESS, found.access, found.handler)
    }
  }

  it('is refused over HTTP, although it was open before', async () => {
    const ask = async () => fetch(`${await app.getUrl()}/health/live`)
    expect((await ask()).status).toBe(200)
    await without('GET /health/live', async () => {
      const answer = await ask()
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ error: { code: 'FORBIDDEN', reason: 'UNDECLARED' } })
    })
    expect((await ask()).status).toBe(200)
  })

  it('is refused over GraphQL as well', async () => {
    const ask = async (): Promise<unknown> =>
      (
        await fetch(`${await app.getUrl()}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: '{ me { name } }' }),
        })
      ).json()
    expect(await ask()).toEqual({ data: { me: null } })
    await without('Query.me', async () => {
      expect(await ask()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN', reason: 'UNDECLARED' } }] })
    })
    expect(await ask()).toEqual({ data: { me: null } })
  })
})

describe('docs/access.md', () => {
  it('says what the application declares', async () => {
    const row = ({ place, access }: Declared): string =>
      access && 'open' in access
        ? `| \`${place}\` | everybody | ${access.open} |`
        : `| \`${place}\` | ${access?.scope === 'SESSION' ? 'a browser session' : `signed in; a key with \`${access?.scope ?? ''}\``} | ${access?.subject ?? ''} |`
    const table = (rows: readonly Declared[], title: string) =>
      [`| ${title} | who | subject, or why it is open |`, '| --- | --- | --- |', ...rows.map(row)].join('\n')
    const all = declarations().sort((a, b) => (a.place < b.place ? -1 : 1))
    const at = (pattern: RegExp) => all.filter(({ place }) => pattern.test(place))
    await expectDocument(
      'docs/access.md',
      `# Every door and who may come through

Written from the declarations of the running application (\`UPDATE=1 npm test -- house\`); a test compares. What a caller may do
with the very object is decided behind the door, by \`libs/clearance\` and by row-level security. With a portal, its files and its
pages' one document are served to everybody besides; they hold no content.

${table(at(/^[A-Z]+ /), 'plain route')}

${table(at(/^Query\./), 'query')}

${table(at(/^Mutation\./), 'mutation')}

A socket is let in by a one-time ticket (\`Mutation.socketTicket\`), with the rights of the access that asked for it.
`,
    )
  })
})
