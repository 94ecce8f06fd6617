/** The limit for `feed`: a Fastify route that sends twenty rows of the same table, with nothing around it. */
import { fastify } from 'fastify'
import { Pool } from 'pg'

const pool = new Pool({ connectionString: process.argv[2], max: 8 })
const app = fastify()
app.get('/', async () => {
  const { rows } = await pool.query({
    name: 'feed',
    // The same walk along the newest of each label, without asking who is reading.
    text: `select e.* from hub.label r cross join lateral (
             select id, reference, category, kind, severity, urgency, title, summary, released_at as "releasedAt" from hub.edition e
             where e.label_id = r.id and e.recalled_at is null order by e.released_at desc, e.id desc limit 20) e
           where r.everyone and r.required_rank <= 1 order by e."releasedAt" desc, e.id desc limit 20`,
  })
  return { data: { editions: { items: rows } } }
})
await app.listen({ port: 0, host: '127.0.0.1' })
const address = app.server.address()
if (typeof address === 'object' && address)
  process.send?.({ what: 'listening', url: `http://127.0.0.1:${address.port}/` })
