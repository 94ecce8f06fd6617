import type { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { TIERS, type Tier } from '@noroshi/clearance'
import { loginOfTier, type DatabaseOptions, type Login } from '@noroshi/database'
import {
  certificatesOfPem,
  vapidPoint,
  type ContributionQuota,
  type EndpointSettings,
  type PhoneSettings,
  type PushDeviceSettings,
} from '@noroshi/delivery'
import { readWarningList, type WarningList } from '@noroshi/indicators'
import type { SourceSettings } from '@noroshi/intake'
import { CONTACTS_GOOD_FOR_DAYS } from '@noroshi/membership'
import { alertKey, HUB_PUBLISHER, type CsafPublisher } from '@noroshi/products'
import { readOperations, type Operations } from './door/operations.ts'

const settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HUB_HOST: z.string().default('127.0.0.1'),
  /** Tiers that this process serves; it opens the database logins of these alone. */
  HUB_TIERS: z
    .string()
    .default(TIERS.join(','))
    .transform(list => list.split(',').map(tier => tier.trim()))
    .pipe(z.array(z.enum(TIERS)).min(1)),
  HUB_DATABASE_HOST: z.string().default('127.0.0.1'),
  HUB_DATABASE_PORT: z.coerce.number().int().default(5432),
  HUB_DATABASE_NAME: z.string().default('noroshi'),
  HUB_DATABASE_CA_FILE: z.string().optional(),
  HUB_DATABASE_POOL: z.coerce.number().int().min(1).max(100).default(8),
  /** Folder with one file for each login, named after it, that holds its password. */
  HUB_LOGINS_DIR: z.string(),
  /** PKCS #8 PEM of the Ed25519 release key; only a process that serves GOVERNMENT needs it. */
  HUB_SIGNING_KEY_FILE: z.string().optional(),
  /** PEM of the public keys of alerts that are sent without the hub, one after the other; without it none is brought in. */
  HUB_ALERT_PUBLIC_KEY_FILE: z.string().optional(),
  /** Who releases, as CSAF documents say it; its namespace is a URI of the council's own, and else HUB_PUBLIC_URL. */
  HUB_PUBLISHER_NAME: z.string().trim().min(1).max(200).default(HUB_PUBLISHER.name),
  HUB_PUBLISHER_NAMESPACE: z.url().optional(),
  HUB_PUBLISHER_CONTACT: z.string().trim().min(1).max(500).optional(),
  /** PKCS #8 PEM of the Ed25519 key that signs filters; without it, a process that serves people has none to give. */
  HUB_DOWNLOAD_KEY_FILE: z.string().optional(),
  /** How browsers reach the hub; with https the session cookie is `__Host-` and `Secure`. */
  HUB_PUBLIC_URL: z.url().optional(),
  HUB_PORTAL_DIR: z.string().optional(),
  /** What sessions and visitors may ask: what is on the portal's list (nothing without a portal), or, in development, anything. */
  HUB_OPERATIONS: z.enum(['listed', 'any']).default('listed'),
  /** Addresses of the reverse proxies whose X-Forwarded-For is believed. */
  HUB_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(list =>
      list
        .split(',')
        .map(address => address.trim())
        .filter(Boolean),
    ),
  /** Folder with further warning lists, files in the format of MISP/misp-warninglists that end in `.json`. */
  HUB_WARNING_LISTS_DIR: z.string().optional(),
  /** PEM of the workers' public key, to which the credentials of sources and the addresses of people's endpoints are sealed. */
  HUB_INTAKE_PUBLIC_KEY_FILE: z.string().optional(),
  /** PEM of the public key of HUB_VAPID_KEY_FILE, with which browsers subscribe; without it no browser is pushed to. */
  HUB_VAPID_PUBLIC_KEY_FILE: z.string().optional(),
  /** As the workers' setting of this name: people are shown from whom messages will be. Without it nobody registers a telephone. */
  HUB_SMS_FROM: z.string().optional(),
  /** As the workers' setting of this name. */
  HUB_INTAKE_ORIGINS: z
    .string()
    .default('')
    .transform(list => list.split(',').flatMap(origin => origin.trim() || []))
    .pipe(z.array(z.url().refine(origin => new URL(origin).origin === origin))),
  /** PEM of the public key of the workers that sign webhooks, to publish it. */
  HUB_WEBHOOK_PUBLIC_KEY_FILE: z.string().optional(),
  /** ASCII armour of the public part of the workers' HUB_OPENPGP_KEY_FILE, to publish it. */
  HUB_OPENPGP_PUBLIC_KEY_FILE: z.string().optional(),
  /** PEM of the authorities that issue certificates for S/MIME; without it any certificate that its owner registers is taken. */
  HUB_SMIME_CA_FILE: z.string().optional(),
  /** As the workers' setting of this name. */
  HUB_WEBHOOK_ORIGINS: z
    .string()
    .default('')
    .transform(list => list.split(',').flatMap(origin => origin.trim() || []))
    .pipe(z.array(z.url().refine(origin => new URL(origin).origin === origin))),
  HUB_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Asked to stop, the process says that it is not ready and goes on answering for so long. */
  HUB_DRAIN_SECONDS: z.coerce.number().min(0).max(5).default(0),
  /** For so many days is a confirmation of contacts good; the same as the workers'. */
  HUB_CONTACTS_GOOD_FOR_DAYS: z.coerce.number().int().min(1).max(3_650).default(CONTACTS_GOOD_FOR_DAYS),
  HUB_SIGN_INS_PER_MINUTE: z.coerce.number().int().min(1).default(30),
  /** What one organisation may contribute over TAXII within 24 hours. */
  HUB_CONTRIBUTED_OBJECTS_PER_DAY: z.coerce.number().int().min(1).default(100_000),
  HUB_CONTRIBUTED_MIB_PER_DAY: z.coerce.number().int().min(1).default(256),
})

