/*
 * Whom an intermediary (セプター, ISAC, 県警協議会) passes on to (PRV-7, ACT-10): a list of its own, and how a file of it is read. Pure.
 */
import { parse } from 'csv-parse/sync'
import { HubError, parseInput } from '@noroshi/errors'
import { z } from 'zod'
import type { MessageLanguage } from './ledger.ts'

/** As the intermediary's coordinators and government's administration see it. */
export interface Downstream {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly language: MessageLanguage
  /** Id of a sector; null: not said. */
  readonly sector: string | null
  /** ISO 8601. */
  readonly addedAt: string
}

/** One list is not longer; a table of it holds no more lines. */
export const MOST_DOWNSTREAM = 5_000
const MOST_FAULTS = 100

const name = z
  .string()
  .transform(text => text.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .min(1)
      .max(200)
      .refine(text => !/\p{Cc}/u.test(text), {
        error: 'no control characters',
        params: { ja: '制御文字は使えません。' },
      }),
  )
const language = z.enum(['ja', 'en'])

/** @param sectors ids that the hub knows */
export const downstreamInput = (sectors: readonly string[]) =>
  z.strictObject({
    name,
    email: z.string().trim().toLowerCase().max(254).pipe(z.email()),
    language: language.nullish().transform(chosen => chosen ?? 'ja'),
    sector: z
      .string()
      .trim()
      .nullish()
      .transform(text => text || null)
      .refine(id => id === null || sectors.includes(id), {
        error: 'no such sector',
        params: { ja: 'この分野はありません。' },
      }),
  })
export type DownstreamInput = z.output<ReturnType<typeof downstreamInput>>

/** What is wrong with one line of a table. */
export interface DownstreamFault {
  /** As an editor counts them, from 1. */
  readonly line: number
  readonly field: string | null
  readonly message: string
  readonly messageJa: string
}

export interface KnownSector {
  readonly id: string
  readonly nameJa: string
  readonly nameEn: string
}

const COLUMNS: Readonly<Record<string, keyof DownstreamInput>> = {
  name: 'name',
  email: 'email',
  language: 'language',
  sector: 'sector',
  名称: 'name',
  メール: 'email',
  メールアドレス: 'email',
  言語: 'language',
  分野: 'sector',
}

/**
 * Reads a table (RFC 4180) whose first line names its columns: name and email, and where they are known language (ja, en) and sector (id or
 * name). Either every line is good, or nothing of it is: at most 100 faults are told.
 */
export function readDownstream(
  text: string,
  sectors: readonly KnownSector[],
): { readonly rows: readonly DownstreamInput[]; readonly faults: readonly DownstreamFault[] } {
  const table = tableOf(text)
  if ('faults' in table) return { rows: [], faults: table.faults }
  const input = downstreamInput(sectors.map(({ id }) => id))
  const faults: DownstreamFault[] = []
  const seen = new Map<string, number>()
  const rows = table.records.flatMap(({ line, record }): DownstreamInput[] => {
    try {
      const sector = sectors.find(one => [one.id, one.nameJa, one.nameEn].includes(record.sector ?? ''))?.id
      const row = parseInput(input, {
        ...record,
        language: record.language || null,
        sector: sector ?? record.sector ?? null,
      })
      const before = seen.get(row.email)
      if (before !== undefined) {
        faults.push(fault(line, 'email', `The address stands in line ${before} too.`, `${before}行目と同じ宛先です。`))
        return []
      }
      seen.set(row.email, line)
      return [row]
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      faults.push(fault(line, error.field ?? null, error.message, error.messageJa ?? error.message))
      return []
    }
  })
  if (faults.length === 0 && rows.length === 0)
    faults.push(fault(1, null, 'There is no line below the heading.', '見出しの下に行がありません。'))
  if (rows.length > MOST_DOWNSTREAM) faults.push(tooMany(MOST_DOWNSTREAM + 2))
  return faults.length > 0 ? { rows: [], faults: faults.slice(0, MOST_FAULTS) } : { rows, faults: [] }
}

type Cells = Partial<Record<keyof DownstreamInput, string>>

function tableOf(
  text: string,
):
  | { readonly records: readonly { readonly line: number; readonly record: Cells }[] }
  | { readonly faults: readonly DownstreamFault[] } {
  let lines: { record: string[]; info: { lines: number } }[]
  try {
    // `info` makes each record come with the line on which it ends; the library's types say records alone.
    lines = parse(text, {
      bom: true,
      trim: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: 4_096,
      to: MOST_DOWNSTREAM + 2,
    }) as unknown as typeof lines
  } catch {
    return { faults: [fault(1, null, 'This is no table of CSV.', 'CSVとして読み取れません。')] }
  }
  const [heading] = lines
  const columns = (heading?.record ?? []).map(title =>
    Object.hasOwn(COLUMNS, title.toLowerCase()) ? COLUMNS[title.toLowerCase()] : undefined,
  )
  if (!columns.includes('name') || !columns.includes('email'))
    return {
      faults: [
        fault(
          1,
          null,
          'The first line must name the columns: name,email,language,sector.',
          '1行目に列の名前（name,email,language,sector または 名称,メール,言語,分野）を書いてください。',
        ),
      ],
    }
  return {
    records: lines.slice(1).map(({ record, info }) => ({
      line: info.lines,
      record: Object.fromEntries(
        columns.flatMap((column, place) => (column === undefined ? [] : [[column, record[place] ?? '']])),
      ),
    })),
  }
}

const fault = (line: number, field: string | null, message: string, messageJa: string): DownstreamFault => ({
  line,
  field,
  message,
  messageJa,
})

export const tooMany = (line: number): DownstreamFault =>
  fault(
    line,
    null,
    `A list has at most ${MOST_DOWNSTREAM} recipients.`,
    `中継先は${MOST_DOWNSTREAM.toLocaleString('ja-JP')}件までです。`,
  )
