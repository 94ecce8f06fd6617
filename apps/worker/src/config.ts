import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { DatabaseOptions } from '@noroshi/database'
import {
  certificatesOfPem,
  vapidPoint,
  type DeliverySettings,
  type MailServer,
  type PostingSettings,
  type ReturnSettings,
  type SmimeSettings,
  type SmsSettings,
  type WebPushSettings,
} from '@noroshi/delivery'
import type { PullSettings } from '@noroshi/intake'
import { CONTACTS_GOOD_FOR_DAYS } from '@noroshi/membership'

const settings = z.object({
  HUB_DATABASE_HOST: z.string().default('127.0.0.1'),
  HUB_DATABASE_PORT: z.coerce.number().int().default(5432),
  HUB_DATABASE_NAME: z.string().default('noroshi'),
  HUB_DATABASE_CA_FILE: z.string().optional(),
  HUB_LOGINS_DIR: z.string(),
  HUB_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** When set, `GET /health/live` and `/health/ready` answer on this port of the loopback interface. */
  HUB_WORKER_HEALTH_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  /** PEM of the private key to which the credentials of sources and the addresses of endpoints are sealed. */
  HUB_INTAKE_KEY_FILE: z.string().optional(),
  /** Origins of sources that are neither public nor https and may be asked all the same, with commas between them. */
  HUB_INTAKE_ORIGINS: z
    .string()
    .default('')
    .transform(list => list.split(',').flatMap(origin => origin.trim() || []))
    .pipe(z.array(z.url().refine(origin => new URL(origin).origin === origin))),
  /** A file with the URL of the server by which mail leaves: `smtps://user:password@mail.example`. Without it none leaves. */
  HUB_SMTP_URL_FILE: z.string().optional(),
  HUB_MAIL_FROM: z.string().optional(),
  /** PKCS #8 PEM of the Ed25519 key that signs webhooks; without it nothing is posted to people's endpoints. */
  HUB_WEBHOOK_KEY_FILE: z.string().optional(),
  /** Origins of endpoints that are not public and may be posted to all the same, with commas between them. */
  HUB_WEBHOOK_ORIGINS: z
    .string()
    .default('')
    .transform(list => list.split(',').flatMap(origin => origin.trim() || []))
    .pipe(z.array(z.url().refine(origin => new URL(origin).origin === origin))),
  /** ASCII armour of the OpenPGP key, without a passphrase, that signs mail which is encrypted; without it that is not signed. */
  HUB_OPENPGP_KEY_FILE: z.string().optional(),
  /** PEM of the key, without a passphrase, and of the certificate with which mail encrypted by S/MIME is signed: both or none. */
  HUB_SMIME_KEY_FILE: z.string().optional(),
  HUB_SMIME_CERTIFICATE_FILE: z.string().optional(),
  /** PEM of authorities that vouch for the servers of endpoints besides those that are believed anyway, as in a closed network. */
  HUB_WEBHOOK_CA_FILE: z.string().optional(),
  /** Where reports of what became of mails come back to, such as `return@hub.example`; needs the key of its codes. */
  HUB_MAIL_RETURN_ADDRESS: z
    .string()
    .regex(/^[a-z0-9.-]{1,13}@[a-z0-9.-]+$/i)
    .optional(),
  /** A file with at least 32 secret characters, the same for every worker and for `noroshi mail-return`. */
  HUB_MAIL_RETURN_KEY_FILE: z.string().optional(),
  /** PKCS #8 PEM of the P-256 key with which the hub says to push services who it is; without it no browser is pushed to. */
  HUB_VAPID_KEY_FILE: z.string().optional(),
  /** For so many days is a confirmation of contacts good; the same as the api's. */
  HUB_CONTACTS_GOOD_FOR_DAYS: z.coerce.number().int().min(1).max(3_650).default(CONTACTS_GOOD_FOR_DAYS),
  /** A file with the URL of the gateway of short messages: `ssmpp://user:password@gateway.example`. Without it none leave. */
  HUB_SMS_GATEWAY_FILE: z.string().optional(),
  /** From whom they are: a name of up to eleven letters, a number in E.164, or a short code. */
  HUB_SMS_FROM: z
    .string()
    .regex(/^([A-Za-z0-9 ]{1,11}|\+[1-9]\d{6,14})$/)
    .optional(),
  /** PEM of the authority of the gateway's certificate, when it is not a public one. */
  HUB_SMS_CA_FILE: z.string().optional(),
  HUB_PORTAL_ORIGIN: z
    .url()
    .refine(origin => new URL(origin).origin === origin)
    .optional(),
})

