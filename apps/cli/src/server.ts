import { startEmbedded, type ServerAddress } from '@noroshi/database'
import type { CliConfig } from './config.ts'
import { keepEmbedded } from './kept-postgres.ts'

export interface HubServer {
  readonly adminUrl: string
  readonly address: ServerAddress
  readonly embedded: boolean
  /** An embedded server that ran already: a short command leaves it running, for the hub that may be using it. */
  readonly adopted: boolean
  stop(): Promise<void>
}

/**
 * The PostgreSQL that the environment names, or the embedded one below the data directory.
 * @param keeps starts the embedded one again whenever it ends by itself
 */
export async function openServer(config: CliConfig, keeps = false): Promise<HubServer> {
  if (config.databaseUrl) {
    const url = new URL(config.databaseUrl)
    const database = decodeURIComponent(url.pathname.slice(1)) || 'noroshi'
    const admin = new URL(url)
    admin.pathname = '/postgres'
    return {
      adminUrl: admin.href,
      address: { host: url.hostname, port: Number(url.port || 5432), database },
      embedded: false,
      adopted: false,
      stop: async () => undefined,
    }
  }
  const server = keeps ? await keepEmbedded(config.dataDir) : await startEmbedded(config.dataDir)
  return {
    adminUrl: server.adminUrl,
    address: { host: server.host, port: server.port, database: 'noroshi' },
    embedded: true,
    adopted: server.adopted,
    stop: () => server.stop(),
  }
}
