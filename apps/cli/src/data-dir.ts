import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LOGINS, newPasswords, type Login } from '@noroshi/database'
import { newVapidKeys, newWebhookKeys } from '@noroshi/delivery'
import { newIntakeKeys } from '@noroshi/intake'
import { DownloadKey, ReleaseKey } from '@noroshi/products'
import { fileOf, type CliConfig } from './config.ts'

/** Which process finds which logins: each has a folder with those it may use and no others. */
const HOLDERS: Record<Login, 'api' | 'worker' | 'migrator'> = {
  hub_government: 'api',
  hub_member: 'api',
  hub_friend: 'api',
  hub_public: 'api',
  hub_worker: 'worker',
  hub_migrator: 'migrator',
}

/** What an installation keeps besides its database: passwords of the logins and keys to sign with, readable to its user alone. */
export class DataDir {
  constructor(readonly path: string) {}

  get releaseKey(): string {
    return join(this.path, 'release-key.pem')
  }

  get downloadKey(): string {
    return join(this.path, 'download-key.pem')
  }

  /** Private key of the workers, to which credentials of sources are sealed. */
  get intakeKey(): string {
    return join(this.path, 'intake-key.pem')
  }

  get intakePublicKey(): string {
    return join(this.path, 'intake-public-key.pem')
  }

  /** Private key of the workers, with which they sign webhooks. */
  get webhookKey(): string {
    return join(this.path, 'webhook-key.pem')
  }

  get webhookPublicKey(): string {
    return join(this.path, 'webhook-public-key.pem')
  }

  /** Private key of the workers, with which they say to push services who they are. */
  get vapidKey(): string {
    return join(this.path, 'vapid-key.pem')
  }

  get vapidPublicKey(): string {
    return join(this.path, 'vapid-public-key.pem')
  }

  get demoAccounts(): string {
    return join(this.path, 'demo-accounts.json')
  }

  /** What the engine compiled of our programs, so that the next start is sooner. May be deleted at any time. */
  get compiled(): string {
    return join(this.path, 'compiled')
  }

  loginsOf(holder: 'api' | 'worker' | 'migrator'): string {
    return join(this.path, 'logins', holder)
  }

  /** Makes what is missing; what is there stays as it is. */
  async prepare(): Promise<Record<Login, string>> {
    await mkdir(this.path, { recursive: true })
    const fresh = newPasswords()
    const passwords = { ...fresh }
    for (const login of LOGINS) {
      const folder = this.loginsOf(HOLDERS[login])
      await mkdir(folder, { recursive: true, mode: 0o700 })
      passwords[login] = await keep(join(folder, login), fresh[login])
    }
    await keep(this.releaseKey, ReleaseKey.newPem())
    await keep(this.downloadKey, DownloadKey.newPem())
    // Making them takes a moment, so not at every start.
    if (!existsSync(this.intakeKey) || !existsSync(this.intakePublicKey)) {
      const { privatePem, publicPem } = newIntakeKeys()
      await writeWhole(this.intakeKey, privatePem)
      await writeWhole(this.intakePublicKey, publicPem)
    }
    if (!existsSync(this.webhookKey) || !existsSync(this.webhookPublicKey)) {
      const { privatePem, publicPem } = newWebhookKeys()
      await writeWhole(this.webhookKey, privatePem)
      await writeWhole(this.webhookPublicKey, publicPem)
    }
    if (!existsSync(this.vapidKey) || !existsSync(this.vapidPublicKey)) {
      const { privatePem, publicPem } = newVapidKeys()
      await writeWhole(this.vapidKey, privatePem)
      await writeWhole(this.vapidPublicKey, publicPem)
    }
    return passwords
  }

  async writeDemoAccounts(accounts: unknown): Promise<void> {
    await mkdir(this.path, { recursive: true })
    await writeWhole(this.demoAccounts, `${JSON.stringify(accounts, null, 2)}\n`)
  }
}

/** The passwords to set up with: those of the secrets folder when the environment names one, else made and kept below HUB_DATA_DIR. */
export async function passwordsOf<L extends Login>(
  config: CliConfig,
  logins: readonly L[],
): Promise<Record<L, string>> {
  const { loginsDir } = config
  if (!loginsDir) return new DataDir(config.dataDir).prepare()
  const entries = logins.map(login => [login, fileOf('HUB_LOGINS_DIR', join(loginsDir, login)).trim()] as const)
  return Object.fromEntries(entries) as Record<L, string> // keys are exactly `logins`
}

async function keep(path: string, fresh: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch {
    await writeWhole(path, fresh)
    return fresh
  }
}

/** Never leaves half a file: written aside, then moved into place. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 })
  await chmod(`${path}.new`, 0o600)
  await rename(`${path}.new`, path)
}
