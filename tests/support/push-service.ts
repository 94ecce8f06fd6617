/**
 * A push service of this very process, with browsers behind it: takes messages over real https, checks who sends them (RFC 8292) and opens
 * them as a browser does (RFC 8291). Written with Web Crypto, apart from what the hub encrypts with.
 */
import { execFileSync } from 'node:child_process'
import { webcrypto } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { subtle } = webcrypto
type KeyPair = Awaited<ReturnType<typeof newBrowserKey>>

/** One message as a browser got it. */
export interface Pushed {
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Bytes that came over the line. */
  readonly length: number
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string }
  readonly text: string
}

/** What a browser gives whoever may push to it. */
export interface Subscription {
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
}

export interface PushService {
  readonly origin: string
  /** PEM by which its https is trusted. */
  readonly authorities: string
  readonly pushed: Pushed[]
  /** How the next messages are answered; 201 takes them. */
  answer: (path: string) => { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  subscribe(): Promise<Subscription>
  stop(): Promise<void>
}

/** @param vapidPoint of whom alone it takes messages */
export async function startPushService(vapidPoint: string): Promise<PushService> {
  const { key, certificate } = newCertificate()
  const browsers = new Map<string, { readonly keys: KeyPair; readonly auth: Uint8Array<ArrayBuffer> }>()
  const here: Pick<PushService, 'answer'> & { pushed: Pushed[] } = { pushed: [], answer: () => ({ status: 201 }) }
  const server = createServer({ key, cert: certificate }, (request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const [body, path] = [Buffer.concat(chunks), request.url ?? '']
      const { status, headers = {} } = here.answer(path)
      const browser = browsers.get(path)
      if (status === 201 && browser)
        here.pushed.push({
          path,
          headers: request.headers as Pushed['headers'], // none of them comes twice
          length: body.length,
          claims: await claimsOf(request.headers.authorization ?? '', vapidPoint),
          text: await opened(body, browser.keys, browser.auth),
        })
      response.writeHead(browser ? status : 404, headers).end()
    })().catch(() => response.writeHead(403).end())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  const origin = `https://localhost:${port}`
  return Object.assign(here, {
    origin,
    authorities: certificate,
    async subscribe() {
      const path = `/send/${browsers.size}`
      const keys = await newBrowserKey()
      const auth = webcrypto.getRandomValues(new Uint8Array(16))
      browsers.set(path, { keys, auth })
      const point = Buffer.from(await subtle.exportKey('raw', keys.publicKey))
      return {
        endpoint: origin + path,
        p256dh: point.toString('base64url'),
        auth: Buffer.from(auth).toString('base64url'),
      }
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  })
}

const newBrowserKey = () => subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])

async function claimsOf(authorization: string, vapidPoint: string): Promise<Pushed['claims']> {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const known = await subtle.importKey('raw', Buffer.from(key, 'base64url'), algorithm, false, ['verify'])
  const isTrue = await subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    known,
    Buffer.from(signature, 'base64url'),
    Buffer.from(`${head}.${claims}`),
  )
  if (!isTrue || key !== vapidPoint) throw new Error('not the hub')
  return JSON.parse(Buffer.from(claims, 'base64url').toString())
}

async function opened(body: Buffer, keys: KeyPair, auth: Uint8Array<ArrayBuffer>): Promise<string> {
  const [salt, length] = [body.subarray(0, 16), body[20] ?? 0]
  const [sender, sealed] = [body.subarray(21, 21 + length), body.subarray(21 + length)]
  const bits = async (
    secret: ArrayBuffer | Uint8Array<ArrayBuffer>,
    from: Buffer | Uint8Array,
    info: Buffer,
    size: number,
  ) => {
    const material = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
    return subtle.deriveBits(
      { name: 'HKDF', hash: 'SHA-256', salt: Buffer.from(from), info: Buffer.from(info) },
      material,
      size * 8,
    )
  }
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' }
  const theirs = await subtle.importKey('raw', Buffer.from(sender), algorithm, true, [])
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, keys.privateKey, 256)
  const own = Buffer.from(await subtle.exportKey('raw', keys.publicKey))
  const secret = await bits(shared, auth, Buffer.concat([Buffer.from('WebPush: info\0'), own, sender]), 32)
  const key = await bits(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const iv = await bits(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const aes = await subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
  const words = Buffer.from(await subtle.decrypt({ name: 'AES-GCM', iv }, aes, Buffer.from(sealed)))
  const end = words.findLastIndex(byte => byte !== 0)
  if (words[end] !== 2) throw new Error('not the last record')
  return words.subarray(0, end).toString('utf8')
}

/** For the name `localhost`, good for a day. */
function newCertificate(): { readonly key: string; readonly certificate: string } {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-tls-'))
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
        ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' },
    )
    return { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
