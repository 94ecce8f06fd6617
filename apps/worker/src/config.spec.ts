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

it('signs mail by S/MIME with a key and its certificate, both or none', () => {
  const mail = {
    ...{ HUB_LOGINS_DIR: folder, HUB_PORTAL_ORIGIN: 'https://hub.example', HUB_MAIL_FROM: 'noreply@hub.example' },
    HUB_SMTP_URL_FILE: written('smtp', 'smtps://mail.example'),
  }
  const key = { HUB_SMIME_KEY_FILE: written('smime_key', 'k') }
  const certificate = { HUB_SMIME_CERTIFICATE_FILE: written('smime_certificate', 'c') }
  expect(readConfig(mail).delivery?.mail?.smime).toBeNull()
  expect(readConfig({ ...mail, ...key, ...certificate }).delivery?.mail?.smime).toEqual({
    keyPem: 'k',
    certificatePem: 'c',
  })
  expect(() => readConfig({ ...mail, ...key })).toThrow('HUB_SMIME_CERTIFICATE_FILE')
  expect(() => readConfig({ ...mail, ...certificate })).toThrow('HUB_SMIME_KEY_FILE')
})
