// One embedded PostgreSQL cluster with a migrated template for a whole run of the row, door, house or portal tests.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export default async function setup() {
  if (globalThis.noroshiTestServer) return
  const { startEmbedded } = await import('../../libs/database/dist/index.js')
  const { makeTestCluster, TEST_CLUSTER_VARIABLE } = await import('../../libs/database/dist/testing.js')
  // A run that another run started shares its cluster.
  if (process.env[TEST_CLUSTER_VARIABLE]) return
  const folder = await mkdtemp(join(tmpdir(), 'noroshi-test-'))
  const server = await startEmbedded(folder)
  globalThis.noroshiTestServer = { server, folder }
  process.env[TEST_CLUSTER_VARIABLE] = JSON.stringify(await makeTestCluster(server))
}