export interface ApiConfig {
  readonly port: number
  readonly host: string
  readonly tiers: readonly Tier[]
  readonly database: DatabaseOptions
  readonly signingKeyPem: string | undefined
  /** With what alerts without the hub are signed; without it none is brought in. */
  readonly alertKeyPems?: readonly string[]
  readonly downloadKeyPem?: string | undefined
  readonly publicUrl: string | undefined
  /** Who releases, as CSAF documents say it; without it, the hub. */
  readonly publisher?: CsafPublisher
  readonly portalDir: string | undefined
  /** What may be asked without an API key; `ANY` is for development and tests. */
  readonly operations: Operations | 'ANY'
  readonly trustedProxies: readonly string[]
  /** Of the installation, besides those of the hub. */
  readonly warningLists: readonly WarningList[]
  readonly logLevel: string
  /** What sources may be set up; without it, public ones without credentials. */
  readonly sources?: SourceSettings
  /** What endpoints people may register; without it, none. */
  readonly endpoints?: EndpointSettings
  readonly webhookKeyPem?: string | undefined
  /** With what mail is signed, as it is published. */
  readonly mailKeyArmored?: string | undefined
  /** Which authorities' certificates people may have mail encrypted to; without it, anybody's. */
  readonly smimeAuthorities?: readonly X509Certificate[] | undefined
  /** What browsers may be pushed to; without it, none. */
  readonly push?: PushDeviceSettings
  /** What telephones may be registered; without it, none. */
  readonly phones?: PhoneSettings
  readonly signInsPerMinute: number
  /** See HUB_DRAIN_SECONDS; without it none. */
  readonly drainSeconds?: number
  readonly contributionQuota: ContributionQuota
  /** As long is a confirmation of contacts good, in days. [180] */
  readonly contactsGoodForDays?: number
}

/** Whether a process with these tiers serves anybody who has an account; the public has none. */
export const servesPeople = (tiers: readonly Tier[]): boolean => tiers.some(tier => tier !== 'PUBLIC')

/**
 * Reads the process's settings once.
 * @throws Error that names the settings which are wrong, never their values
 */
