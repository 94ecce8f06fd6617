import type { HubFetch } from '@noroshi/client'

/** Sends as `fetch` does, and tells the fraction sent, 0 to 1: with XMLHttpRequest, because `fetch` cannot. */
export const sending =
  (onSent: (fraction: number) => void): HubFetch =>
  (url, { method, headers, body = null, signal }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open(method, url)
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
      request.upload.onprogress = event => onSent(event.lengthComputable ? event.loaded / event.total : 0)
      request.onerror = () => reject(new TypeError('The hub could not be reached'))
      request.onabort = () => reject(new DOMException('The sending was broken off', 'AbortError'))
      request.onload = () => resolve(new Response(request.responseText, { status: request.status }))
      signal?.addEventListener('abort', () => request.abort())
      request.send(body)
    })
