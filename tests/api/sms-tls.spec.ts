/** A gateway behind TLS is spoken to only when its certificate is its own: messages and passwords are for nobody else. */
import { SmppLink } from '@noroshi/delivery/testing'
import { selfSigned } from '../support/certificate.ts'
import { startSmsGateway, type SmsGateway } from '../support/sms-gateway.ts'

const MESSAGE = { destination_addr: '819012345678', short_message: '狼煙' }
const links: SmppLink[] = []
const gateways: SmsGateway[] = []

async function gatewayOf(hostname: string): Promise<{ gateway: SmsGateway; authority: string }> {
  const { key, certificate } = selfSigned(hostname)
  const gateway = await startSmsGateway({ key, cert: certificate })
  gateways.push(gateway)
  return { gateway, authority: certificate }
}
function linkTo(server: string, authority?: string): SmppLink {
  const link = new SmppLink({ server, ...(authority ? { authority } : {}) }, async () => undefined)
  links.push(link)
  return link
}
afterEach(async () => {
  for (const link of links.splice(0)) link.close()
  for (const gateway of gateways.splice(0)) await gateway.stop()
})

it('takes messages from who trusts its authority', async () => {
  const { gateway, authority } = await gatewayOf('localhost')
  expect(await linkTo(gateway.url, authority).submit(MESSAGE)).toEqual({ status: 0, messageId: 'gw-1' })
  expect(gateway.messages.map(({ to }) => to)).toEqual(['+819012345678'])
})

it('is told nothing when its certificate is of nobody known, or of another name', async () => {
  const stranger = await gatewayOf('localhost')
  await expect(linkTo(stranger.gateway.url).submit(MESSAGE)).rejects.toMatchObject({ reason: 'CONNECTION' })
  const other = await gatewayOf('gateway.example')
  await expect(linkTo(other.gateway.url, other.authority).submit(MESSAGE)).rejects.toMatchObject({
    reason: 'CONNECTION',
  })
  expect([stranger.gateway.messages, other.gateway.messages, stranger.gateway.bound()]).toEqual([[], [], 0])
})
