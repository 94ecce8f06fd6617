import { readFile } from 'node:fs/promises'
import type { CliConfig } from './config.ts'
import { hubOf } from './hub.ts'

/** The part of the answer of `POST /lookups/sbom` that is printed. */
interface Check {
  readonly sbom: { readonly format: string; readonly version: string; readonly components: number }
  readonly matches: readonly {
    readonly certainty: 'yes' | 'perhaps'
    readonly component: { readonly name: string; readonly version?: string; readonly path: string }
    readonly vulnerability: { readonly name: string; readonly cvss: number | null; readonly exploited: boolean }
    readonly reference: string
    readonly tlp: string
  }[]
  readonly more: boolean
  readonly faults: readonly { readonly rule: string; readonly path: string; readonly message: string }[]
}

/** `noroshi check FILE`: one line for each component that an edition says is vulnerable; false when there is one for sure. */
export async function checkSbom(config: CliConfig, file: string, { json }: { json?: true }): Promise<boolean> {
  const text = await readFile(file, 'utf8')
  const type = text.includes('"spdxVersion"') ? 'application/spdx+json' : 'application/vnd.cyclonedx+json'
  const check = (await hubOf(config, 'read').check('/lookups/sbom', text, type)) as Check // the hub's own contract
  if (json) console.log(JSON.stringify(check, null, 2))
  else print(check)
  return !check.matches.some(({ certainty }) => certainty === 'yes')
}

function print({ sbom, matches, more, faults }: Check): void {
  for (const { certainty, component, vulnerability, reference, tlp } of matches) {
    const { name, cvss, exploited } = vulnerability
    const words = [
      certainty === 'yes' ? 'VULNERABLE' : 'PERHAPS   ',
      `${component.name} ${component.version ?? '(no version)'}`,
      name + (cvss === null ? '' : ` CVSS ${cvss.toFixed(1)}`) + (exploited ? ' known to be exploited' : ''),
      `${reference} ${tlp}`,
      component.path,
    ]
    // What others wrote must not write on the terminal.
    console.log(words.join('  ').replace(/\p{Cc}/gu, '\uFFFD'))
  }
  for (const { rule, path, message } of faults) console.error(`${path} ${rule}: ${message}`)
  const sure = matches.filter(({ certainty }) => certainty === 'yes').length
  console.error(
    `${sbom.components} components (${sbom.format} ${sbom.version}): ${sure} matches by CPE, ${matches.length - sure} by name or without a version${more ? '; there are more' : ''}`,
  )
}
