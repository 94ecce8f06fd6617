import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import * as stix from './index.ts'

const folder = import.meta.dirname
const sources = readdirSync(folder).filter(name => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8')

describe('this floor', () => {
  it('imports nothing but itself and the four libraries it names', () => {
    for (const name of sources) {
      const imports = [...textOf(name).matchAll(/ from '([^']+)'/g)].map(found => String(found[1]))
      for (const from of imports)
        expect([name, from]).toEqual([name, expect.stringMatching(/^\.\/|^(canonicalize|uuid|re2js|yaml)$/)])
    }
  })

  it('asks no clock and no chance, and touches nothing outside', () => {
    const outside =
      /Date\.now|new Date\(\)|Math\.random|\bprocess\.|\bBuffer\b|\bfetch\(|\bconsole\.|\brequire\(|'node:/
    for (const name of sources) expect([name, textOf(name)]).toEqual([name, expect.not.stringMatching(outside)])
  })
})

/** Uses a bit of everything; what it answers must not depend on where it runs. */
function exercise({ BundleScanner, ...words }: typeof stix): unknown {
  const uuid = '0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061'
  const now = '2020-01-01T00:00:00.000Z'
  const pattern = { pattern: "[url:value = 'http://x/']", pattern_type: 'stix', valid_from: now }
  const indicator = words.newObject({ type: 'indicator', name: '狼煙', lang: 'ja', ...pattern }, { now, uuid })
  const marked = words.addMarkings(indicator, words.TLP_MARKINGS[0]?.object.id ?? '', now, { selectors: 'name' })
  const url = words.newObject({ type: 'url', value: 'http://x/' }, { now, uuid })
  const text = JSON.stringify(words.newBundle([indicator, url], uuid))
  const bytes = Uint8Array.from([...text].flatMap(utf8))
  const scanner = new BundleScanner()
  return {
    verdict: words.validateObject(indicator),
    parsed: words.parseObject(text),
    scanned: [...scanner.push(bytes.subarray(0, 100)), ...scanner.push(bytes.subarray(100))],
    envelope: scanner.end(),
    marked,
    problems: words.versionProblems(indicator, { ...indicator, name: 'x' }),
    references: words.danglingReferences([indicator, marked]),
    rows: words.indicatorRows(indicator),
    canonical: words.canonicalText(indicator),
  }
}

/** TextEncoder and Buffer stay outside: this runs in both worlds. */
function utf8(character: string): number[] {
  return [...encodeURIComponent(character).matchAll(/%([0-9A-F]{2})|./g)].map(([plain, hex]) =>
    hex === undefined ? plain.charCodeAt(0) : Number.parseInt(hex, 16),
  )
}

describe('a browser', () => {
  it('runs the library from one bundle, without anything of Node and without eval', () => {
    const output = mkdtempSync(join(tmpdir(), 'stix-'))
    try {
      const file = join(output, 'stix.js')
      // The bundler that the portal’s vite brings.
      const bundler = join(folder, '../../../node_modules/rolldown/bin/cli.mjs')
      const entry = join(folder, 'index.ts')
      const how = ['--format', 'iife', '--name', 'stix', '--platform', 'browser', '--minify', '--file', file]
      execFileSync(process.execPath, [bundler, entry, ...how], { stdio: 'pipe' })
      const bundle = readFileSync(file, 'utf8')
      // 110 kB as sent; two thirds are the expressions of MATCHES and the YAML of Sigma.
      expect(bundle.length).toBeLessThan(400_000)

      // What every browser has and the language does not.
      const window = createContext(
        { atob, crypto, TextDecoder, TextEncoder, URL },
        { codeGeneration: { strings: false, wasm: false } },
      )
      runInContext(bundle, window)
      const answer: unknown = runInContext(`${utf8.toString()};JSON.stringify((${exercise.toString()})(stix))`, window)
      expect(JSON.parse(String(answer))).toEqual(JSON.parse(JSON.stringify(exercise(stix))))
      expect(JSON.parse(String(answer))).toMatchObject({
        verdict: { errors: [] },
        parsed: { ok: true },
        marked: { ok: true },
      })
    } finally {
      rmSync(output, { recursive: true })
    }
  })
})
