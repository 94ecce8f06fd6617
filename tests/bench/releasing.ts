/** A product that stands ready for its release. */
import type { Actor } from '../support/actor.ts'
import { approveFor } from '../support/approving.ts'

const DRAFT = 'mutation ($input: ProductInput!) { draftProduct(input: $input) { id version } }'
const SUBMIT = 'mutation ($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { id } }'
export const RELEASE = 'mutation ($id: ID!, $version: Int!) { releaseProduct(id: $id, version: $version) { state } }'

/** Drafts and submits a PROVISION for everybody, and has it approved. @returns the variables of its release */
export async function draftForRelease(analyst: Actor, title: string): Promise<{ id: string; version: number }> {
  const fragment = { text: title, containsSecret: true, containsCommInfo: false, identifiesPerson: false }
  const edition = { title, summary: title, fragments: [fragment], audience: { everyone: true } }
  const input = { title, kind: 'BULLETIN', severity: 'HIGH', urgency: 'PRIORITY', editions: [edition] }
  const { draftProduct } = await analyst.ask(DRAFT, { input })
  await analyst.ask(SUBMIT, draftProduct)
  await approveFor([analyst], draftProduct)
  return draftProduct
}
