import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { createClient } from './hub-client.ts'
import { doubtOf, doubtOfFile, downloadEdition, NotGenuine, type Signed } from './verify.ts'

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** As docs/verify.md says it, by Node's own cryptography and not by the browsers'. */
function signed(bundle: string, more: Pick<Signed, 'texts'> = {}) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const keyId = sha256(publicKey.export({ type: 'spki', format: 'der' })).slice(0, 16)
  const content = {
    ...{ body: '本文\u2028"', bundleSha256: sha256(bundle), category: 'NOTICE', id: 'e1', kind: 'ADVISORY' },
    ...{ reference: 'NRS-1', releasedAt: '2026-10-01T00:00:00.000Z', severity: 'LOW', summary: '' },
    ...more,
    ...{ title: '題', urgency: 'ROUTINE' },
  }
  const digest = sha256(JSON.stringify(content)) // its keys stand in order
  const { bundleSha256: _, ...rest } = content
  const signature = sign(null, Buffer.from(digest, 'hex'), privateKey).toString('base64')
  const edition: Signed = { ...rest, digest, signature, keyId }
  return { edition, key: { keyId, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() } }
}

/** A file that was made for one reader, whatever it holds. */
function signedFile(body: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const keyId = sha256(publicKey.export({ type: 'spki', format: 'der' })).slice(0, 16)
  const bodySha256 = sha256(body)
  const header = bytes(`file\n{"bodySha256":"${bodySha256}"}`)
  const signature = sign(null, header, privateKey).toString('base64')
  const kept = { keyId, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(), use: 'DOWNLOAD' }
  return { file: { signed: header, signature, keyId, bodySha256, body: bytes(body) }, kept }
}

const BUNDLE = '{"type":"bundle","id":"bundle--1"}'
const { edition, key } = signed(BUNDLE)
const other = signed(BUNDLE).key

describe('an edition', () => {
  it('is genuine when a kept key signed it and its bundle', async () => {
    expect(await doubtOf(edition, bytes(BUNDLE), [other, key])).toBeNull()
  })

  it('is doubted when any field or byte is another', async () => {
    for (const field of [
      'id',
      'reference',
      'category',
      'kind',
      'severity',
      'urgency',
      'title',
      'summary',
      'body',
      'releasedAt',
    ])
      expect([field, await doubtOf({ ...edition, [field]: 'x' }, bytes(BUNDLE), [key])]).toEqual([field, 'ALTERED'])
    expect(await doubtOf(edition, bytes(`${BUNDLE} `), [key])).toBe('ALTERED')
  })

  it('is doubted when a text for executives or in English is another, is left out, or was put in', async () => {
    // Keys in order, as the canonical form has them.
    const first = { en: null, ja: '背景', outOfDate: false, part: 'BACKGROUND' } as const
    const second = { en: 'Title', ja: '題', outOfDate: true, part: 'TITLE' } as const
    const { edition: whole, key: kept } = signed(BUNDLE, { texts: [first, second] })
    expect(await doubtOf(whole, bytes(BUNDLE), [kept])).toBeNull()
    const others = [
      [],
      [first],
      [second, first],
      [{ ...first, ja: '背' }, second],
      [first, { ...second, en: null }],
      [first, { ...second, outOfDate: false }],
      [{ ...first, part: 'INTENT' as const }, second],
    ]
    for (const texts of [undefined, ...others])
      expect(await doubtOf({ ...whole, texts }, bytes(BUNDLE), [kept])).toBe('ALTERED')
    expect(await doubtOf({ ...edition, texts: [first] }, bytes(BUNDLE), [key])).toBe('ALTERED')
    expect(await doubtOf({ ...edition, texts: [] }, bytes(BUNDLE), [key])).toBeNull()
  })

  it('is doubted when the digest was made to fit and the signature could not', async () => {
    const forged = signed('{}').edition
    expect(await doubtOf({ ...forged, keyId: key.keyId }, bytes('{}'), [key])).toBe('BAD_SIGNATURE')
    for (const signature of ['', '?', 'AAAA'])
      expect(await doubtOf({ ...edition, signature }, bytes(BUNDLE), [key])).toBe('BAD_SIGNATURE')
  })

  it('is doubted when its key was not kept, or is not the one that its name says', async () => {
    expect(await doubtOf(edition, bytes(BUNDLE), [other])).toBe('UNKNOWN_KEY')
    expect(await doubtOf(edition, bytes(BUNDLE), [{ ...other, keyId: key.keyId }])).toBe('NOT_THE_KEY_IT_SAYS')
    expect(await doubtOf(edition, bytes(BUNDLE), [{ keyId: key.keyId, publicKey: '???' }])).toBe('NOT_THE_KEY_IT_SAYS')
  })

  it('is handed over only when it is genuine', async () => {
    const hubWith = (bundle: string) =>
      createClient({
        fetch: async url => new Response(url === '/graphql' ? JSON.stringify({ data: { edition } }) : bundle),
      })
    expect(new TextDecoder().decode((await downloadEdition(hubWith(BUNDLE), 'e1', [key])).bundle)).toBe(BUNDLE)
    await expect(downloadEdition(hubWith('{}'), 'e1', [key])).rejects.toEqual(new NotGenuine('ALTERED'))
  })
})

describe('a file for one reader', () => {
  const { file, kept } = signedFile('bits')

  it('is genuine when a kept key of downloads signed it', async () => {
    expect(await doubtOfFile(file, [key, kept])).toBeNull()
  })

  it('is doubted when any part of it is another', async () => {
    const { signature } = signedFile('bits').file
    const signed = bytes('other')
    const others = [
      { body: bytes('bitt') },
      { bodySha256: sha256('bitt') },
      { signed },
      { signature },
      { signature: '?' },
    ]
    const doubts = await Promise.all(others.map(other => doubtOfFile({ ...file, ...other }, [kept])))
    expect(doubts).toEqual(['ALTERED', 'ALTERED', 'BAD_SIGNATURE', 'BAD_SIGNATURE', 'BAD_SIGNATURE'])
    expect(
      await doubtOfFile({ ...file, body: bytes('bitt'), bodySha256: sha256('bitt'), signed: bytes('x') }, [kept]),
    ).toBe('BAD_SIGNATURE')
  })

  it('is doubted when its key was kept for another use, and an edition likewise', async () => {
    const { use: _, ...unsaid } = kept
    for (const other of [unsaid, { ...kept, use: 'RELEASE' }])
      expect(await doubtOfFile(file, [other])).toBe('KEY_OF_ANOTHER_USE')
    expect(await doubtOf(edition, bytes(BUNDLE), [{ ...key, use: 'DOWNLOAD' }])).toBe('KEY_OF_ANOTHER_USE')
    expect(await doubtOf(edition, bytes(BUNDLE), [{ ...key, use: 'RELEASE' }])).toBeNull()
    expect(await doubtOfFile(file, [{ ...kept, publicKey: key.publicKey }])).toBe('NOT_THE_KEY_IT_SAYS')
    expect(await doubtOfFile(file, [])).toBe('UNKNOWN_KEY')
  })
})
