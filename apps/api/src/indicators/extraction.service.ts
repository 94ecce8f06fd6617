import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import { isValueKind, REASONS, spelled, stixObjectOf, type AcceptedValue, type WarningList } from '@noroshi/indicators'
import { WARNING_LIST_OVERRIDE } from '@noroshi/delivery'
import { StixStoreService } from '@noroshi/products'
import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { readDocument } from './document-reader.ts'

const MOST_BYTES = 20_971_520
const MOST_INDICATORS = 2_000

const accepted = z
  .array(
    z.object({
      kind: z.string().refine(isValueKind),
      value: z.string().min(1).max(65_536),
      name: z.string().max(500).nullish(),
      description: z.string().max(5_000).nullish(),
      confidence: z.int().min(0).max(100),
      overridesWarningLists: z.boolean().nullish(),
    }),
  )
  .min(1)
  .max(MOST_INDICATORS)

/** From a document to candidates, and from what an analyst accepted of them to the store. */
@Injectable()
export class ExtractionService {
  readonly #lists: readonly WarningList[]

  constructor(
    private readonly store: StixStoreService,
    lists: readonly WarningList[],
  ) {
    this.#lists = lists
  }

  /** @throws HubError FORBIDDEN to who may not import, TOO_LARGE, INVALID_INPUT UNREADABLE_DOCUMENT */
  async extract(reader: Reader, fileName: string, chunks: Readable) {
    this.store.assertMayImport(reader)
    const parts: Buffer[] = []
    let size = 0
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      // a stream of bytes gives nothing else
      size += chunk.byteLength
      if (size > MOST_BYTES) throw TOO_LARGE
      parts.push(chunk)
    }
    const read = await readDocument(fileName, new Uint8Array(Buffer.concat(parts)), this.#lists)
    return {
      ...read,
      candidates: read.candidates.map(candidate => ({
        ...candidate,
        reasons: candidate.reasons.map(rule => ({ rule, message: REASONS[rule][0], messageJa: REASONS[rule][1] })),
      })),
    }
  }

  /** Stores accepted values by the import that bundles take, all of them or none. @throws HubError INVALID_INPUT naming the value */
  async storeAccepted(reader: Reader, id: string, source: string, wished: unknown, at = new Date()) {
    this.store.assertMayImport(reader, at)
    const name = source.trim()
    if (name === '' || name.length > 200) throw refusal('source', 'A source of 1 to 200 characters', '1〜200文字の出典')
    const parsed = accepted.safeParse(wished)
    if (!parsed.success) {
      const [index, field] = parsed.error.issues[0]?.path.slice(0, 2) ?? []
      throw index === undefined
        ? refusal('indicators', `A list of 1 to ${MOST_INDICATORS} values`, `1〜${MOST_INDICATORS}件の値`)
        : refusal(
            `indicators[${String(index)}].${String(field ?? '')}`,
            'A value of the field’s form',
            '正しい形式の値',
          )
    }
    const now = at.toISOString()
    const objects = parsed.data.map((one, index) => {
      const value = isValueKind(one.kind) ? spelled(one.kind, one.value) : null
      if (!isValueKind(one.kind) || value === null)
        throw refusal(`indicators[${index}].value`, `A value of the kind ${one.kind}`, `種別 ${one.kind} の値`)
      const labels = one.overridesWarningLists ? [WARNING_LIST_OVERRIDE] : []
      const told: AcceptedValue = {
        ...{
          kind: one.kind,
          value,
          name: one.name ?? '',
          description: one.description ?? '',
          confidence: one.confidence,
        },
        ...{ source: name, labels },
      }
      return stixObjectOf(told, { now, uuid: randomUUID() })
    })
    const bundle = Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }))
    const chunks = (async function* () {
      yield bundle
    })()
    return this.store.importBundle(reader, { id, fileName: name, bytesTotal: bundle.byteLength, chunks }, at)
  }
}

const refusal = (field: string, needed: string, neededJa: string) =>
  new HubError('INVALID_INPUT', 'BAD_INDICATOR', `${needed} is needed.`, field, `${neededJa}を指定してください。`)

const TOO_LARGE = new HubError(
  'TOO_LARGE',
  'DOCUMENT',
  'A document of at most 20 MiB is read.',
  'file',
  '読み取れる文書は20 MiBまでです。',
)
