/** The parsers that read what strangers send, what each is fed, and what holds whatever it is fed. */
import type { Rng } from '@noroshi/clearance/testing'
import { nextOf, readFilter } from '@noroshi/delivery'
import { acceptedCertificate, usableCertificate } from '@noroshi/delivery/testing'
import { HubError } from '@noroshi/errors'
import {
  componentKeys,
  csafOf,
  csafToStix,
  kevToStix,
  matchSoftware,
  mispToStix,
  readCpe,
  readCsaf,
  readCvss,
  readDocument,
  readJvn,
  readSbom,
  stixToMisp,
  type CsafFacts,
  type Fault,
  type Loss,
} from '@noroshi/formats'
import { extract } from '@noroshi/indicators'
import {
  BundleScanner,
  checkPattern,
  matchPattern,
  observableValuesOf,
  parseObject,
  parsePattern,
  patternText,
  validateObject,
  type Refusal,
  type StixObject,
} from '@noroshi/stix'
import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import { gunzipSync } from 'node:zlib'
import { anyOf, below, mutatedText, mutatedValue } from './mutate.ts'

export interface Target {
  /** An input of a case: text, so that a failing one can be kept as it was. */
  readonly make: (rng: Rng) => string
  /** Reads it; throws when something does not hold. */
  readonly read: (input: string) => void
  /** A part of the usual number of cases, where one takes long. */
  readonly share?: number
}

const textOf = (path: string): string => readFileSync(new URL(`../../data/${path}`, import.meta.url), 'utf8')
const linesOf = (path: string): any[] =>
  textOf(path)
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

const bundle = JSON.parse(textOf('stix/poisonivy.json')) as { objects: object[] }
const attack = JSON.parse(textOf('attack/ics-attack-18.1.json')) as { objects: object[] }
const instances = linesOf('stix/stix2-validator-v21.jsonl').flatMap(({ instance }) => instance ?? [])
const objects: readonly object[] = [
  ...bundle.objects,
  ...attack.objects.filter((_, index) => index % 20 === 0),
  ...instances,
]
const matches = linesOf('stix/pattern-match-v21.jsonl') as { pattern: string; observed_data: unknown[] }[]
const patterns = [
  ...matches.map(({ pattern }) => pattern),
  ...bundle.objects.flatMap(object => ('pattern' in object ? String(object.pattern) : [])),
]

function mustHold(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what)
}

const explained = ({ path, section, message, messageJa }: Refusal): void =>
  mustHold(path.startsWith('$') && section !== '' && message !== '' && messageJa !== '', 'a refusal without its reason')

/** A STIX object: read strictly or refused with a reason, and what was read is what was written. */
function readObject(text: string): void {
  const read = parseObject(text)
  if (!read.ok) return explained(read.refused)
  mustHold(JSON.stringify(JSON.parse(text)) === JSON.stringify(read.value.object), 'another object than was written')
  for (const warning of read.value.warnings) explained(warning)
}

/** A bundle: the same answer, however its bytes come in. */
function readBundle(text: string): void {
  const bytes = Buffer.from(text)
  const [whole, parts] = [new BundleScanner(), new BundleScanner()]
  const found = whole.push(bytes)
  const inParts = []
  for (let at = 0; at < bytes.length; at += 61) inParts.push(...parts.push(bytes.subarray(at, at + 61)))
  const [one, other] = [whole.end(), parts.end()]
  mustHold(JSON.stringify([found, one]) === JSON.stringify([inParts, other]), 'parts are read otherwise than the whole')
  if (!one.ok) explained(one.refused)
}

/** A pattern: what can be read can be written, and reads the same again. */
function readPattern(text: string): void {
  const read = parsePattern(text)
  observableValuesOf(text)
  if (!read.ok) return
  const written = patternText(read.tree)
  const again = parsePattern(written)
  mustHold(again.ok && patternText(again.tree) === written, 'a pattern that reads otherwise when written down')
}

const RULES = [
  'title: x\nlogsource: {product: a}\ndetection:\n  one: {a|contains: ["b", &c d]}\n  two: *c\n  condition: 1 of o* and not (two)\n',
  'import "pe" rule a : b { meta: c = "d" strings: $e = { 4D ?? [1-2] ( AA | BB ) } nocase $f = /g\\/h/i condition: any of ($e*) and 50% of them }',
  'alert tcp $A [1:2,!3] -> [10.0.0.0/8,!::1] any (msg:"a\\"b|;"; content:"c|0d 0A|",nocase; pcre:"/d/i"; sid:1;)',
]
const LANGUAGES = ['sigma', 'yara', 'snort', 'suricata'] as const

