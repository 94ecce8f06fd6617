/**
 * Sockets of somebody who means harm (WS-3, WS-7): packets that are none, a thousand attachments, fragments, more sockets than a person
 * may have, and a reader who never reads. The process lives, its memory is bounded, and others go on hearing their news.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { Actor, type Listener } from '../../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../../support/hub.ts'
import { eventually, knockAt } from '../../api/steps.ts'
import { prove } from '../evidence.ts'
import { startProcess, type OwnProcess } from './process.ts'

/** The heap that the process has: what needs more ends it. A collector that is in no hurry may fill it. */
const HEAP_MB = 128
const MOST_GROWTH_MB = 96

let hub: TestHub
let api: OwnProcess
let quiet: Listener
let before: number
let released = 0
beforeAll(async () => {
  hub = await startTestHub()
  api = await startProcess('api', hub, { HUB_LOG_LEVEL: 'silent', NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` })
  quiet = await as('hayate').listen()
  await stillHeard()
  before = await api.memory()
}, 60_000)
afterAll(async () => {
  quiet.close()
  await api.stop()
  await hub.stop()
}, 20_000)

const as = (prefix: string) => new Actor(api.url, hub.account(prefix)).withKey()
async function stillHeard(): Promise<void> {
  const title = `still here ${(released += 1)}`
  const { editions } = await release(hub.as('analyst-1'), hub.as('officer-1'), productOf(title, [{ title }]))
  await quiet.until(() => quiet.items.some(item => item.editionId === editions['NOTICE']), 'the news all the same')
}
afterEach(async () => {
  expect(api.isRunning()).toBe(true)
  await stillHeard()
})

const address = (more = 'EIO=4&transport=websocket') => `${api.url.replace('http', 'ws')}/socket.io/?${more}`
/** A socket that was let in and speaks no better than a bare WebSocket. */
async function bare(): Promise<WebSocket> {
  const socket = new WebSocket(address())
  await once(socket, 'open')
  socket.send(`40${JSON.stringify({ ticket: await as('wakaba').ticket() })}`)
  return socket
}
const closed = async (socket: WebSocket) => {
  if (socket.readyState === WebSocket.CLOSED) return
  const end = once(socket, 'close')
  socket.close()
  await end
}

it.each<[string, readonly (string | Uint8Array<ArrayBuffer>)[]]>([
  ['a thousand and one attachments', ['451001-["received"]', ...Array.from({ length: 1_001 }, () => new Uint8Array(10))]],
  ['a billion attachments that never come', ['4599999999-["received",{"_placeholder":true,"num":0}]']],
  ['attachments that nobody announced', Array.from({ length: 200 }, () => new Uint8Array(1_000))],
  ['an attachment in place of a word', ['451-["received",{"_placeholder":true,"num":99}]', new Uint8Array(1)]],
  ['an attachment named by a text', ['451-["received",{"_placeholder":true,"num":"splice"}]', new Uint8Array(1)]],
  ['names that everything has', ['42["constructor"]', '42["__proto__",{"a":1}]', '42["toString"]', '42["hasOwnProperty"]', '42["error","x"]', '42["newListener",1]']],
  ['an acknowledgement of what was never asked', ['430[]', '43999999[1]', '43__proto__[]', '461-0[{"_placeholder":true,"num":0}]', new Uint8Array(1)]],
  ['other rooms', ['40/admin,{}', '40/,{}', '42/admin,["received",1]', `40/${'x'.repeat(10_000)},{}`, '41/admin,']],
  ['packets of no kind', ['4', '47', '4x', '8', '', '4\0', '42{"a":1}', '42null', `42["received",${'['.repeat(7_000)}]`]],
  ['a frame that is too large', ['42["received","' + 'x'.repeat(20_000) + '"]']],
  ['the greeting again and again', Array.from({ length: 100 }, () => '40{"ticket":"x"}')],
  ['five thousand pings', Array.from({ length: 5_000 }, () => '3')],
])('a socket that sends %s harms nobody', async (_says, frames) => {
  const sockets = await Promise.all([bare(), bare()])
  for (const socket of sockets) for (const frame of frames) if (socket.readyState === WebSocket.OPEN) socket.send(frame)
  await Promise.all(sockets.map(closed))
  prove('hostile frames', frames.length * 2)
}) // prettier-ignore

/** Opens a WebSocket by hand, so that frames can be cut and reading can stop; resolves once the hub has agreed. */
async function byHand() {
  const { hostname, port, host } = new URL(api.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`) // prettier-ignore
  const [first] = (await once(socket, 'data')) as [Buffer]
  expect(first.toString('latin1')).toContain('101 Switching Protocols')
  expect(first.toString('latin1')).not.toMatch(/permessage-deflate/i)
  return socket
}
/** A masked frame with this first byte. */
const frame = (first: number, text: string) =>
  Buffer.concat([Buffer.from([first, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])

it('a socket that sends a message in a hundred thousand fragments, or frames that are none, is closed', async () => {
  for (const bytes of [
    Buffer.concat([frame(0x01, '4'), ...Array.from({ length: 100_000 }, () => frame(0x00, 'x'))]),
    Buffer.concat([frame(0x01, '4'), frame(0x01, '4')]),
    frame(0xc1, '40'),
    frame(0x83, 'x'),
    Buffer.from([0x81, 0x02, 0x34, 0x30]),
    Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
    Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]),
  ]) {
    const socket = await byHand()
    const end = once(socket, 'close')
    socket.resume().write(bytes)
    await end
  }
}, 60_000)

it.each(['EIO=3&transport=websocket', 'EIO=4&transport=polling', 'EIO=4&transport=webtransport', 'transport=websocket', 'EIO=4&transport=__proto__', 'EIO=4&transport=websocket&sid=x', 'EIO=4&EIO=4&transport=websocket&transport=polling'])('there is no other way in: %s', async query => {
  const socket = new WebSocket(address(query))
  await Promise.race([once(socket, 'error'), once(socket, 'close')])
  expect(socket.readyState).not.toBe(WebSocket.OPEN)
  expect((await fetch(address(query).replace('ws', 'http'))).status).toBe(400)
  expect((await fetch(address(query).replace('ws', 'http'), { method: 'POST', body: '40' })).status).toBeGreaterThanOrEqual(400)
}) // prettier-ignore

it('[L33] a person has five sockets, and those of others stay', async () => {
  const knocked = await Promise.all(
    Array.from({ length: 40 }, async () => (await knockAt(api.url, { ticket: await as('wakaba').ticket() })).socket),
  )
  await eventually(() => knocked.filter(({ connected }) => connected).length === 5, 'the others to be sent away')
  expect(quiet.socket.connected).toBe(true)
  for (const socket of knocked) socket.close()
})

it('three hundred connections that never greet keep nobody else out', async () => {
  const silent = await Promise.all(Array.from({ length: 300 }, () => byHand()))
  await stillHeard()
  for (const socket of silent) socket.destroy()
}, 60_000)

it('all of this in bounded memory', async () => {
  expect((await api.memory()) - before).toBeLessThan(MOST_GROWTH_MB)
})
