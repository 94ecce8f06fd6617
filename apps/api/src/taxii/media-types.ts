export const TAXII_TYPE = 'application/taxii+json'
/** The one media type of TAXII 2.1 answers, exactly so (§1.6.8.1). */
export const TAXII = `${TAXII_TYPE};version=2.1`

interface MediaRange {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

/**
 * Whether an Accept header takes TAXII 2.1 (§1.6.8, §3.1; RFC 9110 §12.5.1): with or without the version, or by a range that holds it, as
 * curl sends unless told otherwise. The closest range decides. No header at all is refused, for §3.1 demands one.
 */
export function acceptsTaxii(accept: string | undefined): boolean {
  let closest = 0
  let accepted = false
  for (const range of split(accept ?? '', ',').map(readRange)) {
    const closeness = closenessOf(range)
    const weight = range.parameters.get('q') ?? '1'
    const isWanted = /^[01](\.\d{0,3})?$/.test(weight) && Number(weight) > 0
    if (closeness === 0 || closeness < closest) continue
    accepted = isWanted || (closeness === closest && accepted)
    closest = closeness
  }
  return accepted
}

/** How closely a range names TAXII 2.1; 0: not at all. */
function closenessOf(range: MediaRange): number {
  if (isTaxii(range)) return range.parameters.has('version') ? 4 : 3
  return ['*/*', 'application/*'].indexOf(range.type) + 1
}

/** Whether a body says that it is TAXII 2.1. */
export const isTaxiiContent = (contentType: string | undefined): boolean => isTaxii(readRange(contentType ?? ''))

const isTaxii = ({ type, parameters }: MediaRange): boolean =>
  type === TAXII_TYPE && (parameters.get('version') ?? '2.1') === '2.1'

function readRange(text: string): MediaRange {
  const [type = '', ...rest] = split(text, ';')
  const parameters = rest.map((part): [string, string] => {
    const [name, value = ''] = part.split('=', 2)
    return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')]
  })
  return { type: type.trim().toLowerCase(), parameters: new Map(parameters) }
}

/** Cuts at a separator that does not stand in a quoted string. */
function split(text: string, separator: ',' | ';'): string[] {
  const parts = ['']
  let isQuoted = false
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted
    if (character === separator && !isQuoted) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}