export interface WorkerConfig {
  readonly database: DatabaseOptions & { readonly passwords: { readonly hub_worker: string } }
  readonly logLevel: string
  readonly healthPort: number | undefined
  /** How sources are pulled; parts that are left out are as in a hub that was not told anything. */
  readonly pulls?: Partial<PullSettings>
  /** As long is a confirmation of contacts good, in days. [180] */
  readonly contactsGoodForDays?: number
  /** So often is looked whom to ask to mend what they are reached by. [900] */
  readonly upkeepPollSeconds?: number
  /** How news leaves the hub; without it none does. */
  readonly delivery?: DeliverySettings
}

/**
 * Reads the process's settings once.
 * @throws Error that names the settings which are wrong, never their values
 */
export function readConfig(environment: Record<string, string | undefined>): WorkerConfig {
  const parsed = settings.safeParse(environment)
  if (!parsed.success)
    throw new Error(
      `Wrong settings: ${[...new Set(parsed.error.issues.map(issue => issue.path.join('.')))].join(', ')}`,
    )
  const read = parsed.data
  return {
    database: {
      host: read.HUB_DATABASE_HOST,
      port: read.HUB_DATABASE_PORT,
      database: read.HUB_DATABASE_NAME,
      ...(read.HUB_DATABASE_CA_FILE ? { tlsAuthority: fileOf('HUB_DATABASE_CA_FILE', read.HUB_DATABASE_CA_FILE) } : {}),
      poolSize: 4,
      applicationName: 'noroshi worker',
      passwords: { hub_worker: fileOf('HUB_LOGINS_DIR', join(read.HUB_LOGINS_DIR, 'hub_worker')).trim() },
    },
    logLevel: read.HUB_LOG_LEVEL,
    healthPort: read.HUB_WORKER_HEALTH_PORT,
    contactsGoodForDays: read.HUB_CONTACTS_GOOD_FOR_DAYS,
    ...deliveryOf(read),
    pulls: {
      policy: { allowedOrigins: read.HUB_INTAKE_ORIGINS },
      privateKeyPem: read.HUB_INTAKE_KEY_FILE ? fileOf('HUB_INTAKE_KEY_FILE', read.HUB_INTAKE_KEY_FILE) : undefined,
    },
  }
}

const SMTP_URL = z.url({ protocol: /^smtps?$/ })

function deliveryOf(read: z.output<typeof settings>): { delivery?: DeliverySettings } {
  const [mail, posting, webPush, sms] = [mailOf(read), postingOf(read), webPushOf(read), smsOf(read)]
  const { HUB_PORTAL_ORIGIN: portal = '' } = read
  return mail || posting || webPush || sms ? { delivery: { portal, mail, posting, webPush, sms } } : {}
}

/** All three or none. */
function postingOf(read: z.output<typeof settings>): PostingSettings | null {
  const { HUB_WEBHOOK_KEY_FILE: signing } = read
  if (signing === undefined) return null
  return {
    privateKeyPem: endpointKeyOf(read),
    signingKeyPem: fileOf('HUB_WEBHOOK_KEY_FILE', signing),
    policy: { allowedOrigins: read.HUB_WEBHOOK_ORIGINS, ...authoritiesOf(read) },
  }
}

function authoritiesOf({ HUB_WEBHOOK_CA_FILE: file }: z.output<typeof settings>): { authorities?: string } {
  if (file === undefined) return {}
  const authorities = fileOf('HUB_WEBHOOK_CA_FILE', file)
  // TLS itself would say nothing of it, and believe nobody.
  if (certificatesOfPem(authorities).length === 0)
    throw new Error('Wrong settings: HUB_WEBHOOK_CA_FILE (it holds no certificates, or others than in PEM)')
  return { authorities }
}

/** All three or none. */
function webPushOf(read: z.output<typeof settings>): WebPushSettings | null {
  const { HUB_VAPID_KEY_FILE: vapid } = read
  if (vapid === undefined) return null
  const privateKeyPem = endpointKeyOf(read)
  const vapidKeyPem = fileOf('HUB_VAPID_KEY_FILE', vapid)
  try {
    vapidPoint(vapidKeyPem)
  } catch {
    throw new Error('Wrong settings: HUB_VAPID_KEY_FILE (it is no key of P-256)')
  }
  return { vapidKeyPem, privateKeyPem, policy: {} }
}

