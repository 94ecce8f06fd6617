/** `npm run bench [-- name …]`: all benchmarks, or those named. README.md says how to read the lines. */
import { parseArgs } from 'node:util'
import { machine } from './figures.ts'
import { fanout } from './fanout.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    clients: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
  },
})
const [clients, rounds] = [values.clients, values.rounds].map(Number)

const benches: Record<string, () => Promise<void> | void> = {
  fanout: () => fanout(clients, rounds),
}

machine()
const chosen = positionals.length > 0 ? positionals : Object.keys(benches)
for (const name of chosen) {
  const bench = benches[name]
  if (!bench) throw new Error(`There is no benchmark ${name}; there are ${Object.keys(benches).join(', ')}.`)
  await bench()
}
