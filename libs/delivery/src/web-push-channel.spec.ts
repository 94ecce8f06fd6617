import { ENDPOINT_GONE } from './ledger.ts'
import { sentOf } from './web-push-channel.ts'

const NOW = new Date('2026-04-01T00:00:00Z')

it.each([
  [201, null, { state: 'SENT', reason: null }],
  [202, null, { state: 'SENT', reason: null }],
  [404, null, { state: 'BOUNCED', reason: ENDPOINT_GONE }],
  [410, null, { state: 'BOUNCED', reason: ENDPOINT_GONE }],
  [413, null, { state: 'BOUNCED', reason: 'HTTP_413' }],
  [429, '120', { state: 'LATER', reason: 'HTTP_429', afterSeconds: 120 }],
  [429, 'Wed, 01 Apr 2026 00:05:00 GMT', { state: 'LATER', reason: 'HTTP_429', afterSeconds: 300 }],
  [429, 'Wed, 01 Apr 2020 00:05:00 GMT', { state: 'LATER', reason: 'HTTP_429', afterSeconds: 0 }],
  [429, 'soon', { state: 'LATER', reason: 'HTTP_429', afterSeconds: 0 }],
  [503, '99999999', { state: 'LATER', reason: 'HTTP_503', afterSeconds: 21_600 }],
  [500, null, { state: 'LATER', reason: 'HTTP_500', afterSeconds: 0 }],
] as const)('a push service that answers %s with Retry-After %s', (status, retryAfter, sent) => {
  expect(sentOf(status, retryAfter, NOW)).toEqual(sent)
})
