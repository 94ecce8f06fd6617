/** What Suricata and Snort are to look for, for one value. Each looks for the value itself and for nothing below it. */
import type { FeedEntry } from './feed.ts'

export interface NetworkRule {
  /** Protocol, addresses and ports. */
  readonly header: string
  readonly options: readonly string[]
  /** What the number of the rule is made of, besides the value. */
  readonly purpose: string
}

const OUT = '$HOME_NET any -> $EXTERNAL_NET any'

/** Suricata 6 and later, with its sticky buffers. */
export function suricataRules({ kind, value }: FeedEntry): NetworkRule[] {
  const whole = (buffer: string, text: string, ...more: string[]) => [
    buffer,
    `content:"${contentOf(text)}"`,
    ...['startswith', 'endswith'],
    ...more,
  ]
  switch (kind) {
    case 'ipv4':
    case 'ipv6':
    case 'cidr':
      return [{ purpose: 'ip', header: `ip $HOME_NET any -> ${value} any`, options: [] }]
    case 'domain':
      return [
        { purpose: 'dns', header: 'dns $HOME_NET any -> any any', options: whole('dns.query', value, 'nocase') },
        { purpose: 'tls', header: `tls ${OUT}`, options: whole('tls.sni', value, 'nocase') },
        { purpose: 'http', header: `http ${OUT}`, options: whole('http.host', value) },
      ]
    case 'url': {
      const parts = plainHttp(value)
      if (parts === null) return []
      const options = [...whole('http.host', parts.host), ...whole('http.uri.raw', parts.path)]
      return [{ purpose: 'url', header: `http ${OUT}`, options }]
    }
    case 'user-agent':
      return [{ purpose: 'user-agent', header: `http ${OUT}`, options: whole('http.user_agent', value) }]
    default:
      return []
  }
}

/** Snort 3. A name is looked for as it stands in a question of the DNS and in the greeting of TLS, with its length before it. */
export function snortOptions({ kind, value }: FeedEntry): NetworkRule[] {
  const whole = (text: string) => [
    `content:"${contentOf(text)}",offset 0,depth ${octetsOf(text).length}`,
    'isdataat:!1,relative',
  ]
  switch (kind) {
    case 'ipv4':
    case 'ipv6':
    case 'cidr':
      return [{ purpose: 'ip', header: `ip $HOME_NET any -> ${value} any`, options: [] }]
    case 'domain': {
      const labels = value.split('.')
      const question = `${labels.map(label => `|${hex(label.length)}|${contentOf(label)}`).join('')}|00|`
      const greeting = `|00 ${hex(value.length >> 8)} ${hex(value.length & 255)}|${contentOf(value)}`
      return [
        {
          purpose: 'dns',
          header: 'udp $HOME_NET any -> any 53',
          // Behind the twelve octets of the head of a question (RFC 1035 §4.1.1).
          options: [`content:"${question}",nocase,offset 12,depth ${value.length + 2}`],
        },
        {
          purpose: 'tls',
          header: 'tcp $HOME_NET any -> $EXTERNAL_NET 443',
          options: [
            'flow:to_server,established',
            'content:"|16 03|",depth 2',
            `content:"${greeting}",nocase,fast_pattern`,
          ],
        },
        { purpose: 'http', header: `http ${OUT}`, options: ['http_header:field host', ...whole(value)] },
      ]
    }
    case 'url': {
      const parts = plainHttp(value)
      if (parts === null) return []
      const host = ['http_header:field host', `content:"${contentOf(parts.host)}",nocase`]
      return [{ purpose: 'url', header: `http ${OUT}`, options: [...host, 'http_raw_uri', ...whole(parts.path)] }]
    }
    default:
      return []
  }
}

/** What of a URL can be seen on the way: of `https`, only the name, which is no indicator by itself. */
function plainHttp(url: string): { host: string; path: string } | null {
  const [, host, path] = /^http:\/\/(?:[^/?#@]*@)?(\[[^\]]+\]|[^/?#:]+)(?::\d+)?([^#]*)/.exec(url) ?? []
  if (host === undefined || path === undefined || path.length > 1_000) return null
  return { host, path: path.startsWith('/') ? path : `/${path}` }
}

const hex = (octet: number): string => octet.toString(16).padStart(2, '0').toUpperCase()
const octetsOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Everything but letters, digits and a few harmless marks is written in hexadecimal between bars. */
export function contentOf(text: string): string {
  const parts = [...octetsOf(text)].map(octet => {
    const character = String.fromCharCode(octet)
    return /[A-Za-z0-9 ._/=?&%~+*@!,()<>[\]{}'^$#-]/.test(character) ? character : `|${hex(octet)}|`
  })
  return parts.join('').replaceAll('||', ' ')
}
