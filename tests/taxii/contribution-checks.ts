/** What TAXII 2.1 says of adding objects: media types, sizes, statuses. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { MEDIA_TYPE, type TaxiiClient } from './client.ts'
import { errorFault, first, statusFault, type Check, type Server } from './check.ts'
import { faultOf } from './resources.ts'

const inWritable =
  (find: (client: TaxiiClient, url: string, root: string) => Promise<string | undefined>): Check['run'] =>
  ({ client, collections }: Server) =>
    first(
      collections
        .filter(({ words }) => words.can_write)
        .map(
          ({ url, root }) =>
            () =>
              find(client, url, root),
        ),
    )

const inReadableAndWritable =
  (find: (client: TaxiiClient, url: string) => Promise<string | undefined>): Check['run'] =>
  ({ client, collections }: Server) =>
    first(
      collections
        .filter(({ words }) => words.can_read && words.can_write)
        .map(
          ({ url }) =>
            () =>
              find(client, url),
        ),
    )

const sameFault = (seen: unknown, expected: unknown): string | undefined =>
  isDeepStrictEqual(seen, expected) ? undefined : `${JSON.stringify(seen)}, expected ${JSON.stringify(expected)}`

/** An object that is good STIX 2.1. */
export const anIndicator = (more: object = {}) => ({
  ...{ type: 'indicator', spec_version: '2.1', id: `indicator--${randomUUID()}`, name: 'a check' },
  ...{ created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z', pattern_type: 'stix' },
  ...{ pattern: "[domain-name:value = 'evil.example']", valid_from: '2026-01-01T00:00:00Z' },
  ...more,
})

function countsFault({ body }: { body: any }, successes: number, failures: number): string | undefined {
  const lists = ['success', 'failure', 'pending'].map((name): [number, number | undefined] => [
    body[`${name}_count`],
    body[{ success: 'successes', failure: 'failures', pending: 'pendings' }[name] ?? '']?.length,
  ])
  if (lists.reduce((sum, [count]) => sum + count, 0) !== body.total_count) return 'counts do not add up'
  if (lists.some(([count, length]) => length !== undefined && length !== count))
    return 'a list is not as long as its count'
  return lists[0][0] === successes && lists[1][0] === failures ? undefined : `counts ${JSON.stringify(lists)}`
}

export const contributionChecks: Check[] = [
  {
    section: '5.5',
    says: 'adding is answered 202 with a status, which stays and is the same when asked for',
    run: inWritable(async (client, url, root) => {
      const answer = await client.post(`${url}objects/`, { objects: [anIndicator(), anIndicator()] })
      const again = await client.get(`${root}status/${answer.body?.id}/`)
      if (again.status !== 200 || again.text !== answer.text) return 'another status afterwards'
      return statusFault(answer, 202) ?? faultOf('status', answer) ?? countsFault(answer, 2, 0)
    }),
  },
  {
    section: '5.5',
    says: 'what was stored before is no failure, also twice in one request',
    run: inWritable(async (client, url) => {
      const object = anIndicator()
      const first = await client.post(`${url}objects/`, { objects: [object, object] })
      const second = await client.post(`${url}objects/`, { objects: [object] })
      return statusFault(second, 202) ?? countsFault(first, 2, 0) ?? countsFault(second, 1, 0)
    }),
  },
  {
    section: '4.3',
    says: 'an object that is refused is among the failures with a message, and the others are taken',
    run: inWritable(async (client, url) => {
      const bad = anIndicator({ pattern: '[' })
      const answer = await client.post(`${url}objects/`, { objects: [anIndicator(), bad] })
      const [failure] = answer.body?.failures ?? []
      if (failure?.id !== bad.id || !failure.message) return 'not named'
      return statusFault(answer, 202) ?? faultOf('status', answer) ?? countsFault(answer, 1, 1)
    }),
  },
  {
    section: '1.6.8',
    says: 'TAXII content with and without its version is supported; other types are refused as such',
    run: inWritable((client, url) =>
      first([
        ...['application/taxii+json', MEDIA_TYPE, 'Application/TAXII+json; version=2.1'].map(type => async () => {
          const fault = statusFault(
            await client.post(`${url}objects/`, { objects: [anIndicator()] }, { 'content-type': type }),
            202,
          )
          return fault && `${type}: ${fault}`
        }),
        ...['application/json', 'application/stix+json', 'text/plain', 'application/taxii+json;version=2.0', 'x'].map(
          type => async () => {
            const fault = errorFault(await client.post(`${url}objects/`, '{', { 'content-type': type }), 415)
            return fault && `${type}: ${fault}`
          },
        ),
      ]),
    ),
  },
  {
    section: '5.5',
    says: 'what is no envelope with objects is unprocessable',
    run: inWritable((client, url) =>
      first(
        [
          '',
          '{',
          '[]',
          '"x"',
          '{}',
          '{"objects":[]}',
          '{"objects":{}}',
          '{"objects":[1]}',
          '{"objects":[{}]}',
          '{"objects":[{"id":1}]}',
          '\u0000',
          '{"objects":[{"id":"\\u0000"}]}',
        ].map(body => async () => {
          const fault = errorFault(await client.post(`${url}objects/`, body), 400, 422)
          return fault && `${JSON.stringify(body)}: ${fault}`
        }),
      ),
    ),
  },
  {
    section: '4.2',
    says: 'content up to max_content_length is not too large, content above it is',
    run: inWritable(async (client, url, root) => {
      const most: number = (await client.get(root)).body.max_content_length
      const text = JSON.stringify({ objects: [anIndicator()] })
      const fitting = await client.post(`${url}objects/`, text.padEnd(most, ' '))
      return (
        statusFault(fitting, 202) ?? errorFault(await client.post(`${url}objects/`, text.padEnd(most + 1, ' ')), 413)
      )
    }),
  },
  {
    section: '3.1',
    says: 'who asks is looked at before Accept, Accept before the place, the place before the content',
    run: inWritable(async (client, url, root) => {
      const bad = { 'content-type': 'text/plain' }
      const nowhere = `${root}collections/6b8a0b9e-0d49-4a6c-9a43-0f6f1b9c8d11/objects/`
      const wrong = `Basic ${Buffer.from('x:y').toString('base64')}`
      return (
        errorFault(await client.post(nowhere, 'x', { ...bad, accept: 'text/html', authorization: wrong }), 401) ??
        errorFault(await client.post(nowhere, 'x', { ...bad, accept: 'text/html' }), 406) ??
        errorFault(await client.post(nowhere, 'x', bad), 404) ??
        errorFault(await client.post(`${url}objects/`, 'x', bad), 415)
      )
    }),
  },
  {
    section: '5.4',
    says: 'where adding and reading are both allowed, what was added is read back, in order, every version of it',
    run: inReadableAndWritable(async (client, url) => {
      const object = anIndicator()
      const later = { ...object, modified: '2026-02-01T00:00:00.000Z', name: 'again' }
      const other = anIndicator({ x_note: 'as sent: 1.50 \u3042' })
      await client.post(`${url}objects/`, { objects: [object, other] })
      await client.post(`${url}objects/`, { objects: [later, other] })
      const match = `match[id]=${object.id},${other.id}`
      const all = await client.get(`${url}objects/?${match}&match[version]=all`)
      const last = await client.get(`${url}objects/?${match}`)
      const versions = await client.get(`${url}objects/${object.id}/versions/`)
      return (
        statusFault(all, 200) ??
        faultOf('envelope', all) ??
        sameFault(all.body.objects, [object, other, later]) ??
        sameFault(last.body.objects, [other, later]) ??
        sameFault(versions.body.versions, [object.modified, later.modified])
      )
    }),
  },
  {
    section: '5.7',
    says: 'where it is allowed, deleting removes the versions that are named, or all of them, from objects and manifest',
    run: inReadableAndWritable(async (client, url) => {
      const object = anIndicator()
      const later = { ...object, modified: '2026-02-01T00:00:00.000Z' }
      const where = `${url}objects/${object.id}/`
      await client.post(`${url}objects/`, { objects: [object, later] })
      const one = await client.send(`${where}?match[version]=${later.modified}`, { method: 'DELETE' })
      const left = await client.get(`${where}?match[version]=all`)
      const whole = await client.send(where, { method: 'DELETE' })
      const manifest = await client.get(`${url}manifest/?match[id]=${object.id}`)
      const absent = await client.send(where, { method: 'DELETE' })
      const again = await client.post(`${url}objects/`, { objects: [object] })
      return (
        statusFault(one, 200) ??
        sameFault(left.body.objects, [object]) ??
        statusFault(whole, 200) ??
        (whole.text === '' ? undefined : 'a body after deleting') ??
        (manifest.text === '{}' ? undefined : 'still in the manifest') ??
        errorFault(absent, 404) ??
        statusFault(again, 202)
      )
    }),
  },
  {
    section: '5.4',
    says: 'a collection that cannot be read is not read, and nothing is deleted from it',
    run: ({ client, collections }) =>
      first(
        collections
          .filter(({ words }) => !words.can_read)
          .flatMap(({ url }) =>
            [
              'objects/',
              'manifest/',
              'objects/indicator--6b8a0b9e-0d49-4a6c-9a43-0f6f1b9c8d11/',
              'objects/x/versions/',
            ].map(path => async () => errorFault(await client.get(url + path), 403, 404)),
          ),
      ),
  },
]
