/** Requests that no client library would send: bytes straight to the hub's port, and what comes back. */
import { connect } from 'node:net'

export interface RawAnswer {
  readonly text: string
  /** Status of each answer that came, in order. */
  readonly statuses: readonly number[]
  /** Whether the hub ended the connection within the time. */
  readonly closed: boolean
}

/** Sends the bytes and reads until the hub closes, or until so much time has passed. */
export async function sendRaw(url: string, bytes: string | Buffer, milliseconds = 4_000): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const chunks: Buffer[] = []
  const closed = await new Promise<boolean>(resolve => {
    const timer = setTimeout(() => resolve(false), milliseconds)
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('error', () => undefined) // a reset is an end, too
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(true)
    })
    socket.write(bytes)
  })
  socket.destroy()
  const text = Buffer.concat(chunks).toString('latin1')
  return {
    text,
    closed,
    statuses: [...text.matchAll(/(?:^|\r\n|\})HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code)),
  }
}

/** A request from its first line, its headers and its body; `Host`, `Connection` and the length are added unless they stand there. */
export function requestOf(
  url: string,
  line: string,
  headers: readonly string[] = [],
  body: string | Buffer = '',
): Buffer {
  const has = (name: string) => headers.some(header => header.toLowerCase().startsWith(`${name}:`))
  const all = [
    ...(has('host') ? [] : [`Host: ${new URL(url).host}`]),
    ...(has('connection') ? [] : ['Connection: close']),
    ...(body.length === 0 || has('content-length') || has('transfer-encoding')
      ? []
      : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...headers,
  ]
  return Buffer.concat([Buffer.from(`${line} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)])
}
