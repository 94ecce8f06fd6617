import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MailServer } from '@noroshi/delivery'
import { z } from 'zod'

/** The checkout (or the installed bundle) that this program belongs to. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

const settings = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HUB_HOST: z.string().default('127.0.0.1'),
  HUB_DATA_DIR: z.string().default(join(ROOT, '.data')),
  /** Administrative URL of a PostgreSQL server to use instead of the embedded one; its path names the hub's database. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** File with the password that DATABASE_URL leaves out, so that it stands in no environment. */
  DATABASE_PASSWORD_FILE: z.string().optional(),
  /** Folder with one file for each login, named after it, to set up with instead of passwords made below HUB_DATA_DIR. */
  HUB_LOGINS_DIR: z.string().optional(),
  /** As the workers' setting of this name. */
  HUB_MAIL_RETURN_KEY_FILE: z.string().optional(),
  HUB_URL: z.url().default('http://127.0.0.1:3000'),
  HUB_API_KEY: z.string().optional(),
  /** By which server `alert --offline` sends, and from whom: as the worker's. */
  HUB_SMTP_URL_FILE: z.string().optional(),
  HUB_MAIL_FROM: z.string().optional(),
  /** Whether `start` fills an empty council with the fictional one; "no" for a hub that is to be founded from a file. */
  HUB_DEMO: z.enum(['yes', 'no']).default('yes'),
})

export interface CliConfig {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  readonly loginsDir: string | undefined
  readonly mailReturnKeyFile: string | undefined
  readonly hubUrl: string
  readonly apiKey: string | undefined
  readonly smtp: MailServer | undefined
  readonly demo: boolean
}

/**
 * Reads the process's settings once.
 * @throws Error that names the settings which are wrong, never their values
 */
export function readConfig(environment: Record<string, string | undefined>): CliConfig {
  const parsed = settings.safeParse(environment)
  if (!parsed.success)
    throw new Error(
      `Wrong settings: ${[...new Set(parsed.error.issues.map(issue => issue.path.join('.')))].join(', ')}`,
    )
  const read = parsed.data
  return {
    port: read.PORT,
    host: read.HUB_HOST,
    dataDir: read.HUB_DATA_DIR,
    databaseUrl:
      read.DATABASE_URL && read.DATABASE_PASSWORD_FILE
        ? withPassword(read.DATABASE_URL, fileOf('DATABASE_PASSWORD_FILE', read.DATABASE_PASSWORD_FILE).trim())
        : read.DATABASE_URL,
    loginsDir: read.HUB_LOGINS_DIR,
    mailReturnKeyFile: read.HUB_MAIL_RETURN_KEY_FILE,
    hubUrl: read.HUB_URL,
    apiKey: read.HUB_API_KEY,
    smtp:
      read.HUB_SMTP_URL_FILE && read.HUB_MAIL_FROM
        ? { server: fileOf('HUB_SMTP_URL_FILE', read.HUB_SMTP_URL_FILE).trim(), from: read.HUB_MAIL_FROM }
        : undefined,
    demo: read.HUB_DEMO === 'yes',
  }
}

/** @throws Error that names the setting, never the path nor what the file holds */
export function fileOf(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Error(`Wrong settings: ${setting} (a file it names cannot be read)`)
  }
}

function withPassword(databaseUrl: string, password: string): string {
  const url = new URL(databaseUrl)
  url.password = encodeURIComponent(password)
  return url.href
}
