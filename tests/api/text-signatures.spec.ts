/** An edition with texts for executives and in English is signed whole, by whatever it is verified. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClient, doubtOf, downloadEdition, signingKeys } from '@noroshi/client'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { ROOT } from '../support/sources.ts'

const CLI = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url))
const ran = (call: string[], cwd?: string): Promise<string> =>
  new Promise(resolve => void execFile(process.execPath, call, { cwd }, (_error, said) => resolve(said)))
const verified = (...files: string[]): Promise<string> => ran([CLI, 'verify', ...files])
const DECISION = '33333333-3333-4333-8333-333333333333'
const FREE = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }
const PRODUCT = {
  ...productOf('署名', []),
  editions: [
    {
      ...{ title: '更新の件', titleEn: { text: 'About the update' }, summary: '概要', audience: { everyone: true } },
      fragments: [
        { ...FREE, text: '更新を適用してください。' },
        { ...FREE, key: DECISION, part: 'DECISION', text: '停止して更新するかを決めてください。' },
        { ...FREE, text: 'Decide whether to stop and update.', language: 'en', translationOf: DECISION },
      ],
    },
  ],
}

describe('the signature of an edition with texts', () => {
  let hub: TestHub
  let id: string
  beforeAll(async () => {
    hub = await startTestHub({ worker: false })
    ;({ NOTICE: id = '' } = (await release(hub.as('analyst-1'), hub.as('officer-1'), PRODUCT)).editions)
  }, 60_000)
  afterAll(() => hub.stop())

  it('lets the client, and the command, find any text that was changed', async () => {
    const connection = createClient({ url: hub.url, apiKey: hub.account('wakaba').apiKey ?? '' })
    const keys = await signingKeys(connection)
    const { edition, bundle } = await downloadEdition(connection, id, keys)
    expect(edition.texts).toHaveLength(4)
    const altered = edition.texts.map(text => (text.part === 'DECISION' ? { ...text, en: 'Decide nothing.' } : text))
    expect(await doubtOf({ ...edition, texts: altered }, bundle, keys)).toBe('ALTERED')
    const folder = await mkdtemp(join(tmpdir(), 'texts-'))
    const files = ['edition', 'bundle', 'keys', 'altered'].map(name => join(folder, `${name}.json`))
    await Promise.all([
      writeFile(files[0], JSON.stringify(edition)),
      writeFile(files[1], bundle),
      writeFile(files[2], JSON.stringify(keys)),
      writeFile(files[3], JSON.stringify({ ...edition, texts: [] })),
    ])
    expect(await verified(files[0], files[1], files[2])).toMatch(/^good: NRS-/)
    expect(await verified(files[3], files[1], files[2])).toContain('ALTERED')
  })

  it('verifies by the example of docs/verify.md', async () => {
    const [, example] = /```js\n([\s\S]*?)```/.exec(await readFile(join(ROOT, 'docs/verify.md'), 'utf8')) ?? []
    const connection = createClient({ url: hub.url, apiKey: hub.account('wakaba').apiKey ?? '' })
    const keys = await signingKeys(connection)
    const { edition, bundle } = await downloadEdition(connection, id, keys)
    const place = await mkdtemp(join(tmpdir(), 'verify-'))
    const put = (name: string, text: string | Uint8Array) => writeFile(join(place, name), text)
    await Promise.all([
      put('verify.mjs', example ?? ''),
      put('bundle.json', bundle),
      put('keys.json', JSON.stringify(keys)),
    ])
    const said = async (shown: object) => {
      await put('edition.json', JSON.stringify(shown))
      return ran(['verify.mjs'], place)
    }
    expect(await said(edition)).toMatch(/^good: NRS-/)
    expect(await said({ ...edition, texts: [] })).toMatch(/^BAD/)
    expect(await said({ ...edition, texts: edition.texts.toReversed() })).toMatch(/^BAD/)
  })
})
