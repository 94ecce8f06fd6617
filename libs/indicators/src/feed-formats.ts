/** The formats that tools are served, by the name in their URL. */
import type { FeedEntry, FeedOptions, FeedRemoval, FeedWriter } from './feed.ts'
import { openIocWriter, stixWriter } from './write-bundles.ts'
import { csvWriter, jsonLinesWriter, listWriter, rpzWriter, zeekWriter, type RemovingWriter } from './write-lists.ts'
import { networkWriter, sigmaWriter, yaraWriter } from './write-rules.ts'

interface FeedFormat {
  readonly mediaType: string
  readonly writer: (options: FeedOptions) => FeedWriter
}
interface RemovingFormat extends FeedFormat {
  readonly writer: (options: FeedOptions) => RemovingWriter
}

const TEXT = 'text/plain; charset=utf-8'

/** Formats that can also say what is to be looked for no longer. */
const REMOVING = {
  csv: { mediaType: 'text/csv; charset=utf-8; header=present', writer: csvWriter },
  jsonl: { mediaType: 'application/jsonl; charset=utf-8', writer: jsonLinesWriter },
} as const satisfies Record<string, RemovingFormat>

const FORMATS = {
  ...REMOVING,
  list: { mediaType: TEXT, writer: listWriter },
  openioc: { mediaType: 'application/xml; charset=utf-8', writer: openIocWriter },
  rpz: { mediaType: 'text/dns', writer: rpzWriter },
  sigma: { mediaType: 'application/yaml; charset=utf-8', writer: sigmaWriter },
  snort: { mediaType: TEXT, writer: () => networkWriter('snort') },
  stix: { mediaType: 'application/stix+json;version=2.1', writer: stixWriter },
  suricata: { mediaType: TEXT, writer: () => networkWriter('suricata') },
  yara: { mediaType: TEXT, writer: yaraWriter },
  zeek: { mediaType: TEXT, writer: zeekWriter },
} as const satisfies Record<string, FeedFormat>

export type FeedFormatName = keyof typeof FORMATS
export const FEED_FORMATS = Object.keys(FORMATS) as readonly FeedFormatName[] // the keys of a constant
export const isFeedFormat = (name: string): name is FeedFormatName => Object.hasOwn(FORMATS, name)
/** Whether a client can be told in this format what to take back. */
export const saysRemovals = (name: FeedFormatName): name is keyof typeof REMOVING => Object.hasOwn(REMOVING, name)
export const mediaTypeOf = (name: FeedFormatName): string => FORMATS[name].mediaType

/** The text of a feed, piece by piece; what was taken back comes first, so that it may come again. */
export function* writeFeed(
  name: FeedFormatName,
  entries: Iterable<FeedEntry>,
  options: FeedOptions = {},
  removals: Iterable<FeedRemoval> = [],
): Generator<string> {
  if (saysRemovals(name)) {
    const writer = REMOVING[name].writer(options)
    yield writer.head()
    for (const removal of removals) yield writer.removal(removal)
    for (const entry of entries) yield writer.entry(entry)
    yield writer.tail()
    return
  }
  const writer = FORMATS[name].writer(options)
  yield writer.head()
  for (const entry of entries) yield writer.entry(entry)
  yield writer.tail()
}
