import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { HubProblem, question, type HubClient } from '@noroshi/client'
import type { CliConfig } from './config.ts'
import { hubOf } from './hub.ts'

const RECEIPT = 'state bytesRead objectsRead stored known refused changed refusal { message }'
const IMPORT_BUNDLE =
  question(`mutation ImportBundle($id: ID!, $file: Upload!, $bytesTotal: Int, $strictness: ImportStrictness) {
  importBundle(id: $id, file: $file, bytesTotal: $bytesTotal, strictness: $strictness) { ${RECEIPT} }
}`)
const PROGRESS = question(`query Progress($id: ID!) { bundleImport(id: $id) { ${RECEIPT} } }`)
const REMARKS = question(`query Remarks($id: ID!, $after: String) {
  bundleImportRemarks(id: $id, after: $after) {
    items { kind stixId rule section path message } endCursor hasMore
  }
}`)

const INT_MAX = 2 ** 31 - 1

/** `noroshi import FILE`: sends a bundle or a document of another known format, shows how far the hub has come, prints the receipt; false when anything was refused. */
export async function importBundle(
  config: CliConfig,
  file: string,
  strictness: 'REFUSE' | 'ACCEPT_WITH_WARNING' = 'REFUSE',
): Promise<boolean> {
  const hub = hubOf(config, 'import')
  const id = randomUUID()
  const blob = await openAsBlob(file)
  const variables = { id, file: null, bytesTotal: blob.size <= INT_MAX ? blob.size : null, strictness }

  const sent = new AbortController()
  const progress = showProgress(hub, id, blob.size, sent.signal)
  const { importBundle: receipt } = await hub
    .upload(IMPORT_BUNDLE, variables, blob, basename(file))
    .finally(() => sent.abort())
  await progress

  console.log(
    `${receipt.state}: ${receipt.objectsRead} objects: ${receipt.stored} stored, ${receipt.known} already known, ${receipt.refused} refused, ${receipt.changed} changed under an unchanged modified`,
  )
  if (receipt.refusal) console.log(receipt.refusal.message)
  for await (const remark of hub.items(REMARKS, { id }, answer => answer.bundleImportRemarks))
    console.log(
      `${remark.kind} ${remark.stixId ?? ''} ${remark.path} ${remark.rule} (${remark.section}): ${remark.message}`,
    )
  return receipt.state === 'DONE' && receipt.refused === 0
}

async function showProgress(hub: HubClient, id: string, size: number, sent: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await hub.wait(0.5, sent)
      const receipt = await progressOf(hub, id, sent)
      if (receipt) console.error(`${Math.floor((100 * receipt.bytesRead) / size)} % – ${receipt.objectsRead} objects`)
    }
  } catch (cause) {
    if (!sent.aborted) throw cause
  }
}

/** Null while the hub does not know the import yet, or cannot say: the receipt will. */
async function progressOf(hub: HubClient, id: string, signal: AbortSignal) {
  try {
    return (await hub.query(PROGRESS, { id }, { signal })).bundleImport
  } catch (problem) {
    if (problem instanceof HubProblem) return null
    throw problem
  }
}
