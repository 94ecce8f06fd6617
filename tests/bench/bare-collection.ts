/**
 * The limit for `taxii-page`: a Fastify route that sends a page of the same rows by key, with nobody asked who reads. It knows that an
 * edition of this collection has a hundred objects: eleven of each label are enough, and no others are looked at.
 */
import { fastify } from 'fastify'
import { Pool } from 'pg'

const pool = new Pool({ connectionString: process.argv[2], max: 8 })
const app = fastify()
app.get<{ Querystring: { after: string; category: string } }>('/', async (request, reply) => {
  const { rows } = await pool.query<{ document: string; at: string }>({
    name: 'page',
    text: `select o.document, x.added_at + o.position * interval '1 microsecond' as at from (
             select a.edition_id, a.added_at, a.last_at from hub.label l cross join lateral (
               select * from hub.edition_added a where a.label_id = l.id and a.last_at > $1 order by a.last_at, a.edition_id limit 11) a
             where l.category = $2 order by a.last_at limit 11) x
           cross join lateral (select * from hub.edition_object o where o.edition_id = x.edition_id
             and o.position > extract(epoch from $1::timestamptz - x.added_at) * 1000000 order by o.position offset 0) o
           order by x.last_at, o.position limit 1000`,
    values: [request.query.after, request.query.category],
  })
  void reply.header('content-type', 'application/taxii+json;version=2.1')
  // As the hub does: one text of all would be written anew at each step.
  const pieces = rows.flatMap(({ document }, index) => (index === 0 ? [document] : [',', document]))
  return Buffer.concat(['{"objects":[', ...pieces, ']}'].map(piece => Buffer.from(piece)))
})
await app.listen({ port: 0, host: '127.0.0.1' })
const address = app.server.address()
if (typeof address === 'object' && address)
  process.send?.({ what: 'listening', url: `http://127.0.0.1:${address.port}/` })
