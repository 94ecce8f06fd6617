/** An SBOM is compared with what its sender may read, and with nothing else; nothing of it stays. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { bytesOf, refusalOf } from './answers.ts'
import { recall } from './steps.ts'

const CYCLONEDX = 'application/vnd.cyclonedx+json'
const CLI = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url))
const time = '2026-11-20T00:00:00.000Z'

describe('checking an SBOM', () => {
  let hub: TestHub
  let friend: Actor
  let member: Actor

  beforeAll(async () => {
    hub = await startTestHub()
    friend = hub.as('hoshizora')
    member = hub.as('hoshiwatari-power-1')
  }, 60_000)
  afterAll(() => hub.stop(), 20_000)

  const post = (who: Actor, body: string | Uint8Array<ArrayBuffer>, type = CYCLONEDX) =>
    fetch(`${who.url}/lookups/sbom`, { method: 'POST', body, headers: who.headers({ 'content-type': type }) })
  const bom = (...components: object[]) => JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components })
  const check = async (who: Actor, body: string, type?: string): Promise<any> => {
    const answer = await post(who, body, type)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    return answer.json()
  }

  /** An edition that says a product of a fresh name is vulnerable. */
  async function warned(sketch: object = {}, more: { version?: string } = {}) {
    const name = `p${randomUUID().slice(0, 8)}`
    const cve = `CVE-2026-${Math.floor(Math.random() * 9e6) + 1e6}`
    const dated = { spec_version: '2.1', created: time, modified: time }
    const software = {
      ...{ type: 'software', spec_version: '2.1', id: `software--${randomUUID()}`, name, vendor: 'Example' },
      ...{ cpe: `cpe:2.3:a:example:${name}:${more.version ?? '1.2.3'}:*:*:*:*:*:*:*` },
    }
    const vulnerability = { ...dated, type: 'vulnerability', id: `vulnerability--${randomUUID()}`, name: cve }
    const has = {
      ...{ ...dated, type: 'relationship', id: `relationship--${randomUUID()}`, relationship_type: 'has' },
      ...{ source_ref: software.id, target_ref: vulnerability.id },
    }
    const objects = [software, vulnerability, has]
    const bundle = JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects })
    expect(await hub.as('analyst-1').importBundle(newImportId(), bundle)).toMatchObject({ refused: 0 })
    const edition = { title: name, stixIds: objects.map(({ id }) => id), ...sketch }
    const released = await release(hub.as('analyst-1'), hub.as('officer-1'), productOf(name, [edition]))
    return { ...released, name, cve, cpe: software.cpe }
  }
  const sealed = { secret: true, audience: { everyone: true } }

  it('names the component, the vulnerability and the edition, for sure by CPE and perhaps by name', async () => {
    const { name, cve, cpe, editions } = await warned()
    const { sbom, matches, more, faults } = await check(
      friend,
      bom(
        { name: 'quite another', version: '1' },
        { name: 'parent', components: [{ name, version: '1.2.3', purl: `pkg:npm/${name}@1.2.3` }] },
        { name: 'renamed', version: '1.2.3', cpe },
        { name, version: '1.2.4' },
      ),
    )
    expect({ sbom, more, faults }).toEqual({
      sbom: { format: 'cyclonedx', version: '1.6', name: '', components: 5 },
      more: false,
      faults: [],
    })
    const said = { editionId: Object.values(editions)[0], title: name, category: 'NOTICE', tlp: 'TLP:GREEN' }
    expect(matches).toEqual([
      expect.objectContaining({
        ...said,
        certainty: 'yes',
        component: { name: 'renamed', version: '1.2.3', cpe, path: '$.components[2]' },
        vulnerability: expect.objectContaining({ name: cve, cvss: null, exploited: false }),
      }),
      expect.objectContaining({ ...said, certainty: 'perhaps' }),
    ])
    expect(matches[1].component.path).toBe('$.components[1].components[0]')
    const spdx = {
      ...{ spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', name: 'ours' },
      packages: [
        {
          ...{ SPDXID: 'SPDXRef-1', name: 'x', versionInfo: '1.2.3' },
          externalRefs: [{ referenceType: 'cpe23Type', referenceLocator: cpe }],
        },
      ],
    }
    expect((await check(friend, JSON.stringify(spdx), 'application/spdx+json')).matches).toMatchObject([
      { certainty: 'yes', vulnerability: { name: cve } },
    ])
  })

  it('is a command, which ends with 2 when a component is vulnerable for sure', async () => {
    const { name, cve, cpe } = await warned()
    const folder = await mkdtemp(join(tmpdir(), 'sbom-'))
    const env = { ...process.env, HUB_URL: hub.url, HUB_API_KEY: hub.account('hoshizora').apiKey ?? '' }
    const run = async (content: string, ...more: string[]) => {
      const file = join(folder, `${randomUUID()}.json`)
      await writeFile(file, content)
      return new Promise<[unknown, string, string]>(resolve =>
        execFile(process.execPath, [CLI, 'check', file, ...more], { env }, (error, out, err) =>
          resolve([error?.code ?? 0, out, err]),
        ),
      )
    }
    const sure = await run(bom({ name: 'x', version: '1.2.3', cpe }))
    expect(sure).toEqual([
      2,
      expect.stringMatching(new RegExp(`^VULNERABLE  x 1\\.2\\.3  ${cve}  NRS-\\S+ TLP:GREEN  `)),
      expect.stringContaining('1 matches by CPE'),
    ])
    expect(await run(bom({ name, version: '1.2.3' }))).toEqual([
      0,
      expect.stringMatching(/^PERHAPS/),
      expect.any(String),
    ])
    expect((JSON.parse((await run(bom({ name: 'x', cpe }), '--json'))[1]) as any).matches).toHaveLength(1)
    expect(await run('{}')).toEqual([1, '', expect.stringMatching(/CycloneDX/)])
    await rm(folder, { recursive: true })
  })

  it('tells nobody of an edition that they may not read, byte for byte', async () => {
    const hidden = await warned(sealed)
    const absent = `p${randomUUID().slice(0, 8)}`
    const asked = (name: string, cpe: string) => bom({ name, version: '1.2.3', cpe })
    const forgotten = [hidden.name, hidden.cpe, absent]
    const [one, other] = await Promise.all([
      post(friend, asked(hidden.name, hidden.cpe)),
      post(friend, asked(absent, hidden.cpe.replace(hidden.name, absent))),
    ])
    expect(await bytesOf(one, forgotten)).toBe(await bytesOf(other, forgotten))
    // A member may read it, so two empty answers were not compared.
    expect((await check(member, asked(hidden.name, hidden.cpe))).matches).toMatchObject([{ title: hidden.name }])
    await recall(hub.as('officer-1'), hidden.productId)
    expect((await check(member, asked(hidden.name, hidden.cpe))).matches).toEqual([])
  })

  it('keeps nothing of it', async () => {
    const canary = `canary${randomUUID().slice(0, 8)}`
    await check(friend, bom({ name: canary, version: '1' }))
    const { rows } = await hub.database.superuser.query<{ table: string }>(
      `select c.relname as "table" from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'hub' and c.relkind = 'r'
         and query_to_xml(format('select 1 from hub.%I t where t::text like %L limit 1', c.relname, '%${canary}%'), false, false, '')::text like '%<row%'`,
    )
    expect(rows).toEqual([])
  })

  it('refuses what is none, and names the place and the rule', async () => {
    const refused = async (body: string | Uint8Array<ArrayBuffer>, type?: string) =>
      refusalOf(await post(friend, body, type))
    expect(await refused('{')).toMatchObject({ status: 400, reason: 'JSON', field: 'sbom' })
    expect(await refused(new Uint8Array([0x22, 0xff, 0x22]))).toMatchObject({ status: 400, reason: 'JSON' })
    expect(await refused('{}')).toMatchObject({ status: 400, reason: 'SBOM_FORMAT', field: '$' })
    expect(await refused(bom({ version: '1' }))).toMatchObject({
      ...{ status: 400, reason: 'SBOM_STRUCTURE', field: '$.components[0].name' },
      message: expect.stringMatching(/^\$\.components\[0\]\.name: .*CycloneDX/),
    })
    expect(await refused(bom(), 'application/json')).toMatchObject({ status: 400, reason: 'CONTENT_TYPE' })
    expect(await refused(' '.repeat(17 * 1024 * 1024))).toMatchObject({ status: 413, reason: 'SBOM_TOO_LARGE' })
    expect((await post(hub.nobody(), bom())).status).toBe(401)
  })

  it('is no import: the store says where an SBOM goes', async () => {
    expect(await hub.as('analyst-1').importBundle(newImportId(), bom({ name: 'x' }))).toMatchObject({
      ...{ state: 'REFUSED', stored: 0 },
      refusal: { rule: 'sbom', message: expect.stringContaining('/lookups/sbom') },
    })
  })
})
