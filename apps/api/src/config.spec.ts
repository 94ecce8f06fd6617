import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { readConfig } from './config.ts'

describe('the settings of the doors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-config-'))
  const required = { HUB_TIERS: 'FRIEND', HUB_LOGINS_DIR: folder }
  const HASH = 'a'.repeat(64)
  const listing = (text: string) => writeFileSync(join(folder, 'operations.json'), text)
  beforeAll(() => writeFileSync(join(folder, 'hub_friend'), 'secret'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('let sessions ask what is on the list of the portal that is served', () => {
    listing(JSON.stringify({ [HASH]: 'Me' }))
    expect(readConfig({ ...required, HUB_PORTAL_DIR: folder }).operations).toEqual(new Map([[HASH, 'Me']]))
  })

  it('let sessions ask nothing where no portal is served', () => {
    expect(readConfig(required).operations).toEqual(new Map())
  })

  it.each([
    ['missing', null],
    ['not JSON', '{'],
    ['a list', '[]'],
    ['empty', '{}'],
    ['of other digests', JSON.stringify({ abc: 'Me' })],
    ['without names', JSON.stringify({ [HASH]: null })],
  ])('stop the process when the list is %s, by the name of the setting and without its value', (_, text) => {
    rmSync(join(folder, 'operations.json'), { force: true })
    if (text !== null) listing(text)
    const reading = () => readConfig({ ...required, HUB_PORTAL_DIR: folder })
    expect(reading).toThrow(/^Wrong settings: HUB_PORTAL_DIR \(its operations\.json is missing or broken/)
    expect(reading).not.toThrow(folder)
  })

  it('name further warning lists, and stop the process at one that cannot be read, by its file and field', () => {
    const lists = mkdtempSync(join(tmpdir(), 'noroshi-lists-'))
    const reading = () => readConfig({ ...required, HUB_WARNING_LISTS_DIR: lists }).warningLists
    try {
      writeFileSync(
        join(lists, 'own.json'),
        JSON.stringify({ name: 'own', type: 'hostname', list: ['own.jp'], version: 1 }),
      )
      expect(reading()).toEqual([{ name: 'own', type: 'hostname', list: ['own.jp'] }])
      writeFileSync(join(lists, 'more.json'), JSON.stringify({ name: 'more', type: 'cidr', list: ['300.0.0.0/8'] }))
      expect(reading).toThrow(/^Wrong settings: HUB_WARNING_LISTS_DIR \(more\.json: list: "300/)
      writeFileSync(join(lists, 'more.json'), '{')
      expect(reading).toThrow('more.json: it is no JSON')
    } finally {
      rmSync(lists, { recursive: true })
    }
    expect(reading).toThrow('the folder cannot be read')
  })

  it('let sessions ask anything where somebody says so, and never behind https', () => {
    const open = { ...required, HUB_OPERATIONS: 'any' }
    expect(readConfig({ ...open, HUB_PUBLIC_URL: 'http://127.0.0.1:3000' }).operations).toBe('ANY')
    expect(() => readConfig({ ...open, HUB_PUBLIC_URL: 'https://hub.example' })).toThrow(/HUB_OPERATIONS/)
    expect(() => readConfig({ ...required, HUB_OPERATIONS: 'all' })).toThrow('Wrong settings: HUB_OPERATIONS')
  })

  it('name the public keys of alerts, several in one file, for government alone; a private one stops the process', () => {
    const file = join(folder, 'alert-keys.pem')
    const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const { publicKey: ofAnotherKind } = generateKeyPairSync('x25519')
    for (const login of ['hub_government', 'release']) writeFileSync(join(folder, login), 'secret')
    const other = ofAnotherKind.export({ type: 'spki', format: 'pem' }).toString()
    const government = { ...required, HUB_TIERS: 'GOVERNMENT', HUB_SIGNING_KEY_FILE: join(folder, 'release') }
    const reading = (of: Record<string, string>) => readConfig({ ...of, HUB_ALERT_PUBLIC_KEY_FILE: file }).alertKeyPems
    writeFileSync(file, `${publicKey}\n${publicKey}`)
    expect(reading(government)).toEqual([publicKey.trim(), publicKey.trim()])
    expect(reading(required)).toEqual([])
    for (const text of [privateKey, publicKey + privateKey, other, 'x']) {
      writeFileSync(file, text)
      expect(() => reading(government)).toThrow(/^Wrong settings: HUB_ALERT_PUBLIC_KEY_FILE/)
    }
  })

  it('name the authorities whose certificates people may register, and stop the process at a file that holds none', () => {
    const file = join(folder, 'authorities.pem')
    const reading = (text: string) => {
      writeFileSync(file, text)
      return readConfig({ ...required, HUB_SMIME_CA_FILE: file }).smimeAuthorities
    }
    expect(reading(rootCertificates.slice(0, 2).join('\n'))).toHaveLength(2)
    expect(readConfig(required).smimeAuthorities).toBeUndefined()
    for (const wrong of ['', 'nonsense', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])
      expect(() => reading(wrong)).toThrow('Wrong settings: HUB_SMIME_CA_FILE')
  })
})