export function readConfig(environment: Record<string, string | undefined>): ApiConfig {
  const parsed = settings.safeParse(environment)
  if (!parsed.success)
    throw new Error(
      `Wrong settings: ${[...new Set(parsed.error.issues.map(issue => issue.path.join('.')))].join(', ')}`,
    )
  const read = parsed.data
  const serves = (tier: Tier) => read.HUB_TIERS.includes(tier)
  if (serves('GOVERNMENT') && !read.HUB_SIGNING_KEY_FILE)
    throw new Error('Wrong settings: HUB_SIGNING_KEY_FILE (a process that serves GOVERNMENT signs releases)')
  if (read.HUB_OPERATIONS === 'any' && read.HUB_PUBLIC_URL?.startsWith('https:'))
    throw new Error('Wrong settings: HUB_OPERATIONS (any is for development, and HUB_PUBLIC_URL is https)')
  const signingKeyPem =
    serves('GOVERNMENT') && read.HUB_SIGNING_KEY_FILE
      ? fileOf('HUB_SIGNING_KEY_FILE', read.HUB_SIGNING_KEY_FILE)
      : undefined
  const downloadKeyPem =
    servesPeople(read.HUB_TIERS) && read.HUB_DOWNLOAD_KEY_FILE
      ? fileOf('HUB_DOWNLOAD_KEY_FILE', read.HUB_DOWNLOAD_KEY_FILE)
      : undefined
  return {
    port: read.PORT,
    host: read.HUB_HOST,
    tiers: read.HUB_TIERS,
    database: {
      host: read.HUB_DATABASE_HOST,
      port: read.HUB_DATABASE_PORT,
      database: read.HUB_DATABASE_NAME,
      ...(read.HUB_DATABASE_CA_FILE ? { tlsAuthority: fileOf('HUB_DATABASE_CA_FILE', read.HUB_DATABASE_CA_FILE) } : {}),
      poolSize: read.HUB_DATABASE_POOL,
      applicationName: 'noroshi api',
      passwords: passwordsOf(read.HUB_LOGINS_DIR, read.HUB_TIERS.map(loginOfTier)),
    },
    signingKeyPem,
    alertKeyPems:
      serves('GOVERNMENT') && read.HUB_ALERT_PUBLIC_KEY_FILE
        ? alertKeysIn(fileOf('HUB_ALERT_PUBLIC_KEY_FILE', read.HUB_ALERT_PUBLIC_KEY_FILE))
        : [],
    downloadKeyPem,
    publicUrl: read.HUB_PUBLIC_URL?.replace(/\/$/, ''),
    publisher: {
      name: read.HUB_PUBLISHER_NAME,
      // Every document has one: without an address, the hub's own number.
      namespace: read.HUB_PUBLISHER_NAMESPACE ?? read.HUB_PUBLIC_URL?.replace(/\/$/, '') ?? HUB_PUBLISHER.namespace,
      ...(read.HUB_PUBLISHER_CONTACT ? { contactDetails: read.HUB_PUBLISHER_CONTACT } : {}),
    },
    portalDir: read.HUB_PORTAL_DIR,
    operations: read.HUB_OPERATIONS === 'any' ? 'ANY' : operationsOf(read.HUB_PORTAL_DIR),
    trustedProxies: read.HUB_TRUSTED_PROXIES,
    warningLists: ownWarningLists(read.HUB_WARNING_LISTS_DIR),
    logLevel: read.HUB_LOG_LEVEL,
    sources: {
      publicKeyPem: read.HUB_INTAKE_PUBLIC_KEY_FILE
        ? fileOf('HUB_INTAKE_PUBLIC_KEY_FILE', read.HUB_INTAKE_PUBLIC_KEY_FILE)
        : undefined,
      allowedOrigins: read.HUB_INTAKE_ORIGINS,
    },
    endpoints: {
      publicKeyPem:
        servesPeople(read.HUB_TIERS) && read.HUB_INTAKE_PUBLIC_KEY_FILE
          ? fileOf('HUB_INTAKE_PUBLIC_KEY_FILE', read.HUB_INTAKE_PUBLIC_KEY_FILE)
          : undefined,
      allowedOrigins: read.HUB_WEBHOOK_ORIGINS,
    },
    webhookKeyPem:
      servesPeople(read.HUB_TIERS) && read.HUB_WEBHOOK_PUBLIC_KEY_FILE
        ? fileOf('HUB_WEBHOOK_PUBLIC_KEY_FILE', read.HUB_WEBHOOK_PUBLIC_KEY_FILE)
        : undefined,
    mailKeyArmored:
      servesPeople(read.HUB_TIERS) && read.HUB_OPENPGP_PUBLIC_KEY_FILE
        ? fileOf('HUB_OPENPGP_PUBLIC_KEY_FILE', read.HUB_OPENPGP_PUBLIC_KEY_FILE)
        : undefined,
    drainSeconds: read.HUB_DRAIN_SECONDS,
    ...(servesPeople(read.HUB_TIERS)
      ? { push: pushOf(read), phones: phonesOf(read), smimeAuthorities: authoritiesOf(read) }
      : {}),
    signInsPerMinute: read.HUB_SIGN_INS_PER_MINUTE,
    contactsGoodForDays: read.HUB_CONTACTS_GOOD_FOR_DAYS,
    contributionQuota: {
      objects: read.HUB_CONTRIBUTED_OBJECTS_PER_DAY,
      bytes: read.HUB_CONTRIBUTED_MIB_PER_DAY * 1_048_576,
    },
  }
}

