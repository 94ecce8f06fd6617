import { csafFileName, csafOf, type CsafFacts, type CsafVersion, type Loss } from '@noroshi/formats'
import { HubError } from '@noroshi/errors'
import type { InfoCategory } from '@noroshi/clearance'
import { contentOf, HUB, TLP_OF_CATEGORY } from './edition-report.ts'
import type { EditionContent } from './edition.repository.ts'

/** A released edition as a CSAF document, and what of it CSAF has no words for. */
export interface CsafEdition {
  /** As CSAF wants it (§5.1). */
  readonly fileName: string
  readonly document: Readonly<Record<string, unknown>>
  readonly losses: readonly Loss[]
}

/** Who releases, as a document says it. */
export type CsafPublisher = Pick<CsafFacts['publisher'], 'name' | 'namespace' | 'contactDetails'>

/** Which version of CSAF a caller wants: 2.1, unless another is asked for. @throws HubError INVALID_INPUT */
export function csafVersionOf(text: unknown): CsafVersion {
  if (text === undefined) return '2.1'
  if (text === '2.0' || text === '2.1') return text
  throw new HubError(
    'INVALID_INPUT',
    'CSAF_VERSION',
    'The version of CSAF is 2.0 or 2.1.',
    'version',
    'CSAFのバージョンは 2.0 または 2.1 です。',
  )
}

/** Who releases where nobody says otherwise. */
export const HUB_PUBLISHER: CsafPublisher = {
  name: HUB.name,
  namespace: `urn:uuid:${HUB.id.slice('identity--'.length)}`,
}

/**
 * The document has the edition's reference as its id, its title, time and words, and at least its label; its content is that of the
 * signed bundle. The same edition is the same document for everybody who may read it.
 * @throws HubError CONFLICT when the edition is about no vulnerability
 */
export function csafEditionOf(edition: EditionContent, publisher: CsafPublisher, version: CsafVersion): CsafEdition {
  const objects = contentOf(edition)
  if (!objects.some(({ type }) => type === 'vulnerability'))
    throw new HubError(
      'CONFLICT',
      'NO_VULNERABILITY',
      'This edition is about no vulnerability: there is no security advisory (CSAF) to make of it. Take its STIX bundle or MISP event.',
      undefined,
      'この版には脆弱性が含まれないため、CSAFアドバイザリにはできません。STIXまたはMISPをご利用ください。',
    )
  const isJapanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(edition.title + edition.summary)
  const { document, losses } = csafOf(
    objects,
    {
      publisher: { category: 'coordinator', ...publisher },
      id: edition.reference,
      title: edition.title,
      lang: isJapanese ? 'ja' : 'en',
      tlp: edition.toPublic ? 'CLEAR' : labelOf(edition.category),
      releases: [{ date: edition.releasedAt, summary: isJapanese ? '初版' : 'First release' }],
      summary: edition.summary,
      details: edition.body,
    },
    version,
  )
  return { fileName: csafFileName(edition.reference), document, losses }
}

function labelOf(category: InfoCategory): CsafFacts['tlp'] {
  const tlp = TLP_OF_CATEGORY[category]
  return tlp === 'TLP:RED' ? 'RED' : tlp === 'TLP:AMBER' ? 'AMBER' : 'GREEN'
}
