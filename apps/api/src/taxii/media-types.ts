/** The one media type of TAXII 2.1 answers, exactly so (§1.6.8.1). */
export const TAXII = 'application/taxii+json;version=2.1'

interface MediaRange {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

/** Whether one of the ranges of an Accept header is TAXII 2.1, with or without its version (§1.6.8, §3.1; RFC 9110 §12.5.1). */
export function acceptsTaxii(accept: string | undefined): boolean {
  return split(accept ?? '', ',').some(range => {
    const read = readRange(range)
    const weight = read.parameters.get('q') ?? '1'
    return isTaxii(read) && /^[01](\.\d{0,3})?$/.test(weight) && Number(weight) > 0
  })
}

/** Whether a body says that it is TAXII 2.1. */
export const isTaxiiContent = (contentType: string | undefined): boolean => isTaxii(readRange(contentType ?? ''))

const isTaxii = ({ type, parameters }: MediaRange): boolean =>
  type === 'application/taxii+json' && (parameters.get('version') ?? '2.1') === '2.1'

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
