/** What the container files must agree on with the rest of the tree; the files are read as text. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LOGINS } from '@noroshi/database'

const ROOT = resolve(import.meta.dirname, '../..')
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const compose = textOf('docker/compose.yaml')

/** The text of one service, up to the next. */
const serviceOf = (name: string): string =>
  new RegExp(`^  ${name}:\\n((?:(?:    .*)?\\n)+)`, 'm').exec(compose)?.[1] ?? ''
/** A list on one line, or an entry a line. */
const secretsOf = (name: string): string[] => {
  const [, onOneLine, onLines] = /secrets:(?: \[(.*)\]|\n((?: +- .*\n)+))/.exec(serviceOf(name)) ?? []
  return ((onOneLine ?? onLines ?? '').match(/\w+/g) ?? []).sort()
}

it('builds and runs on the Node that development is pinned to', () => {
  const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(textOf('package.json'))
  const versions = [...textOf('docker/Dockerfile').matchAll(/^FROM node:(\d+\.\d+\.\d+)-/gm)].map(
    ([, version]) => version,
  )
  expect(versions).toEqual([devDependencies.node, devDependencies.node])
})

it('gives each process its own logins and no others', () => {
  expect(secretsOf('public')).toEqual(['hub_public'])
  expect(secretsOf('worker')).toEqual(['hub_worker', 'intake_key', 'vapid_key', 'webhook_key'])
  expect(secretsOf('migrate')).toEqual(['hub_migrator'])
  expect(secretsOf('people')).toEqual([
    'download_key',
    'hub_friend',
    'hub_government',
    'hub_member',
    'intake_public_key',
    'release_key',
    'vapid_public_key',
    'webhook_public_key',
  ])
  expect(secretsOf('prepare')).toEqual([...LOGINS, 'postgres_admin'].sort())
})

it('makes a secret for each that is named', () => {
  const script = textOf('docker/make-secrets.sh')
  const named = [...compose.matchAll(/file: \.\/secrets\/(\w+)/g)].map(([, name]) => name)
  expect(named.length).toBeGreaterThan(LOGINS.length)
  expect(named.filter(name => !script.includes(name))).toEqual([])
})

it('keeps public and people apart: no network holds both processes', () => {
  const networksOf = (name: string): string[] => /networks: \[(.*)\]/.exec(serviceOf(name))?.[1].split(', ') ?? []
  expect(networksOf('people')).toEqual(['people-door', 'people-data'])
  expect(networksOf('public')).toEqual(['public-door', 'public-data'])
  expect(networksOf('worker')).toEqual(['work-data', 'outside'])
})

it('runs every process without privileges on a file system that it cannot change', () => {
  for (const guard of ['read_only: true', 'cap_drop: [ALL]', "security_opt: ['no-new-privileges:true']"])
    expect(compose.split(guard)).toHaveLength(3) // the database, and what all others start from
})
