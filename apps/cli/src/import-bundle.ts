import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import type { CliConfig } from './config.ts'

interface Receipt {
  readonly state: string
  readonly bytesRead: number
  readonly objectsRead: number
  readonly stored: number
  readonly known: number
  readonly refused: number
  readonly changed: number
  readonly refusal: { readonly message: string } | null
}

interface Remark {
  readonly kind: string
  readonly stixId: string | null
  readonly rule: string
  readonly section: string
  readonly path: string
  readonly message: string
}

const RECEIPT = 'state bytesRead objectsRead stored known refused changed refusal { message }'

/** `noroshi import FILE`: sends a bundle or a document of another known format, shows how far the hub has come, prints the receipt; false when anything was refused. */
export async function importBundle(
  config: CliConfig,
  file: string,
  strictness: 'REFUSE' | 'ACCEPT_WITH_WARNING' = 'REFUSE',
): Promise<boolean> {
  if (!config.apiKey) throw new Error('Name an API key with the scope "import" in HUB_API_KEY.')
  const id = randomUUID()
  const blob = await openAsBlob(file)
  const form = new FormData()
  const query = `mutation ($id: ID!, $file: Upload!, $bytesTotal: Int, $strictness: ImportStrictness) { importBundle(id: $id, file: $file, bytesTotal: $bytesTotal, strictness: $strictness) { ${RECEIPT} } }`
  form.append('operations', JSON.stringify({ query, variables: { id, file: null, bytesTotal: blob.size, strictness } }))
  form.append('map', JSON.stringify({ file: ['variables.file'] }))
  form.append('file', blob, basename(file))

  let sending = true
  const progress = showProgress(config, id, blob.size, () => sending)
  const { importBundle: receipt } = await ask<{ importBundle: Receipt }>(config, form).finally(() => (sending = false))
  await progress

  console.log(
    `${receipt.state}: ${receipt.objectsRead} objects: ${receipt.stored} stored, ${receipt.known} already known, ${receipt.refused} refused, ${receipt.changed} changed under an unchanged modified`,
  )
  if (receipt.refusal) console.log(receipt.refusal.message)
  for await (const remark of remarksOf(config, id))
    console.log(
      `${remark.kind} ${remark.stixId ?? ''} ${remark.path} ${remark.rule} (${remark.section}): ${remark.message}`,
    )
  return receipt.state === 'DONE' && receipt.refused === 0
}

async function showProgress(config: CliConfig, id: string, size: number, sending: () => boolean): Promise<void> {
  while (sending()) {
    await new Promise(resolve => setTimeout(resolve, 500))
    if (!sending()) return
    const { bundleImport } = await ask<{ bundleImport: Receipt }>(
      config,
      JSON.stringify({ query: `query ($id: ID!) { bundleImport(id: $id) { ${RECEIPT} } }`, variables: { id } }),
    ).catch(() => ({ bundleImport: undefined }))
    if (bundleImport)
      console.error(`${Math.floor((100 * bundleImport.bytesRead) / size)} % – ${bundleImport.objectsRead} objects`)
  }
}

async function* remarksOf(config: CliConfig, id: string): AsyncGenerator<Remark> {
  const query = `query ($id: ID!, $after: String) { bundleImportRemarks(id: $id, after: $after) { items { kind stixId rule section path message } endCursor hasMore } }`
  let after: string | null = null
  for (;;) {
    const {
      bundleImportRemarks: page,
    }: { bundleImportRemarks: { items: Remark[]; endCursor: string | null; hasMore: boolean } } = await ask(
      config,
      JSON.stringify({ query, variables: { id, after } }),
    )
    yield* page.items
    if (!page.hasMore) return
    after = page.endCursor
  }
}

async function ask<T>(config: CliConfig, body: FormData | string): Promise<T> {
  const answer = await fetch(`${config.hubUrl}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${config.apiKey}`,
      'x-noroshi-request': '1',
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
    },
    body,
  })
  const { data, errors } = (await answer.json()) as { data?: T | null; errors?: { message: string }[] } // the hub's GraphQL answer
  if (!data || errors?.length)
    throw new Error(errors?.map(error => error.message).join('; ') ?? `The hub answered ${answer.status}.`)
  return data
}
