import { readFile } from 'node:fs/promises'
import { question, type AnswerOf } from '@noroshi/client'
import { MOST_OUTCOMES, signedLines, verifiedText } from '@noroshi/products'
import { lockJournal, noJournal, noteImport, readJournal, type Line } from './alert-journal.ts'
import type { CliConfig } from './config.ts'
import { hubOf } from './hub.ts'

const FOUND = 'productId alertId sentAt state sent notReached notListed unmatched'
const BRING_IN = question(`mutation BringInAlert($input: SentAlertInput!) { bringInAlert(input: $input) { ${FOUND} } }`)
const NOTE =
  question(`mutation NoteAlertOutcomes($productId: ID!, $outcomes: [AlertOutcomeInput!]!, $areAll: Boolean!) {
  noteAlertOutcomes(productId: $productId, outcomes: $outcomes, areAll: $areAll) { ${FOUND} }
}`)
type SentAlert = AnswerOf<typeof BRING_IN>['bringInAlert']

/** Where `alert --offline` keeps the signed text. */
export const textBeside = (journal: string): string => `${journal}.txt`

/**
 * `noroshi alert import`: brings into the hub what `alert --offline` sent while there was none, and what became of each mail, as HUB_API_KEY's
 * owner. Somebody else releases it there. The same again changes nothing, and whoever was killed goes on.
 * @param keyFiles public keys, one of which signed it
 * @throws Error when the text is not what one of the keys signed, or the journal is of another
 */
export async function importAlert(
  config: CliConfig,
  journal: string,
  keyFiles: readonly string[],
  mail = textBeside(journal),
): Promise<void> {
  const signedText = await readFile(mail, 'utf8')
  const verdict = verifiedText(signedText, await Promise.all(keyFiles.map(file => readFile(file, 'utf8'))))
  if (!verdict.isGood) throw new Error(`${mail} は信用できません。/ BAD: do not trust this alert (${verdict.reason})`)
  const read = readJournal(journal)
  if (read === null) throw noJournal(journal)
  const { alert, lines } = read
  if (signedLines(alert).join('\n') !== verdict.signed)
    throw new Error(
      `${journal} は ${mail} の送信記録ではありません。/ ${journal} is the journal of another alert than ${mail}, or was changed.`,
    )
  const hub = hubOf(config, 'draft')
  const unlock = lockJournal(journal)
  try {
    const { bringInAlert: begun } = await hub.mutate(BRING_IN, { input: { signedText, alert } })
    const { productId } = begun
    // From here on the hub tells the rest.
    noteImport(journal, productId)
    const outcomes = [...new Map(lines.map(line => [line.to, outcomeOf(line, alert.at)])).values()]
    let found: SentAlert = begun
    for (let at = 0; at === 0 || at < outcomes.length; at += MOST_OUTCOMES) {
      const areAll = at + MOST_OUTCOMES >= outcomes.length
      const part = { productId, outcomes: outcomes.slice(at, at + MOST_OUTCOMES), areAll }
      found = (await hub.mutate(NOTE, part)).noteAlertOutcomes
    }
    console.log(summaryOf(found, outcomes.length))
  } finally {
    unlock()
  }
}

/** Journals of earlier versions say no time: then it is that of the alert. */
const outcomeOf = ({ to, state, reason, at }: Line, began: string) => ({ name: to, state, reason, at: at ?? began })

function summaryOf(found: SentAlert, noted: number): string {
  const { alertId, sentAt, productId, state, sent, notReached, notListed, unmatched } = found
  const late = noted - sent - notReached - unmatched
  return [
    `${alertId}: ${sentAt} に狼煙を経由せずに送信 / was sent without the hub at ${sentAt}`,
    `製品 / product: ${productId} (${state})`,
    `メールで届いた人（再送しません） / have it by mail, and are sent no other: ${sent}`,
    `届かなかった人（発出すると送られます） / were not reached, and are told when it is released: ${notReached}`,
    `名簿になかった人（発出すると送られます） / were not on the list, and are told when it is released: ${notListed}`,
    `該当する人がいない記録（停止された人・アドレスを変えた人） / records of nobody who is active under that address: ${unmatched}`,
    ...(late > 0
      ? [`発出後に届いた記録（反映されません） / records that came after the release, and change nothing: ${late}`]
      : []),
    state === 'IN_REVIEW' || state === 'DRAFT'
      ? '次に、書いた人・取り込んだ人ではない提供決裁者が「緊急周知」で発出してください。/ Next, a releasing officer other than you releases it on the page 緊急周知 (Alerts).'
      : '発出は済んでいます。/ It has been released already.',
  ].join('\n')
}
