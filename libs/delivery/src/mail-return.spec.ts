import { randomUUID } from 'node:crypto'
import { deliveryOf, fateIn, returnAddressOf } from './mail-return.ts'

const SETTINGS = { address: 'return@hub.example', key: 'k'.repeat(40) }
const DELIVERY = { id: randomUUID(), queuedAt: new Date('2026-04-01T01:02:03.004Z') }

const reportOf = (action: string, status: string, type = 'multipart/report; report-type=delivery-status') =>
  [
    'From: MAILER-DAEMON@mx.example',
    `Content-Type: ${type};`,
    ' boundary="=_b 1"',
    '',
    'This is a report.',
    '--=_b 1',
    'Content-Type: text/plain',
    '',
    'Action: delivered',
    '--=_b 1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    'Final-Recipient: rfc822; who@there.example',
    `Action: ${action}`,
    `Status: ${status}`,
    ' (unknown user)',
    '',
    '--=_b 1',
    'Content-Type: text/rfc822-headers',
    '',
    'Subject: x',
    '--=_b 1--',
  ].join('\r\n')

describe('a return address', () => {
  const address = returnAddressOf(DELIVERY, SETTINGS)

  it('names its delivery, in either case, and is no longer than mail allows', () => {
    expect(deliveryOf(address, SETTINGS.key)).toEqual(DELIVERY)
    expect(deliveryOf(address.toUpperCase(), SETTINGS.key)).toEqual(DELIVERY)
    expect(address.split('@')[0].length).toBeLessThanOrEqual(64)
  })

  it('that the hub has not made names nothing', () => {
    const [local, host] = address.split('@')
    for (let place = 'return+'.length; place < local.length - 1; place += 1) {
      const forged = local.slice(0, place) + (local[place] === 'a' ? 'b' : 'a') + local.slice(place + 1)
      expect([place, deliveryOf(`${forged}@${host}`, SETTINGS.key)]).toEqual([place, null])
    }
    for (const other of ['return@hub.example', 'return+@hub.example', `return+${'a'.repeat(50)}@hub.example`, ''])
      expect(deliveryOf(other, SETTINGS.key)).toBeNull()
    expect(deliveryOf(address, 'another key')).toBeNull()
  })
})

describe('a report', () => {
  it.each([
    ['failed', '5.1.1', { state: 'BOUNCED', reason: 'STATUS_5.1.1' }],
    ['Failed', 'what', { state: 'BOUNCED', reason: 'RETURNED' }],
    ['delivered', '2.0.0', { state: 'DELIVERED', reason: null }],
    ['relayed', '2.0.0', { state: 'DELIVERED', reason: null }],
    ['delayed', '4.4.1', null],
    ['expanded', '2.0.0', null],
  ])('that says %s %s', (action, status, fate) => {
    expect(fateIn(reportOf(action, status))).toEqual(fate)
  })

  it('that is none says nothing: an answer of a person, another kind of report, half of one', () => {
    expect(fateIn(reportOf('failed', '5.1.1', 'multipart/mixed'))).toBeNull()
    expect(fateIn(reportOf('failed', '5.1.1', 'multipart/report; report-type=disposition-notification'))).toBeNull()
    expect(fateIn('Subject: 不在です\r\n\r\nAction: failed')).toBeNull()
    expect(fateIn(reportOf('failed', '5.1.1').slice(0, 180))).toBeNull()
    expect(fateIn('')).toBeNull()
  })
})