function authoritiesOf({ HUB_SMIME_CA_FILE: file }: z.output<typeof settings>): X509Certificate[] | undefined {
  if (file === undefined) return undefined
  const authorities = certificatesOfPem(fileOf('HUB_SMIME_CA_FILE', file))
  if (authorities.length === 0 || authorities.some(({ ca }) => !ca))
    throw new Error(
      'Wrong settings: HUB_SMIME_CA_FILE (it holds no certificates of authorities, or others than in PEM)',
    )
  return authorities
}

function phonesOf({
  HUB_INTAKE_PUBLIC_KEY_FILE: sealing,
  HUB_SMS_FROM: from,
}: z.output<typeof settings>): PhoneSettings {
  return { publicKeyPem: sealing ? fileOf('HUB_INTAKE_PUBLIC_KEY_FILE', sealing) : undefined, from }
}

function pushOf({
  HUB_INTAKE_PUBLIC_KEY_FILE: sealing,
  HUB_VAPID_PUBLIC_KEY_FILE: vapid,
}: z.output<typeof settings>): PushDeviceSettings {
  return {
    publicKeyPem: sealing ? fileOf('HUB_INTAKE_PUBLIC_KEY_FILE', sealing) : undefined,
    vapidPoint: vapid ? pointOf(fileOf('HUB_VAPID_PUBLIC_KEY_FILE', vapid)) : undefined,
    allowedOrigins: [],
  }
}

function pointOf(pem: string): string {
  try {
    return vapidPoint(pem)
  } catch {
    throw new Error('Wrong settings: HUB_VAPID_PUBLIC_KEY_FILE (it is no key of P-256)')
  }
}

function passwordsOf(folder: string, logins: readonly Login[]): Partial<Record<Login, string>> {
  return Object.fromEntries(logins.map(login => [login, fileOf('HUB_LOGINS_DIR', join(folder, login)).trim()]))
}

function operationsOf(portalDir: string | undefined): Operations {
  if (!portalDir) return new Map()
  try {
    return readOperations(portalDir)
  } catch {
    throw new Error('Wrong settings: HUB_PORTAL_DIR (its operations.json is missing or broken; build the portal anew)')
  }
}

/** A list that cannot be read would let through what it is there to stop. @throws Error naming the setting, the file and the field */
function ownWarningLists(folder: string | undefined): WarningList[] {
  if (!folder) return []
  const wrong = (what: string) => new Error(`Wrong settings: HUB_WARNING_LISTS_DIR (${what})`)
  let names: string[]
  try {
    names = readdirSync(folder).filter(name => name.endsWith('.json'))
  } catch {
    throw wrong('the folder cannot be read')
  }
  return names.sort().map(name => {
    let value: unknown
    try {
      value = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    } catch {
      throw wrong(`${name}: it is no JSON that can be read`)
    }
    const list = readWarningList(value)
    if ('fault' in list) throw wrong(`${name}: ${list.fault}`)
    return list
  })
}

/** @throws Error when the file holds none, or another kind; a private key has no place here */
function alertKeysIn(text: string): string[] {
  const pems = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? []
  try {
    if (pems.length > 0 && !text.includes('PRIVATE') && pems.every(pem => alertKey(pem))) return pems
  } catch {
    // Said below, as of no key at all.
  }
  throw new Error('Wrong settings: HUB_ALERT_PUBLIC_KEY_FILE (it must hold Ed25519 public keys, and nothing private)')
}

function fileOf(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Error(`Wrong settings: ${setting} (a file it names cannot be read)`)
  }
}
