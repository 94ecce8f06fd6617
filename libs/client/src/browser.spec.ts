import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import type * as client from './index.ts'

/** Asks, and verifies: what it answers is for the page below to say. */
async function exercise({ createClient, question, doubtOf }: typeof client): Promise<unknown> {
  const hub = createClient({
    fetch: async (url, { method, headers }) => new Response(JSON.stringify({ data: { url, method, headers } })),
  })
  const edition = { id: '1', reference: '', category: '', kind: '', severity: '', urgency: '', title: '', summary: '' }
  const rest = { body: '', releasedAt: '', digest: 'x', signature: '', keyId: '06e3fd8fda29bb60' }
  // The key of the first test of RFC 8032.
  const publicKey = 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='
  return {
    asked: await hub.query(question('query Me { me { name } }'), {}),
    doubt: await doubtOf({ ...edition, ...rest }, new Uint8Array([123, 125]), [{ keyId: rest.keyId, publicKey }]),
  }
}

it('the client runs in a browser from one bundle, without anything of Node', async () => {
  const output = mkdtempSync(join(tmpdir(), 'client-'))
  try {
    const file = join(output, 'client.js')
    // The bundler that the portal’s vite brings. A module of Node that it meets, it would warn of and leave outside.
    const bundler = join(import.meta.dirname, '../../../node_modules/rolldown/bin/cli.mjs')
    const entry = join(import.meta.dirname, 'index.ts')
    const how = ['--format', 'iife', '--name', 'client', '--platform', 'browser', '--minify', '--file', file]
    const said = execFileSync(process.execPath, [bundler, entry, ...how], { encoding: 'utf8' })
    expect(said).not.toMatch(/unresolved|external|node:/i)
    const bundle = readFileSync(file, 'utf8')
    expect(bundle).not.toMatch(/\bnode:|require\(/)
    // 45 kB of it are socket.io; the rest is what reading STIX takes, for TAXII.
    expect(bundle.length).toBeLessThan(200_000)

    const web = {
      atob,
      btoa,
      Blob,
      crypto,
      fetch,
      FormData,
      Response,
      TextDecoder,
      TextEncoder,
      URL,
      AbortController,
      AbortSignal,
    }
    const page: Record<string, unknown> = createContext(
      { ...web, setTimeout, clearTimeout },
      { codeGeneration: { strings: false, wasm: false } },
    )
    page['self'] = page
    runInContext(bundle, page)
    const answer: unknown = await runInContext(`(${exercise.toString()})(client).then(JSON.stringify)`, page)
    expect(JSON.parse(String(answer))).toEqual({
      asked: {
        url: '/graphql',
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', 'x-noroshi-request': '1' },
      },
      doubt: 'ALTERED',
    })
  } finally {
    rmSync(output, { recursive: true })
  }
})
