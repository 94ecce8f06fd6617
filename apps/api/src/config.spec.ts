import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

  it('let sessions ask anything where somebody says so, and never behind https', () => {
    const open = { ...required, HUB_OPERATIONS: 'any' }
    expect(readConfig({ ...open, HUB_PUBLIC_URL: 'http://127.0.0.1:3000' }).operations).toBe('ANY')
    expect(() => readConfig({ ...open, HUB_PUBLIC_URL: 'https://hub.example' })).toThrow(/HUB_OPERATIONS/)
    expect(() => readConfig({ ...required, HUB_OPERATIONS: 'all' })).toThrow('Wrong settings: HUB_OPERATIONS')
  })
})
