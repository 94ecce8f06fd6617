/** Editions about vulnerabilities go out as CSAF advisories, to whom they go anyway; and documents on vulnerabilities come in. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { csafToStix, kevToStix, readCsaf, readDocument, readJvn } from '@noroshi/formats'
import type { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { bytesOf } from './answers.ts'

const fileOf = (path: string) => readFileSync(new URL(`../data/${path}`, import.meta.url), 'utf8')
const ADVISORIES = [
  'icsa-17-234-03.json',
  'icsa-18-331-02.json',
  'icsa-21-350-20.json',
  'icsa-22-125-01.json',
  'icsma-24-023-01.json',
]

describe('an edition as a CSAF advisory', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor

  beforeAll(async () => {
    hub = await startTestHub({ publicUrl: 'http://council.example' })
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
  }, 60_000)
  afterAll(() => hub.stop(), 20_000)

  const everybody = { audience: { everyone: true, toPublic: true } }
  const get = (path: string, who = 'wakaba') =>
    fetch(`${hub.url}${path}`, { headers: { authorization: `Bearer ${hub.account(who).apiKey ?? ''}` } })
  const objectsIn = (content: string): readonly { id: string }[] => {
    const document = JSON.parse(content) as { objects: { id: string }[] }
    return (readDocument(document) ?? document).objects
  }
  const csafOf = async (id: string, query = '', who = 'wakaba') => {
    const answer = await get(`/editions/${id}/csaf${query}`, who)
    return { answer, document: (await answer.clone().json()) as any }
  }

  async function editionOf(
    content: string,
    sketch: object = everybody,
    made: readonly { id: string }[] = objectsIn(content),
  ): Promise<string> {
    const receipt = await analyst.importBundle(newImportId(), content)
    expect(receipt).toMatchObject({ state: 'DONE', refused: 0 })
    // What was known before is in the edition as well.
    const stixIds = made.map(({ id }) => id)
    const title = `注意喚起 ${randomUUID()}`
    const { editions } = await release(analyst, officer, productOf(title, [{ title, stixIds, ...sketch }]))
    return Object.values(editions)[0] ?? ''
  }

  it('is valid, of either version, and says what the advisory said that it was made of', async () => {
    for (const name of ADVISORIES) {
      const source = JSON.parse(fileOf(`csaf/${name}`)) as any
      const id = await editionOf(fileOf(`csaf/${name}`))
      const { edition } = await hub
        .as('wakaba')
        .ask('query ($id: ID!) { edition(id: $id) { csaf reference title } }', { id })
      expect(edition.csaf).toBe(true)
      for (const [query, version] of [
        ['', '2.1'],
        ['?version=2.0', '2.0'],
        ['?version=2.1', '2.1'],
      ]) {
        const { answer, document } = await csafOf(id, query)
        expect([name, query, readCsaf(document)]).toEqual([name, query, expect.objectContaining({ ok: true })])
        expect(answer.headers.get('cache-control')).toBe('no-store')
        expect(answer.headers.get('content-disposition')).toBe(
          `attachment; filename="${edition.reference.toLowerCase()}.json"`,
        )
        expect(document.document).toMatchObject({
          csaf_version: version,
          title: edition.title,
          lang: 'ja',
          publisher: { category: 'coordinator', namespace: 'urn:uuid:9d1c9a52-6c2e-4f0b-8a55-0b8f3f6f6a1e' },
          tracking: { id: edition.reference, status: 'final', version: '1' },
          distribution: { tlp: { label: version === '2.0' ? 'WHITE' : 'CLEAR' } },
        })
        expect(document.vulnerabilities.map(({ cve }: any) => cve)).toEqual(
          source.vulnerabilities.map(({ cve }: any) => cve),
        )
        if (version === '2.0') expect(document.product_tree).toEqual(source.product_tree)
        // The public gets the very same, from its own address.
        const inPublic = await fetch(`${hub.url}/public/editions/${id}/csaf${query}`)
        expect(await inPublic.json()).toEqual(document)
        expect(inPublic.headers.get('cache-control')).toBe('public, max-age=60')
      }
    }
  }, 60_000)

  it('of a catalogue names its losses by rule and place, in two languages', async () => {
    const { objects } = kevToStix(JSON.parse(fileOf('kev/known_exploited_vulnerabilities.json')))
    const part = [...objects, anIndicator()].filter(({ type }) => type !== 'tool')
    const id = await editionOf(JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: part }), {
      audience: { everyone: true },
    })
    const { document } = await csafOf(id)
    expect(readCsaf(document)).toMatchObject({ ok: true })
    expect(document.document.distribution.tlp.label).toBe('GREEN')
    const { losses } = (await (await get(`/editions/${id}/csaf-losses`)).json()) as any
    expect(losses).toContainEqual(
      expect.objectContaining({
        rule: 'csaf-cwe',
        path: expect.stringMatching(/^\$\[/),
        message: expect.stringMatching(/CWE/),
        messageJa: expect.stringMatching(/[ぁ-ん]/),
      }),
    )
  })

  it('keeps the stricter label of the advisory, and never has a wider one than the edition', async () => {
    const source = JSON.parse(fileOf('csaf/icsa-22-125-01.json')) as any
    source.document.tracking.id = 'ICSA-22-125-99'
    source.document.distribution = { tlp: { label: 'RED' } }
    // Who passed its objects on took their markings off; what an object is marked with could not be released so far.
    const objects = csafToStix(source).objects.map(({ object_marking_refs: _, ...one }: any) => one as { id: string })
    const strict = await editionOf(JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }))
    expect((await csafOf(strict)).document.document.distribution.tlp.label).toBe('RED')
    const { losses } = (await (await get(`/editions/${strict}/csaf-losses`)).json()) as any
    expect(losses.map(({ rule }: any) => rule)).toContain('csaf-tlp-stricter')
    source.document.tracking.id = 'ICSA-22-125-98'
    source.document.distribution = { tlp: { label: 'WHITE' } }
    const wide = await editionOf(JSON.stringify(source), { secret: true, audience: { everyone: true } })
    expect((await csafOf(wide, '', 'hibari')).document.document.distribution.tlp.label).toBe('AMBER')
  })

  it('is made of what came from JVN, in either of its formats', async () => {
    for (const name of ['jvnrss', 'vuldef']) {
      const text = fileOf(`jvn/${name}.xml`)
      const read = readJvn(text)
      if (!read.ok) throw new Error('the sample is broken')
      const id = await editionOf(text, everybody, read.value.objects)
      const { document } = await csafOf(id)
      expect(readCsaf(document)).toMatchObject({ ok: true })
      expect(document.vulnerabilities[0].cve).toBe('CVE-2026-99999')
    }
  })

  it('is not made of an edition about no vulnerability, and says why', async () => {
    const bundle = JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [anIndicator()] })
    const id = await editionOf(bundle)
    for (const path of [`/editions/${id}/csaf`, `/editions/${id}/csaf-losses`, `/public/editions/${id}/csaf`]) {
      const answer = await get(path)
      const { error } = (await answer.json()) as any
      expect([answer.status, error.reason]).toEqual([409, 'NO_VULNERABILITY'])
      expect(error.messageJa ?? error.message).toMatch(/CSAF/)
    }
    const { edition } = await hub.as('wakaba').ask('query ($id: ID!) { edition(id: $id) { csaf } }', { id })
    expect(edition.csaf).toBe(false)
  })

  it('asks for a version that there is', async () => {
    for (const version of ['1.2', '2.0&version=2.1', '']) {
      const answer = await get(`/editions/${randomUUID()}/csaf?version=${version}`)
      expect([answer.status, ((await answer.json()) as any).error]).toMatchObject([400, { field: 'version' }])
    }
  })

  it('says no more of a hidden edition than that there is none, whether or not it is about a vulnerability', async () => {
    const seal = { secret: true, audience: { everyone: true } }
    const bundle = JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [anIndicator()] })
    const source = JSON.parse(fileOf('csaf/icsa-17-234-03.json')) as any
    source.document.tracking.id = 'ICSA-17-234-99'
    const hidden = [await editionOf(bundle, seal), await editionOf(JSON.stringify(source), seal)]
    const absent = randomUUID()
    for (const path of ['/editions/ID/csaf', '/editions/ID/csaf-losses', '/public/editions/ID/csaf'])
      for (const id of hidden) {
        const answer = await get(path.replace('ID', id))
        expect(answer.status).toBe(404)
        expect(await bytesOf(answer, [id])).toBe(await bytesOf(await get(path.replace('ID', absent)), [absent]))
      }
  })
})

describe('importing what JVN publishes', () => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startTestHub({ worker: false })
  }, 60_000)
  afterAll(() => hub.stop(), 20_000)

  const take = (content: string | Uint8Array<ArrayBuffer>) =>
    hub.as('analyst-1').importBundle(newImportId(), content, 'jvn.xml')

  it('stores it once, with or without a byte order mark, and says what it left out', async () => {
    const id = newImportId()
    const first = await hub.as('analyst-1').importBundle(id, fileOf('jvn/jvnrss.xml'), 'jvnrss.xml')
    expect(first).toMatchObject({ state: 'DONE', refused: 0 })
    expect(first.stored).toBeGreaterThan(4)
    const { bundleImportRemarks } = await hub
      .as('analyst-1')
      .ask('query ($id: ID!) { bundleImportRemarks(id: $id) { items { kind rule section path } } }', { id })
    expect(bundleImportRemarks.items).toEqual([
      { kind: 'LOSS', rule: 'jvn-element', section: 'JVN', path: '$.item[1].handling' },
    ])
    expect(await take(`\uFEFF${fileOf('jvn/jvnrss.xml')}`)).toMatchObject({
      state: 'DONE',
      stored: 0,
      known: first.stored,
    })
  })

  it.each<[string, string | Uint8Array<ArrayBuffer>, string]>([
    ['with entities of its own', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', 'xml-doctype'],
    ['unfinished', '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item>', 'xml-form'],
    ['of another kind', '<feed xmlns="http://www.w3.org/2005/Atom"/>', 'jvn-root'],
    ['in another encoding', new Uint8Array([0x3c, 0x61, 0x3e, 0x83, 0x65, 0x3c, 0x2f, 0x61, 0x3e]), 'xml-encoding'],
  ])('refuses XML %s, and names the rule', async (_, content, rule) => {
    const receipt = await take(content)
    expect(receipt).toMatchObject({ state: 'REFUSED', stored: 0, refusal: { rule, path: '$' } })
    expect(receipt.refusal.messageJa).toMatch(/[ぁ-んァ-ン]/)
  })

  it('refuses what is too large to be read whole', async () => {
    const large = `<rdf:RDF>${' '.repeat(9 * 1024 * 1024)}</rdf:RDF>`
    expect(await take(large)).toMatchObject({ state: 'REFUSED', stored: 0 })
  })
})