const SMPP_URL = z.url({ protocol: /^s?smpp$/ })

/** All four or none. */
function smsOf(read: z.output<typeof settings>): SmsSettings | null {
  const { HUB_SMS_GATEWAY_FILE: file, HUB_SMS_FROM: from, HUB_SMS_CA_FILE: authority } = read
  if (file === undefined) return null
  const server = SMPP_URL.safeParse(fileOf('HUB_SMS_GATEWAY_FILE', file).trim())
  if (!server.success) throw new Error('Wrong settings: HUB_SMS_GATEWAY_FILE')
  if (from === undefined) throw new Error('Wrong settings: HUB_SMS_FROM')
  return {
    ...{ server: server.data, from, privateKeyPem: endpointKeyOf(read) },
    ...(authority === undefined ? {} : { authority: fileOf('HUB_SMS_CA_FILE', authority) }),
  }
}

/** What addresses of people are sealed to; they are told where to read on. */
function endpointKeyOf({ HUB_INTAKE_KEY_FILE: opening, HUB_PORTAL_ORIGIN: portal }: z.output<typeof settings>): string {
  const missing = [
    ...(opening === undefined ? ['HUB_INTAKE_KEY_FILE'] : []),
    ...(portal === undefined ? ['HUB_PORTAL_ORIGIN'] : []),
  ]
  if (opening === undefined || missing.length > 0) throw new Error(`Wrong settings: ${missing.join(', ')}`)
  return fileOf('HUB_INTAKE_KEY_FILE', opening)
}

/** All three or none. */
function mailOf(read: z.output<typeof settings>): MailServer | null {
  const { HUB_SMTP_URL_FILE: file, HUB_MAIL_FROM: from, HUB_PORTAL_ORIGIN: portal } = read
  if (file === undefined) return null
  const server = SMTP_URL.safeParse(fileOf('HUB_SMTP_URL_FILE', file).trim())
  const missing = [
    ...(server.success ? [] : ['HUB_SMTP_URL_FILE']),
    ...(from === undefined ? ['HUB_MAIL_FROM'] : []),
    ...(portal === undefined ? ['HUB_PORTAL_ORIGIN'] : []),
  ]
  if (!server.success || from === undefined || portal === undefined)
    throw new Error(`Wrong settings: ${missing.join(', ')}`)
  const { HUB_OPENPGP_KEY_FILE: signing } = read
  return {
    ...{ server: server.data, from, returns: returnsOf(read) },
    signingKey: signing === undefined ? null : fileOf('HUB_OPENPGP_KEY_FILE', signing),
    smime: smimeOf(read),
  }
}

/** Both or none. */
function smimeOf(read: z.output<typeof settings>): SmimeSettings | null {
  const { HUB_SMIME_KEY_FILE: key, HUB_SMIME_CERTIFICATE_FILE: certificate } = read
  if (key === undefined && certificate === undefined) return null
  if (key === undefined) throw new Error('Wrong settings: HUB_SMIME_KEY_FILE')
  if (certificate === undefined) throw new Error('Wrong settings: HUB_SMIME_CERTIFICATE_FILE')
  return {
    keyPem: fileOf('HUB_SMIME_KEY_FILE', key),
    certificatePem: fileOf('HUB_SMIME_CERTIFICATE_FILE', certificate),
  }
}

/** Both or none. */
function returnsOf(read: z.output<typeof settings>): ReturnSettings | null {
  const { HUB_MAIL_RETURN_ADDRESS: address, HUB_MAIL_RETURN_KEY_FILE: file } = read
  if (address === undefined && file === undefined) return null
  if (address === undefined) throw new Error('Wrong settings: HUB_MAIL_RETURN_ADDRESS')
  const key = file === undefined ? '' : fileOf('HUB_MAIL_RETURN_KEY_FILE', file).trim()
  if (key.length < SHORTEST_KEY) throw new Error('Wrong settings: HUB_MAIL_RETURN_KEY_FILE')
  return { address, key }
}

const SHORTEST_KEY = 32

function fileOf(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Error(`Wrong settings: ${setting} (a file it names cannot be read)`)
  }
}
