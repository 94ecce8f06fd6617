import { readFile, writeFile } from 'node:fs/promises'
import { alertKey, ReleaseKey, verifiedText } from '@noroshi/products'
import type { Command } from 'commander'
import { importAlert } from './alert-import.ts'
import { sendAlert, SENTENCES, type AlertOptions } from './alert-send.ts'
import type { CliConfig } from './config.ts'
import { relayNews, type RelayOptions } from './relay.ts'
import { exportContacts } from './contact-list.ts'

/** The commands for when the hub is down (docs/emergency.md), and what makes them ready beforehand. */
export function addAlertCommands(program: Command, config: () => CliConfig): void {
  program
    .command('contacts')
    .description('the addresses to which an alert goes when the hub is down')
    .command('export')
    .description('write them, signed, to a file for its owner alone; with the password of hub_worker')
    .requiredOption('--out <file>', 'where to keep them; personal data')
    .requiredOption('--key <file>', 'private key of alerts (alert key)')
    .action(({ out, key }: { out: string; key: string }) => exportContacts(config(), out, key))

  program
    .command('relay')
    .description(
      'pass the NOTICEs of the owner of HUB_API_KEY (scope "read"), and their recalls, on by mail to a list that stays on this machine',
    )
    .requiredOption('--list <file>', 'one address a line; # begins a remark')
    .requiredOption('--state <folder>', 'where to keep what became of each; personal data')
    .option('--reference <references...>', 'pass on these alone, such as NRS-7K3M-Q9TX; else all')
    .action((options: RelayOptions) => relayNews(config(), options))

  const alert = program
    .command('alert')
    .description('send a signed text to everybody while the hub is down (HUB_SMTP_URL_FILE, HUB_MAIL_FROM)')
    .option('--offline', 'that it goes out past the hub, which then does not know of it')
    .option('--contacts <file>', 'what "contacts export" wrote')
    .option('--key <file>', 'private key of alerts')
    .option('--journal <file>', 'what became of each; the same again goes on where it stopped')
    .option('--title <title>', 'of 1 to 200 characters')
    .option('--text <file>', 'file with the text; - for the standard input', '-')
    .option('--confirm <sentence>', `word for word: ${SENTENCES.map(sentence => `"${sentence}"`).join(' or ')}`)
    .option('--concurrency <number>', 'how many messages at once, from 1 to 64', '8')
    .option('--dry-run', 'print the text and the number of recipients, and send nothing')
    .action(async (options: Partial<AlertOptions> & { offline?: true; concurrency: string }) => {
      const { offline, contacts, key, journal } = options
      if (!offline)
        throw new Error('While the hub is up, alerts are sent in its portal. Say --offline when it is down.')
      if (!contacts || !key || !journal) throw new Error('Name --contacts, --key and --journal.')
      if (!(await sendAlert(config(), { ...options, contacts, key, journal }))) process.exitCode = 2
    })
  alert
    .command('key')
    .description('make a key of alerts: FILE with the private key, FILE.pub to give to everybody beforehand')
    .argument('<file>')
    .action(async (file: string) => {
      const pem = ReleaseKey.newPem()
      const { publicKey, keyId } = alertKey(pem)
      await writeFile(file, pem, { mode: 0o600, flag: 'wx' })
      await writeFile(`${file}.pub`, publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o644, flag: 'wx' })
      console.log(`${file}.pub is ${keyId}. Give both to the recipients over another channel, before they need them.`)
    })
  alert
    .command('import')
    .description(
      'bring what went out past the hub into it, once it is back, and who has it; as the owner of HUB_API_KEY (scope "draft")',
    )
    .argument('<journal>', 'what became of each, as "alert --offline" wrote it')
    .argument('<keys...>', 'public keys, one of which signed it; the hub has to know it too')
    .option('--mail <file>', 'text of one of its mails, instead of the signed text beside the journal')
    .action((journal: string, keys: string[], { mail }: { mail?: string }) =>
      importAlert(config(), journal, keys, mail),
    )
  alert
    .command('verify')
    .description('say whether the text of a mail is an alert that one of these keys signed; asks nobody')
    .argument('<mail>', 'file with the text of the mail; - for the standard input')
    .argument('<keys...>', 'public keys that you compared over another channel')
    .action(async (mail: string, keys: string[]) => {
      const text = await readFile(mail === '-' ? '/dev/stdin' : mail, 'utf8')
      const verdict = verifiedText(text, await Promise.all(keys.map(file => readFile(file, 'utf8'))))
      if (!verdict.isGood) process.exitCode = 2
      console.log(
        verdict.isGood
          ? `good, signed by ${verdict.keyId}:\n\n${verdict.signed}`
          : `BAD: do not trust this alert (${verdict.reason})`,
      )
    })
}
