import { createClient, type HubClient } from '@noroshi/client'
import type { CliConfig } from './config.ts'

/**
 * The hub at HUB_URL, as the owner of HUB_API_KEY meets it.
 * @param scope that the key needs, for the sentence of who has none
 * @throws Error that names the setting
 */
export function hubOf(config: CliConfig, scope: string): HubClient {
  if (!config.apiKey) throw new Error(`Name an API key with the scope "${scope}" in HUB_API_KEY.`)
  return createClient({ url: config.hubUrl, apiKey: config.apiKey })
}
