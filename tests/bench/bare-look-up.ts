/**
 * The limit for `lookup` and `lookup-many`: a Fastify route that finds the same rows by the same digests, with nobody asked who reads, and
 * answers what is least to answer.
 */
import { createHash } from 'node:crypto'
import { fastify } from 'fastify'
import { Pool } from 'pg'

const pool = new Pool({ connectionString: process.argv[2], max: 8 })
const app = fastify({ bodyLimit: 33_554_432 })
app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, body))

const find = async (values: readonly string[]) => {
  const digests = values.map(value => createHash('sha256').update(value).digest().readBigInt64BE(0).toString())
  const { rows } = await pool.query<{ place: number; document: string; title: string }>({
    name: 'find',
    text: `select q.place::int as place, o.document, e.title from unnest($1::bigint[]) with ordinality as q (digest, place)
             join hub.edition_value v on v.digest = q.digest join hub.edition e on e.id = v.edition_id
             join hub.edition_object o on o.edition_id = v.edition_id and o.position = v.position`,
    values: [digests],
  })
  return rows
}
app.get<{ Querystring: { value: string } }>('/', async request => ({ hits: await find([request.query.value]) }))
app.post<{ Body: string }>('/', async (request, reply) => {
  const values = request.body.split('\n')
  void reply.header('content-type', 'application/x-ndjson')
  let text = ''
  for (let start = 0; start < values.length; start += 10_000)
    for (const { place, document, title } of await find(values.slice(start, start + 10_000)))
      text += `${JSON.stringify({ value: values[start + place - 1], title, document })}\n`
  return text
})
await app.listen({ port: 0, host: '127.0.0.1' })
const address = app.server.address()
if (typeof address === 'object' && address)
  process.send?.({ what: 'listening', url: `http://127.0.0.1:${address.port}/` })
