import { request, type ClientRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Actor } from '../support/actor.ts'

const BOUNDARY = 'noroshi-test-boundary'

/** What ends the file and the form of a {@link slowUpload}. */
export const END_OF_UPLOAD = `\r\n--${BOUNDARY}--\r\n`

/** Begins an import by the GraphQL multipart request specification; the file's bytes are for the caller to write. */
export function slowUpload(who: Actor, id: string): { sending: ClientRequest; answer: Promise<string> } {
  const query =
    'mutation ($id: ID!, $file: Upload!) { importBundle(id: $id, file: $file) { state objectsRead stored } }'
  const part = (name: string, content: string, more = '') =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}`
  const sending = request(`${who.url}/graphql`, {
    method: 'POST',
    headers: who.headers({ 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }),
  })
  const answer = new Promise<string>((resolve, reject) => {
    sending.on('error', reject)
    sending.on('response', response => resolve(text(response)))
  })
  sending.write(`${part('operations', JSON.stringify({ query, variables: { id, file: null } }))}\r\n`)
  sending.write(`${part('map', '{"0":["variables.file"]}')}\r\n${part('0', '', '; filename="slow.json"')}`)
  return { sending, answer }
}
