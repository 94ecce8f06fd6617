import { z } from 'zod'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

/** The checkout (or the installed bundle) that this program belongs to. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

const settings = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HUB_HOST: z.string().default('127.0.0.1'),
  HUB_DATA_DIR: z.string().default(join(ROOT, '.data')),
  /** Administrative URL of a PostgreSQL server to use instead of the embedded one; its path names the hub's database. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  HUB_URL: z.url().default('http://127.0.0.1:3000'),
  HUB_API_KEY: z.string().optional(),
})

export interface CliConfig {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  readonly hubUrl: string
  readonly apiKey: string | undefined
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
    databaseUrl: read.DATABASE_URL,
    hubUrl: read.HUB_URL,
    apiKey: read.HUB_API_KEY,
  }
}
