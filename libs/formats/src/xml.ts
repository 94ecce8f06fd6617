import { SaxesParser } from 'saxes'
import { refused, type Reading } from './fault.ts'

/** An element of XML with its name and namespace; text is that of the element itself, without its children's. */
export interface XmlElement {
  readonly name: string
  readonly namespace: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  readonly text: string
}

/** UTF-16 units. */
const LONGEST = 50_000_000
const DEPTH = 40
const ELEMENTS = 500_000
const ATTRIBUTES = 50

interface OpenElement extends XmlElement {
  readonly attributes: Map<string, string>
  readonly children: OpenElement[]
  text: string
}

/**
 * Reads XML 1.0 with namespaces. A document type is refused, so that there are no entities but the five of XML, and nothing is fetched.
 * Never throws.
 */
export function readXml(source: string): Reading<XmlElement> {
  const wrong = (rule: string, message: string, messageJa: string) => refused(rule, 'XML 1.0', message, messageJa)
  if (source.length > LONGEST) return wrong('xml-length', 'The XML is too long.', 'XMLが長すぎます。')
  // Half a character is none of XML's (§2.2), and the parser lets it pass.
  if (!source.isWellFormed())
    return wrong('xml-form', 'The XML has half a surrogate pair.', 'XMLに不完全なサロゲートが含まれています。')
  const parser = new SaxesParser({ xmlns: true, position: true })
  const root: OpenElement = { name: '', namespace: '', attributes: new Map(), children: [], text: '' }
  const open = [root]
  let count = 0
  parser.on('doctype', () => stop('xml-doctype'))
  parser.on('opentag', ({ local, uri, attributes }) => {
    count += 1
    const pairs = Object.values(attributes)
    if (open.length > DEPTH || count > ELEMENTS || pairs.length > ATTRIBUTES) stop('xml-limit')
    const values = new Map(pairs.map(one => [one.name.startsWith('xml:') ? one.name : one.local, one.value]))
    const element: OpenElement = { name: local, namespace: uri, attributes: values, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  const add = (text: string) => {
    const inside = open.at(-1)
    if (inside) inside.text += text
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => void open.pop())
  parser.on('error', error => {
    throw error
  })
  try {
    parser.write(source.replace(/^\uFEFF/, '')).close()
  } catch (error) {
    if (error instanceof Refused && error.rule === 'xml-doctype')
      return wrong(
        error.rule,
        'XML with a document type is not read.',
        '文書型宣言（DOCTYPE）を含むXMLは読み込みません。',
      )
    if (error instanceof Refused)
      return wrong(
        error.rule,
        'The XML is too deep or has too many elements.',
        'XMLの入れ子が深すぎるか、要素が多すぎます。',
      )
    const { line, column } = parser
    return wrong(
      'xml-form',
      `The XML is not well-formed at line ${line}, column ${column}.`,
      `XMLの${line}行${column}桁が正しい形ではありません。`,
    )
  }
  const [element] = root.children
  return element ? { ok: true, value: element } : wrong('xml-form', 'The XML is empty.', 'XMLが空です。')
}

class Refused extends Error {
  readonly rule: string

  constructor(rule: string) {
    super(rule)
    this.rule = rule
  }
}

function stop(rule: string): never {
  throw new Refused(rule)
}
