/**
 * What TAXII 2.1 (OASIS Standard) says a server MUST do, as named checks with their sections, against any server and any
 * credentials. Written from the standard and not from the hub. By hand: `node tests/taxii/main.ts URL USER PASSWORD`.
 */
import { errorFault, first, statusFault, type Check, type Server } from './check.ts'
import { MEDIA_TYPE, TaxiiClient, type CollectionWords, type Target } from './client.ts'
import { contributionChecks } from './contribution-checks.ts'
import { readingChecks } from './reading-checks.ts'
import { faultOf, UUID_4 } from './resources.ts'

export interface Verdict {
  readonly checked: number
  readonly failed: readonly string[]
}

const NOBODY = 'collections/6b8a0b9e-0d49-4a6c-9a43-0f6f1b9c8d11/'

const serverChecks: Check[] = [
  {
    section: '4.1',
    says: 'discovery has a title, and its default is one of its API roots',
    run: async ({ client }) => {
      const answer = await client.get('/taxii2/')
      const { api_roots: roots, default: usual } = answer.body ?? {}
      if (usual !== undefined && !roots?.includes(usual)) return `default ${usual} is not among ${roots}`
      return statusFault(answer, 200) ?? faultOf('discovery', answer)
    },
  },
  {
    section: '4.1',
    says: 'API root URLs are absolute or begin with one slash, without query or dots',
    run: async ({ client }) =>
      ((await client.get('/taxii2/')).body.api_roots as string[]).find(
        root => !/^(https?:\/\/[^?#]+\/|\/(?!\/)[^?#]*\/)$/.test(root) || root.includes('..'),
      ),
  },
  {
    section: '4.2',
    says: 'an API root has a title, its versions and a largest content above 0',
    run: ({ client, roots }) => first(roots.map(root => async () => faultOf('root', await client.get(root)))),
  },
  {
    section: '5.1',
    says: 'collections have what they must, unique ids and aliases, and come in the same order again',
    run: ({ client, roots }) =>
      first(
        roots.map(root => async () => {
          const [one, other] = [await client.get(`${root}collections/`), await client.get(`${root}collections/`)]
          if (one.text !== other.text) return 'another answer the second time'
          const list: CollectionWords[] = one.body?.collections ?? []
          const names = list.flatMap(({ id, alias }) => [id, ...(alias ? [alias] : [])])
          if (new Set(names).size !== names.length) return 'an id or alias twice'
          if (!list.every(({ id }) => UUID_4.test(id))) return 'an id that is not a UUIDv4'
          return faultOf('collections', one)
        }),
      ),
  },
  {
    section: '5.2',
    says: 'a collection is the same by its id, by its alias and in the list',
    run: ({ client, collections }) =>
      first(
        collections.map(({ root, words }) => async () => {
          for (const name of [words.id, ...(words.alias ? [words.alias] : [])]) {
            const { body } = await client.get(`${root}collections/${name}/`)
            if (JSON.stringify(body) !== JSON.stringify(words)) return `${name} differs`
          }
          return undefined
        }),
      ),
  },
  {
    section: '1.6.8',
    says: 'Accept with or without the version, in lists, with weights, blanks and in capitals is acceptable',
    run: ({ client }) =>
      first(
        [
          'application/taxii+json',
          'application/taxii+json;version=2.1',
          'application/taxii+json; version=2.1',
          'Application/TAXII+JSON ; Version=2.1',
          'application/taxii+json;version="2.1"',
          'text/html, application/taxii+json;version=2.1;q=0.5',
          'application/json;q=0.9,application/taxii+json',
        ].map(accept => async () => {
          const fault = statusFault(await client.get('/taxii2/', { accept }), 200)
          return fault && `${accept}: ${fault}`
        }),
      ),
  },
  {
    section: '3.1',
    says: 'a request without a TAXII 2.1 media range is not acceptable, and told so in TAXII',
    run: ({ client, roots }) =>
      first(
        ['application/taxii+json;version=2.0', 'application/json', 'application/taxii+json;q=0', 'text/html'].map(
          accept => async () => {
            for (const where of ['/taxii2/', ...roots, ...roots.map(root => root + NOBODY)]) {
              const fault = errorFault(await client.get(where, { accept }), 406)
              if (fault) return `${accept} at ${where}: ${fault}`
            }
            return undefined
          },
        ),
      ),
  },
  {
    section: '1.6.8.1',
    says: `what is answered, errors too, is exactly ${MEDIA_TYPE}`,
    run: ({ client, roots }) =>
      first(
        [
          '/taxii2/',
          '/taxii2/nowhere/',
          '/taxii2/%zz/',
          '/taxii2/a/b/c/d/e/f/',
          ...roots,
          ...roots.map(root => `${root}collections/`),
          ...roots.map(root => root + NOBODY),
        ].map(where => async () => {
          const type = (await client.get(where)).headers.get('content-type')
          return type === MEDIA_TYPE ? undefined : `${where}: ${type}`
        }),
      ),
  },
  {
    section: '3.6.1',
    says: 'errors are TAXII error resources with the status of the answer, on unknown, malformed and wrongly used paths',
    run: ({ client, roots }) =>
      first([
        async () => errorFault(await client.get('/taxii2/nowhere/'), 404),
        async () => errorFault(await client.get('/taxii2/%zz/'), 400, 404),
        async () => errorFault(await client.get(`/taxii2/${'x'.repeat(2_000)}/`), 404, 414, 400),
        async () => errorFault(await client.send('/taxii2/', { method: 'DELETE' }), 404, 405),
        async () => errorFault(await client.send('/taxii2/', { method: 'PUT', body: '{' }), 404, 405, 415),
        ...roots.map(root => async () => errorFault(await client.get(`${root}${NOBODY}`), 404)),
        ...roots.map(root => async () => errorFault(await client.get(`${root}${NOBODY}objects/`), 404)),
        ...roots.map(root => async () => errorFault(await client.get(`${root}${NOBODY}manifest/`), 404)),
        ...roots.map(root => async () => errorFault(await client.get(`${root}status/x/`), 404)),
        ...roots.map(
          root => async () => errorFault(await client.post(`${root}${NOBODY}objects/`, { objects: [] }), 404),
        ),
      ]),
  },
  {
    section: '8.2',
    says: 'bad credentials are answered 401 with WWW-Authenticate, before anything else is looked at',
    run: async ({ client, roots }) => {
      const stranger = new TaxiiClient({ ...client.target, user: 'x', password: 'no-such-key' })
      return first(
        ['/taxii2/', ...roots, ...roots.map(root => `${root}collections/`), ...roots.map(root => root + NOBODY)].map(
          where => async () => {
            for (const accept of [MEDIA_TYPE, 'text/html']) {
              const answer = await stranger.get(where, { accept })
              if (!/^Basic /i.test(answer.headers.get('www-authenticate') ?? '')) return `${where}: no WWW-Authenticate`
              const fault = errorFault(answer, 401)
              if (fault) return `${where}: ${fault}`
            }
            return undefined
          },
        ),
      )
    },
  },
  {
    section: '3.1',
    says: 'HEAD answers as GET does, without a body',
    run: async ({ client, roots }) =>
      first(
        ['/taxii2/', ...roots].map(where => async () => {
          const answer = await client.send(where, { method: 'HEAD' })
          return answer.text === '' && answer.headers.get('content-type') === MEDIA_TYPE
            ? statusFault(answer, 200)
            : where
        }),
      ),
  },
  {
    section: '3.1',
    says: 'nothing that is answered may be kept by caches',
    run: async ({ client, roots }) =>
      first(
        ['/taxii2/', ...roots, '/taxii2/nowhere/'].map(where => async () => {
          const kept = (await client.get(where)).headers.get('cache-control')
          return kept === 'no-store' ? undefined : `${where}: ${kept}`
        }),
      ),
  },
]

/**
 * Runs every check; `failed` names each that found something, with its section and what it found.
 * @param isChecked which collections are looked into; all, unless said otherwise
 */
export async function checkTaxii(
  target: Target,
  isChecked: (words: CollectionWords) => boolean = () => true,
): Promise<Verdict> {
  const client = new TaxiiClient(target)
  const roots = await client.roots()
  const collections: { root: string; url: string; words: CollectionWords }[] = []
  for (const root of roots)
    for (const words of (await client.collections(root)).filter(isChecked))
      collections.push({ root, words, url: `${root}collections/${words.id}/` })
  const server: Server = { client, roots, collections }
  const failed: string[] = []
  const checks = [...serverChecks, ...readingChecks, ...contributionChecks]
  for (const { section, says, run } of checks) {
    const fault = await run(server).catch((error: unknown) => String(error))
    if (fault) failed.push(`§${section} ${says}: ${fault}`)
  }
  return { checked: checks.length, failed }
}
