import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { readConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'noroshi-worker-'))
const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
afterAll(() => rmSync(folder, { recursive: true }))
const posting = {
  HUB_LOGINS_DIR: folder,
  HUB_PORTAL_ORIGIN: 'https://hub.example',
  HUB_INTAKE_KEY_FILE: written('intake', 'k'),
  HUB_WEBHOOK_KEY_FILE: written('webhook', 'k'),
}
written('hub_worker', 'p')

it('believes the authorities of a closed network where endpoints are, and refuses a file that holds none', () => {
  const policyWith = (text: string) =>
    readConfig({ ...posting, HUB_WEBHOOK_CA_FILE: written('ca.pem', text) }).delivery?.posting?.policy
  const two = rootCertificates.slice(0, 2).join('\n')
  expect(policyWith(two)?.authorities).toBe(two)
  expect(readConfig(posting).delivery?.posting?.policy.authorities).toBeUndefined()
  for (const wrong of ['', 'nonsense', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])
    expect(() => policyWith(wrong)).toThrow('HUB_WEBHOOK_CA_FILE')
  expect(() => readConfig({ ...posting, HUB_WEBHOOK_CA_FILE: join(folder, 'none') })).toThrow('HUB_WEBHOOK_CA_FILE')
})