const QUERIES: readonly Record<string, string>[] = [
  { limit: '10', added_after: '2026-01-01T00:00:00.123456789Z' },
  { 'match[id]': 'indicator--6770298f-0fd8-471a-ab8c-1c658a46574e,x--6770298f-0fd8-471a-ab8c-1c658a46574e' },
  { 'match[version]': 'first,last,2026-01-01T00:00:00Z', 'match[spec_version]': '2.0,2.1' },
  { 'match[type]': 'indicator,malware', next: 'MTc5NTYzNTEyMDE2ODE5MC5MVUlaeHdBNDZTS2lIV2dy' },
  { 'match[version]': 'all', limit: '1000', next: 'MC5hYWFhYWFhYWFhYWFhYWFh' },
]

/** A TAXII question: read or refused by name, and a page that follows is accepted for the same question alone. */
function readQuery(text: string): void {
  const query = JSON.parse(text) as Record<string, unknown>
  try {
    const filter = readFilter(query, ['council'], ['id', 'type', 'version', 'spec_version'], 'last')
    mustHold(filter.limit >= 1 && filter.limit <= 1_000, 'a limit out of bounds')
    const next = nextOf(filter, 1_795_635_120_168_190n)
    mustHold(
      readFilter({ ...query, next }, ['council'], ['id', 'type', 'version', 'spec_version'], 'last').after !== null,
      'a next that says nothing',
    )
  } catch (error) {
    if (!(error instanceof HubError) || error.field === undefined) throw error
  }
}

/** Certificates of authorities, with octets that are others. */
function certificateOf(rng: Rng): string {
  const pem = anyOf(rng, rootCertificates)
  if (rng() < 0.1) return mutatedText(rng, pem)
  const der = Buffer.from(pem.replaceAll(/-----[^-]*-----/g, ''), 'base64')
  for (let turn = below(rng, 4); turn > 0; turn -= 1) der[below(rng, der.length)] = below(rng, 256)
  return der.toString('base64')
}

/** A certificate: taken, or refused by name. */
function readCertificate(input: string): void {
  usableCertificate(`-----BEGIN CERTIFICATE-----\n${input}\n-----END CERTIFICATE-----\n`, new Date(0))
  try {
    acceptedCertificate(input, 'nobody@hub.example', new Date(0), null)
  } catch (error) {
    if (!(error instanceof HubError) || error.field === undefined) throw error
  }
}

const advisories = ['icsa-17-234-03', 'icsa-18-331-02', 'icsa-22-125-01'].map(name =>
  JSON.parse(textOf(`csaf/${name}.json`)),
)
const catalogue = JSON.parse(textOf('kev/known_exploited_vulnerabilities.json')) as { vulnerabilities: object[] }
const converted = [...advisories.map(one => csafToStix(one).objects), kevToStix(catalogue).objects]
const jvn = ['jvnrss', 'vuldef'].map(name => textOf(`jvn/${name}.xml`))
const component = {
  name: 'a',
  purl: 'pkg:npm/a@1',
  cpe: 'cpe:/a:b:c:1',
  licenses: [{ license: { id: 'MIT' } }],
  hashes: [{ alg: 'MD5', content: '0' }],
}
const sboms = [
  { bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ ...component, components: [component] }] },
  {
    ...{ spdxVersion: 'SPDX-2.3', SPDXID: 'a', name: 'b' },
    packages: [
      {
        ...{ SPDXID: 'c', name: 'd', versionInfo: '1', supplier: 'Organization: e', licenseDeclared: 'MIT' },
        externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:npm/d@1' }],
      },
    ],
  },
]
const NAMES = [
  'cpe:2.3:a:example:server\\:x:1.0?:*:-:ja:*:*:*:*',
  'cpe:/a:example:server:1.%02:-:~~online~win%01~x64~:ja',
  'wfn:[part="a",vendor="ex\\-ample",version=NA,update="*b"]',
  'AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H',
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N/E:F/MAV:L',
  'CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A/MSI:S/U:Red',
]

