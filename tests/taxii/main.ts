/** Checks a TAXII 2.1 server from the command line and prints what failed. */
import { checkTaxii } from './checker.ts'

const [url, user, password] = process.argv.slice(2)
if (!url) throw new Error('usage: node tests/taxii/main.ts URL [USER PASSWORD]')
const { checked, failed } = await checkTaxii({ url, user, password })
for (const line of [...failed, `${checked - failed.length} of ${checked} checks passed`])
  process.stdout.write(`${line}\n`)
process.exitCode = failed.length > 0 ? 1 : 0
