/** A TAXII 2.1 client of the tests' own, written from the standard: knows nothing of the hub but its address and credentials. */
export interface Target {
  /** Origin of the server, without a path. */
  readonly url: string
  /** HTTP Basic; without it, nobody in particular asks. */
  readonly user?: string
  readonly password?: string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: any
}

export interface CollectionWords {
  readonly id: string
  readonly title: string
  readonly alias?: string
  readonly can_read: boolean
  readonly can_write: boolean
}

export const MEDIA_TYPE = 'application/taxii+json;version=2.1'

export class TaxiiClient {
  readonly target: Target
  constructor(target: Target) {
    this.target = target
  }

  get authorization(): Record<string, string> {
    const { user, password } = this.target
    return password === undefined
      ? {}
      : { authorization: `Basic ${Buffer.from(`${user ?? 'x'}:${password}`).toString('base64')}` }
  }

  /** @param where an absolute URL, or a path of the server */
  async send(where: string, init: RequestInit = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const url = new URL(where, this.target.url)
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { accept: MEDIA_TYPE, ...this.authorization, ...headers },
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text, body: parsed(text) }
  }

  get(where: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(where, {}, headers)
  }

  post(where: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return this.send(where, { method: 'POST', body: text }, { 'content-type': MEDIA_TYPE, ...headers })
  }

  /** The API roots as discovery tells them, as absolute URLs. */
  async roots(): Promise<string[]> {
    const { body } = await this.get('/taxii2/')
    return ((body.api_roots ?? []) as string[]).map(root => new URL(root, this.target.url).href)
  }

  async collections(root: string): Promise<CollectionWords[]> {
    return (await this.get(`${root}collections/`)).body.collections ?? []
  }

  /** Everything of a list from its beginning, by `next` or, where there is none, by the last date; with the answers themselves. */
  async all(where: string, query: Record<string, string> = {}, limits: readonly number[] = [100]) {
    const answers: Answer[] = []
    let more: Record<string, string> = {}
    for (;;) {
      const limit = String(limits[answers.length % limits.length])
      const parameters = new URLSearchParams({ ...query, ...more, limit })
      const answer = await this.get(`${where}?${parameters}`)
      if (answer.status !== 200) throw new Error(`${where}: ${answer.status} ${answer.text}`)
      answers.push(answer)
      if (answer.body.more !== true) break
      const last = answer.headers.get('x-taxii-date-added-last') ?? ''
      more = answer.body.next === undefined ? { added_after: last } : { next: answer.body.next }
    }
    return { answers, items: answers.flatMap(({ body }) => body.objects ?? body.versions ?? []) as any[] }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
