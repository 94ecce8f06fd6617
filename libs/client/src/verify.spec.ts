import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { createClient } from './hub-client.ts'
import { doubtOf, downloadEdition, NotGenuine, type Signed } from './verify.ts'

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** As docs/verify.md says it, by Node's own cryptography and not by the browsers'. */
function signed(bundle: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const keyId = sha256(publicKey.export({ type: 'spki', format: 'der' })).slice(0, 16)
  const content = {
    ...{ body: '本文\u2028"', bundleSha256: sha256(bundle), category: 'NOTICE', id: 'e1', kind: 'ADVISORY' },
    ...{ reference: 'NRS-1', releasedAt: '2026-10-01T00:00:00.000Z', severity: 'LOW', summary: '', title: '題' },
    urgency: 'ROUTINE',
  }
  const digest = sha256(JSON.stringify(content)) // its keys stand in order
  const { bundleSha256: _, ...rest } = content
  const signature = sign(null, Buffer.from(digest, 'hex'), privateKey).toString('base64')
  const edition: Signed = { ...rest, digest, signature, keyId }
  return { edition, key: { keyId, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() } }
}

const BUNDLE = '{"type":"bundle","id":"bundle--1"}'
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
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
