// Prints a digest of the names and contents of all sources below the given folders (dist and node_modules left out).
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const digest = createHash('sha256')
for (const folder of process.argv.slice(2))
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !/(^|\/)(dist|node_modules)\//.test(path))
      digest.update(path).update('\0').update(readFileSync(path)).update('\0')
  }
process.stdout.write(digest.digest('hex'))
