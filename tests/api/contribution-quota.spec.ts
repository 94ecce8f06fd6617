import { startTestHub } from '../support/hub.ts'
import { TaxiiClient } from '../taxii/client.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'

describe('what an organisation contributes within a day', () => {
  const inbox = '/taxii2/contributions/collections/inbox/objects/'
  const envelope = (count: number) => ({ objects: Array.from({ length: count }, () => anIndicator()) })

  it('is bounded in objects and bytes, for each organisation by itself, and says when to try again', async () => {
    const size = JSON.stringify(envelope(1)).length
    const quota = { objects: 5, bytes: 7 * size }
    const hub = await startTestHub({ worker: false, contributionQuota: quota })
    try {
      const senderOf = (prefix: string) =>
        new TaxiiClient({ url: hub.url, user: 'siem', password: hub.account(prefix).apiKey ?? '' })
      const [sender, other] = [senderOf('hoshizora'), senderOf('wakaba')]
      expect((await sender.post(inbox, envelope(3))).status).toBe(202)
      const refused = await sender.post(inbox, envelope(3))
      expect(refused.status).toBe(429)
      expect(refused.body).toMatchObject({ http_status: '429', error_code: 'QUOTA' })
      const seconds = Number(refused.headers.get('retry-after'))
      expect(seconds).toBeGreaterThan(86_000)
      expect(seconds).toBeLessThanOrEqual(86_400)
      // What was refused was not counted, and several at once are.
      const statuses = await Promise.all([1, 2, 3].map(async () => (await sender.post(inbox, envelope(1))).status))
      expect(statuses.sort()).toEqual([202, 202, 429])
      expect((await other.post(inbox, { objects: [anIndicator({ description: 'x'.repeat(8 * size) })] })).status).toBe(
        429,
      )
      expect((await other.post(inbox, envelope(1))).status).toBe(202)
    } finally {
      await hub.stop()
    }
  }, 60_000)
})