const events = ['cloudmensis.misp.json', 'misp-turla-crutch-event.json', 'signsight-misp-event.json']
  .map(name => JSON.parse(gunzipSync(readFileSync(new URL(`../../data/misp/${name}.gz`, import.meta.url))).toString()))
  .map(({ response, Event }) => Event ?? response[0].Event)
/** Small enough that a million cases end: an event with a few of the attributes and objects of a real one. */
const eventOf = (rng: Rng): object => {
  const event = anyOf(rng, events)
  const some = (list: unknown[] = []) => Array.from({ length: below(rng, 4) }, () => anyOf(rng, list)).filter(Boolean)
  return { Event: { ...event, Attribute: some(event.Attribute), Object: some(event.Object), Tag: some(event.Tag) } }
}
const CSAF_FACTS: CsafFacts = {
  publisher: { category: 'coordinator', name: 'x', namespace: 'https://noroshi.example' },
  ...{ id: 'NRS-1', title: 'x', lang: 'ja', tlp: 'GREEN', releases: [{ date: '2026-01-01T00:00:00Z', summary: 'x' }] },
}
const ENVELOPE = {
  ...{ uuid: '6770298f-0fd8-471a-ab8c-1c658a46574e', info: 'x', at: '2026-01-01T00:00:00.000Z' },
  organisation: { uuid: '6770298f-0fd8-471a-ab8c-1c658a46574f', name: 'y' },
  ...{ distribution: '1' as const, tags: ['tlp:green'] },
}
const named = (losses: readonly Loss[]): void => {
  for (const { rule, path, count, message, messageJa } of losses)
    mustHold(rule !== '' && path.startsWith('$') && count > 0 && message !== '' && messageJa !== '', 'a loss unnamed')
}
const REPORT =
  'hxxp://evil[.]example[.]com/a?b=c、198[.]51[.]100[.]7 に接続。CVE-2026-12345 T1566.001 AS64512 user@evil(dot)jp HKLM\\Run\\x '

const valid = (made: readonly StixObject[]): void => {
  for (const object of made) mustHold(validateObject(object).errors.length === 0, `${object.type} is not valid`)
}
const blamed = (faults: readonly Fault[]): void => {
  for (const { path, section, message, messageJa } of faults)
    mustHold(path.startsWith('$') && section !== '' && message !== '' && messageJa !== '', 'a fault without its reason')
}
const mutatedJson = (rng: Rng, document: unknown): string => {
  const value = rng() < 0.8 ? mutatedValue(rng, document) : document
  return JSON.stringify(value) ?? 'null'
}

