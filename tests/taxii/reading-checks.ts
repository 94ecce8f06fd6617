/** What TAXII 2.1 says of reading collections: order, filters, pages, headers. */
import type { CollectionWords, TaxiiClient } from './client.ts'
import { errorFault, first, statusFault, type Check, type Server } from './check.ts'
import { faultOf, TIMESTAMP } from './resources.ts'

interface Place {
  readonly client: TaxiiClient
  readonly url: string
  readonly words: CollectionWords
}
const inReadable =
  (find: (place: Place) => Promise<string | undefined>): Check['run'] =>
  ({ client, collections }: Server) =>
    first(
      collections
        .filter(({ words }) => words.can_read)
        .map(({ url, words }) => async () => {
          const fault = await find({ client, url, words })
          return fault && `${words.alias ?? words.id}: ${fault}`
        }),
    )
const ascending = (dates: readonly string[]): boolean => dates.every((date, at) => at === 0 || dates[at - 1] <= date)
const keyOf = ({ id, version, modified, created }: any): string => `${id} ${version ?? modified ?? created ?? ''}`
const versionOf = ({ modified, created }: any): string | undefined => modified ?? created

export const readingChecks: Check[] = [
  {
    section: '5.3',
    says: 'the manifest has one record per version, in order of date_added, and the dates of its first and last in the headers',
    run: inReadable(async ({ client, url }) => {
      const { answers, items } = await client.all(`${url}manifest/`, { 'match[version]': 'all' }, [7])
      if (!ascending(items.map(item => item.date_added))) return 'not in order'
      if (new Set(items.map(keyOf)).size !== items.length) return 'a version twice'
      for (const answer of answers) {
        const objects = answer.body.objects ?? []
        if (objects.length > 7) return `${objects.length} of a limit of 7`
        const [begin, end] = ['first', 'last'].map(name => answer.headers.get(`x-taxii-date-added-${name}`))
        if (begin !== (objects.at(0)?.date_added ?? null) || end !== (objects.at(-1)?.date_added ?? null))
          return 'headers are not of this page'
        const fault = faultOf('manifest', answer)
        if (fault) return fault
      }
      return undefined
    }),
  },
  {
    section: '5.4',
    says: 'the objects are an envelope, the same and in the same order as the manifest, whatever the limits',
    run: inReadable(async ({ client, url }) => {
      for (const limits of [[1_000], [3, 11, 1]]) {
        const manifest = await client.all(`${url}manifest/`, {}, [9])
        const objects = await client.all(`${url}objects/`, {}, limits)
        if (JSON.stringify(manifest.items.map(({ id }) => id)) !== JSON.stringify(objects.items.map(({ id }) => id)))
          return 'manifest and objects differ'
        const wrong = objects.items.find(
          (item, at) => versionOf(item) !== undefined && versionOf(item) !== manifest.items[at].version,
        )
        if (wrong) return `another version of ${wrong.id}`
        for (const answer of objects.answers) {
          const fault = faultOf('envelope', answer)
          if (fault) return fault
          const dates = ['first', 'last'].map(name => answer.headers.get(`x-taxii-date-added-${name}`))
          if (answer.body.objects && !dates.every(date => TIMESTAMP.test(date ?? ''))) return 'no dates in the headers'
        }
      }
      return undefined
    }),
  },
  {
    section: '3.4',
    says: 'added_after is strict, and going on from the last date misses nothing and repeats nothing',
    run: inReadable(async ({ client, url }) => {
      const everything = (await client.all(`${url}objects/`)).items.map(keyOf)
      const seen: string[] = []
      for (let after = '1970-01-01T00:00:00Z'; ;) {
        const answer = await client.get(`${url}objects/?limit=4&added_after=${after}`)
        seen.push(...(answer.body.objects ?? []).map(keyOf))
        if (answer.body.more !== true) break
        after = answer.headers.get('x-taxii-date-added-last') ?? ''
      }
      if (JSON.stringify(seen) !== JSON.stringify(everything)) return 'not the same objects'
      const last = (await client.all(`${url}manifest/`)).items.at(-1)?.date_added
      if (last === undefined) return undefined
      const rest = await client.get(`${url}objects/?added_after=${last}`)
      return rest.text === '{}' ? undefined : `something after the last: ${rest.text.slice(0, 100)}`
    }),
  },
  {
    section: '3.4.1',
    says: 'match[id] and match[type] take lists as OR, fields together as AND',
    run: inReadable(async ({ client, url }) => {
      const all = (await client.all(`${url}objects/`)).items
      const [one, other] = [all.at(0), all.at(-1)]
      if (!one) return undefined
      const ids = async (query: Record<string, string>) =>
        (await client.all(`${url}objects/`, query)).items.map(({ id }) => id)
      const same = (found: readonly string[], expected: (item: any) => boolean) =>
        JSON.stringify(found) === JSON.stringify(all.filter(expected).map(({ id }) => id))
      if (!same(await ids({ 'match[id]': one.id }), item => item.id === one.id)) return 'one id'
      if (!same(await ids({ 'match[id]': `${one.id},${other.id}` }), item => [one.id, other.id].includes(item.id)))
        return 'two ids'
      if (!same(await ids({ 'match[type]': one.type }), item => item.type === one.type)) return 'one type'
      if (
        !same(await ids({ 'match[type]': `${one.type},${other.type}` }), item =>
          [one.type, other.type].includes(item.type),
        )
      )
        return 'two types'
      if (!same(await ids({ 'match[type]': 'x-none', 'match[id]': one.id }), () => false)) return 'a type and an id'
      const empty = await client.get(`${url}objects/?match[type]=x-none`)
      return empty.text === '{}' ? undefined : `an empty envelope is ${empty.text}`
    }),
  },
  {
    section: '3.4.1',
    says: 'known types never err, unknown match fields are no error',
    run: inReadable(async ({ client, url }) => {
      const types = 'indicator,malware,report,ipv4-addr,marking-definition,relationship,language-content,x-custom'
      return (
        statusFault(await client.get(`${url}objects/?match[type]=${types}`), 200) ??
        statusFault(await client.get(`${url}objects/?match[confidence]=1&colour=red`), 200)
      )
    }),
  },
  {
    section: '3.4.1',
    says: 'match[version]: last by itself, first, all, exact ones, and several together',
    run: inReadable(async ({ client, url }) => {
      const pairs = async (version?: string) =>
        (await client.all(`${url}manifest/`, version ? { 'match[version]': version } : {})).items
      const all = await pairs('all')
      const extreme = (pick: (versions: string[]) => string) =>
        all
          .filter(
            item =>
              item.version ===
              pick(
                all
                  .filter(one => one.id === item.id)
                  .map(one => one.version)
                  .sort(),
              ),
          )
          .map(keyOf)
      const same = (one: readonly string[], other: readonly string[]) => JSON.stringify(one) === JSON.stringify(other)
      const [last, oldest] = [extreme(of => of.at(-1) ?? ''), extreme(of => of[0])]
      if (!same((await pairs()).map(keyOf), last)) return 'without it'
      if (!same((await pairs('last')).map(keyOf), last)) return 'last'
      if (!same((await pairs('first')).map(keyOf), oldest)) return 'first'
      const both = all.map(keyOf).filter(key => last.includes(key) || oldest.includes(key))
      if (!same((await pairs('first,last')).map(keyOf), both)) return 'first and last'
      const exact = all.at(0)?.version
      if (exact && !same((await pairs(exact)).map(keyOf), all.filter(item => item.version === exact).map(keyOf)))
        return 'an exact one'
      return undefined
    }),
  },
  {
    section: '3.4.1',
    says: 'match[spec_version] tells 2.1 from 2.0',
    run: inReadable(async ({ client, url }) => {
      const plain = await client.get(`${url}objects/`)
      const both = await client.get(`${url}objects/?match[spec_version]=2.0,2.1`)
      const old = await client.get(`${url}objects/?match[spec_version]=2.0`)
      if (JSON.stringify(plain.body.objects) !== JSON.stringify(both.body.objects)) return '2.0,2.1'
      return (old.body.objects ?? []).some((item: any) => item.spec_version === '2.1')
        ? '2.0 shows 2.1'
        : statusFault(old, 200)
    }),
  },
  {
    section: '3.4',
    says: 'parameters that are malformed or come twice are answered 400',
    run: inReadable(({ client, url }) =>
      first(
        [
          ...['added_after=x', 'added_after=', 'added_after=2026-13-01T00:00:00Z', 'added_after=2026-01-01'],
          ...['limit=0', 'limit=-1', 'limit=x', 'limit=1.5', 'limit=', 'limit=1&limit=2', 'next=x', 'next='],
          ...['match[version]=x', 'match[version]=all,last', 'match[version]=last&match[version]=first'],
          ...['match[id]=x', 'match[id]=', 'match[type]=a%20b', 'match[type]=indicator,', 'match[spec_version]=x'],
          'match[type]=indicator&match[type]=malware',
          'added_after=2026-01-01T00:00:00Z&added_after=2026-01-01T00:00:00Z',
        ].map(query => async () => {
          for (const list of ['objects', 'manifest']) {
            const fault = errorFault(await client.get(`${url}${list}/?${query}`), 400)
            if (fault) return `${list}?${query}: ${fault}`
          }
          return undefined
        }),
      ),
    ),
  },
  {
    section: '3.5',
    says: '`next` is bound to the filters and not to the limit; a limit above what is given is no error',
    run: inReadable(async ({ client, url }) => {
      const huge = await client.get(`${url}objects/?limit=999999999999`)
      const page = await client.get(`${url}objects/?limit=1`)
      const { next, more } = page.body
      if (huge.status !== 200) return 'a huge limit'
      if (more !== true) return undefined
      const other = await client.get(`${url}objects/?limit=2&next=${next}`)
      if (other.status !== 200 || other.body.objects?.[0]?.id === page.body.objects[0].id) return 'another limit'
      return (
        errorFault(await client.get(`${url}objects/?limit=1&next=${next}&match[type]=indicator`), 400) ??
        errorFault(await client.get(`${url}objects/?limit=1&next=${next}&added_after=2000-01-01T00:00:00Z`), 400)
      )
    }),
  },
  {
    section: '5.6',
    says: 'one object is served as an envelope, with its versions, and an unknown one is not found',
    run: inReadable(async ({ client, url }) => {
      const all = (await client.all(`${url}manifest/`, { 'match[version]': 'all' })).items
      for (const { id } of [all.at(0), all.at(-1)].filter(item => item !== undefined)) {
        const expected = all.filter(item => item.id === id).map(({ version }) => version)
        const versions = await client.get(`${url}objects/${id}/versions/`)
        if (JSON.stringify(versions.body?.versions) !== JSON.stringify(expected)) return `versions of ${id}`
        if (!versions.headers.get('x-taxii-date-added-first')) return 'no dates with the versions'
        const object = await client.get(`${url}objects/${id}/?match[version]=all`)
        if (object.body?.objects?.length !== expected.length) return `all versions of ${id}`
        const usual = await client.get(`${url}objects/${id}/`)
        if (usual.body?.objects?.length !== 1 || usual.body.objects[0].id !== id) return `the last version of ${id}`
        const fault =
          faultOf('versions', versions) ??
          faultOf('envelope', usual) ??
          errorFault(await client.get(`${url}objects/${id}/?match[version]=x`), 400) ??
          errorFault(await client.get(`${url}objects/${id}/versions/?limit=0`), 400)
        if (fault) return fault
      }
      for (const id of [
        'indicator--6b8a0b9e-0d49-4a6c-9a43-0f6f1b9c8d11',
        'x',
        `x-${'y'.repeat(240)}--6b8a0b9e-0d49-4a6c-9a43-0f6f1b9c8d11`,
      ]) {
        const fault =
          errorFault(await client.get(`${url}objects/${id}/`), 404) ??
          errorFault(await client.get(`${url}objects/${id}/versions/`), 404)
        if (fault) return `${id.slice(0, 60)}: ${fault}`
      }
      return undefined
    }),
  },
  {
    section: '5.5',
    says: 'a collection that cannot be written refuses to add and to delete',
    run: ({ client, collections }) =>
      first(
        collections
          .filter(({ words }) => words.can_read && !words.can_write)
          .map(
            ({ url }) =>
              async () =>
                errorFault(await client.post(`${url}objects/`, { objects: [{}] }), 403, 404) ??
                errorFault(await client.post(`${url}objects/`, 'x', { 'content-type': 'text/plain' }), 403, 404) ??
                errorFault(
                  await client.send(`${url}objects/indicator--6b8a0b9e-0d49-4a6c-9a43-0f6f1b9c8d11/`, {
                    method: 'DELETE',
                  }),
                  403,
                  404,
                ),
          ),
      ),
  },
]
