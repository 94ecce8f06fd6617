import { createPublicKey, verify } from 'node:crypto'
import { signedOfFilter } from '@noroshi/indicators'
import { digestOf, DownloadKey, newReference, ReleaseKey, type SignedContent } from './signing.ts'

const content: SignedContent = {
  ...{ id: '1', reference: 'NRS-0000-0000', category: 'NOTICE', kind: 'BULLETIN', severity: 'LOW', urgency: 'ROUTINE' },
  ...{ title: '題', summary: '要旨', body: '本文', bundleSha256: 'ab', releasedAt: '2026-10-01T00:00:00.000Z' },
}

describe('a signature', () => {
  const key = new ReleaseKey(ReleaseKey.newPem())

  it('verifies with the public key alone', () => {
    const digest = digestOf(content)
    expect(
      verify(null, Buffer.from(digest, 'hex'), createPublicKey(key.publicKey), Buffer.from(key.sign(digest), 'base64')),
    ).toBe(true)
  })

  it.each(Object.keys(content) as (keyof SignedContent)[])(
    'no longer holds when one byte of the %s is another',
    field => {
      expect(digestOf({ ...content, [field]: `${JSON.stringify(content[field])}!` })).not.toBe(digestOf(content))
    },
  )

  it('is made by an Ed25519 key and no other', () => {
    expect(() => new ReleaseKey('not a key')).toThrow()
  })
})

describe('the signature of a download', () => {
  it('covers what no signature of an edition covers, though one key made both', () => {
    const pem = DownloadKey.newPem()
    const [download, release] = [new DownloadKey(pem), new ReleaseKey(pem)]
    expect(download.keyId).toBe(release.keyId)
    const digest = digestOf(content)
    const holds = (bytes: Uint8Array, signature: string) =>
      verify(null, bytes, createPublicKey(download.publicKey), Buffer.from(signature, 'base64'))
    for (const header of [digest, Buffer.from(digest, 'hex').toString('latin1'), '']) {
      const signature = download.signFilter(header)
      expect(holds(signedOfFilter(header), signature)).toBe(true)
      expect(holds(Buffer.from(digest, 'hex'), signature)).toBe(false)
      expect(holds(signedOfFilter(header), release.sign(digest))).toBe(false)
    }
  })
})

describe('a reference', () => {
  it('is random and easy to say', () => {
    const references = Array.from({ length: 1_000 }, newReference)
    expect(new Set(references).size).toBe(1_000)
    for (const reference of references) expect(reference).toMatch(/^NRS-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
  })
})