export const TARGETS: Readonly<Record<string, Target>> = {
  'stix-object': {
    make: rng => {
      const object = anyOf(rng, objects)
      const value = rng() < 0.75 ? mutatedValue(rng, object) : object
      const text = JSON.stringify(value) ?? ''
      return rng() < 0.4 ? mutatedText(rng, text) : text
    },
    read: readObject,
  },
  'stix-bundle': {
    make: rng => {
      const some = Array.from({ length: below(rng, 4) }, () => anyOf(rng, objects))
      const value = mutatedValue(rng, {
        type: 'bundle',
        id: 'bundle--6770298f-0fd8-471a-ab8c-1c658a46574e',
        objects: some,
      })
      return mutatedText(rng, JSON.stringify(value) ?? '')
    },
    read: readBundle,
  },
  'stix-pattern': {
    make: rng => mutatedText(rng, rng() < 0.2 ? anyOf(rng, patterns) + anyOf(rng, patterns) : anyOf(rng, patterns)),
    read: readPattern,
  },
  'pattern-match': {
    make: rng => {
      const { pattern, observed_data: observed } = anyOf(rng, matches)
      const seen = rng() < 0.5 ? mutatedValue(rng, observed) : observed
      return JSON.stringify([rng() < 0.8 ? mutatedText(rng, pattern) : pattern, Array.isArray(seen) ? seen : [seen]])
    },
    read: input => {
      const [pattern, observed] = JSON.parse(input) as [string, unknown[]]
      const answer = matchPattern(pattern, observed, 20_000)
      mustHold(typeof answer.ok === 'boolean', 'no answer')
    },
  },
  'rule-languages': {
    make: rng => JSON.stringify([anyOf(rng, LANGUAGES), mutatedText(rng, anyOf(rng, RULES))]),
    read: input => {
      const [language, rule] = JSON.parse(input) as [string, string]
      const answer = checkPattern(language, rule)
      mustHold(answer.ok ? answer.isChecked : answer.messageJa !== '', 'neither checked nor refused')
    },
  },
  'taxii-query': {
    make: rng => {
      const query = Object.assign({}, ...Array.from({ length: 1 + below(rng, 2) }, () => anyOf(rng, QUERIES)))
      const value = mutatedValue(rng, query)
      return JSON.stringify(typeof value === 'object' && value !== null ? value : { limit: value })
    },
    read: readQuery,
  },
  csaf: {
    share: 0.25,
    make: rng => mutatedJson(rng, anyOf(rng, advisories)),
    read: input => {
      const document: unknown = JSON.parse(input)
      const read = readCsaf(document)
      if (!read.ok) blamed(read.faults)
      valid(csafToStix(document).objects)
    },
  },
  kev: {
    share: 0.25,
    make: rng => mutatedJson(rng, { ...catalogue, vulnerabilities: [anyOf(rng, catalogue.vulnerabilities)] }),
    read: input => valid(kevToStix(JSON.parse(input)).objects),
  },
  misp: {
    share: 0.5,
    make: rng => mutatedJson(rng, eventOf(rng)),
    read: input => {
      const { objects: made, losses } = mispToStix(JSON.parse(input))
      valid(made)
      named(losses)
    },
  },
  'stix-to-misp': {
    share: 0.25,
    make: rng =>
      mutatedJson(
        rng,
        Array.from({ length: 1 + below(rng, 4) }, () => anyOf(rng, objects)),
      ),
    read: input => {
      const value: unknown = JSON.parse(input)
      const sent = (Array.isArray(value) ? value : [value]) as StixObject[] // whatever it is
      const { events: made, losses } = stixToMisp(sent, ENVELOPE)
      named(losses)
      valid(mispToStix({ response: made }).objects)
    },
  },
  'csaf-out': {
    share: 0.25,
    make: rng => {
      const of = anyOf<readonly object[]>(rng, [...converted, objects])
      return JSON.stringify(Array.from({ length: 1 + below(rng, 12) }, () => mutatedValue(rng, anyOf(rng, of))))
    },
    read: input => {
      const sent = (JSON.parse(input) as StixObject[]).filter(one => validateObject(one).errors.length === 0)
      const distinct = [...new Map(sent.map(one => [one.id, one])).values()]
      for (const version of ['2.0', '2.1'] as const) {
        const { document, losses } = csafOf(distinct, CSAF_FACTS, version)
        named(losses)
        const read = readCsaf(document)
        mustHold(read.ok, read.ok ? '' : `${read.faults[0]?.path ?? ''} ${read.faults[0]?.rule ?? ''}`)
      }
    },
  },
  document: {
    share: 0.25,
    make: rng =>
      mutatedJson(rng, anyOf<unknown>(rng, [eventOf(rng), anyOf(rng, advisories), catalogue, anyOf(rng, sboms)])),
    read: input => {
      const read = readDocument(JSON.parse(input))
      if (read === null) return
      valid(read.objects)
      named(read.losses)
    },
  },
  certificate: { share: 0.05, make: certificateOf, read: readCertificate },
  extraction: {
    make: rng => mutatedText(rng, REPORT.repeat(1 + below(rng, 3))),
    read: input => {
      for (const { offset, asWritten } of extract(input).candidates)
        mustHold(input.startsWith(asWritten, offset), 'a candidate that is not where it says')
    },
  },
  jvn: {
    make: rng => mutatedText(rng, anyOf(rng, jvn)),
    read: input => {
      const read = readJvn(input)
      if (read.ok) valid(read.value.objects)
      else blamed(read.faults)
    },
  },
  sbom: {
    make: rng => mutatedJson(rng, anyOf(rng, sboms)),
    read: input => {
      const read = readSbom(JSON.parse(input))
      blamed(read.ok ? read.value.faults : read.faults)
      if (!read.ok) return
      for (const one of read.value.components) {
        // Whoever has a component has what is called as it is, unless its versions differ.
        const { name, cpe, version } = one
        const itself = matchSoftware(one, { name, cpe, version })
        mustHold(componentKeys(one).length === 0 || itself !== 'no', 'a component that is not itself')
      }
    },
  },
  'cpe-cvss': {
    make: rng => mutatedText(rng, anyOf(rng, NAMES)),
    read: input => {
      for (const read of [readCpe(input), readCvss(input)]) if (!read.ok) blamed(read.faults)
    },
  },
}
