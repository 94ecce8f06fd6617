import { readObject, scanObject, scanValue } from './object-scanner.ts'
import { refuse, shown, step } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import type { RuleId } from './rules.ts'
import { limitsWith } from './scan-limits.ts'
import type { ScanLimits } from './scan-limits.ts'
import { isStixId } from './stix-id.ts'
import type { StixId } from './stix-id.ts'

/**
 * A bundle is read as it arrives: bytes in, the exact text of each object out, and never more than one object in memory.
 * Two passes share the work. Here, bytes are followed only as far as structure goes (strings, brackets), to cut the
 * elements of `objects` apart; each element is then decoded and read by the strict object scanner. An element that the
 * second pass refuses is reported alone and the stream goes on; the bundle as a whole is refused only where the stream
 * cannot be followed or the envelope is wrong. Because `type` and `id` may stand after `objects`, whoever stores objects
 * while they arrive does so in one transaction that `end()` decides.
 */

/** One element of `objects`: its source text, byte for byte, and what that says; or why it was refused. */
export type ScannedObject =
  | { readonly index: number; readonly text: string; readonly value: unknown }
  | { readonly index: number; readonly refused: Refusal }

/** What the whole bundle turned out to be. */
export type BundleEnvelope =
  | {
      readonly ok: true
      readonly id: StixId
      readonly objectCount: number
      readonly refusedCount: number
      /** Properties of the bundle other than type, id and objects; the standard defines none. */
      readonly others: ReadonlyMap<string, unknown>
    }
  | { readonly ok: false; readonly refused: Refusal }

/** What may come next between values. */
type Expect =
  | 'bundle'
  | 'first-key'
  | 'key'
  | 'colon'
  | 'value'
  | 'after-value'
  | 'first-element'
  | 'element'
  | 'after-element'
  | 'nothing'

const BUNDLE_SECTION = 'STIX 2.1 §8'

/** Strict streaming reader of one STIX 2.1 bundle (§8, IN-1, IN-2): linear in time, one object in memory. */
export class BundleScanner {
  private readonly limits: ScanLimits
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  private expect: Expect = 'bundle'
  private refusal: Refusal | undefined
  /** Bytes before the current chunk. */
  private offset = 0

  // The value being cut out: what it is, how deep inside it we are, and its bytes so far.
  private kind: 'none' | 'nested' | 'scalar' = 'none'
  private depth = 0
  private inString = false
  private escaped = false
  /** Colons of it that stand in no string. */
  private colons = 0
  private held = new Uint8Array(4096)
  private heldLength = 0
  private oversized = false

  private key = ''
  private readonly members = new Map<string, unknown>()
  private objectCount = 0
  private refusedCount = 0

  constructor(limits: Partial<ScanLimits> = {}) {
    this.limits = limitsWith(limits)
  }

  /** Why the whole bundle is refused, as soon as it is known: the caller may stop reading then. */
  get refused(): Refusal | undefined {
    return this.refusal
  }

  /** Takes the next bytes, cut anywhere, and answers the objects that they complete. */
  push(chunk: Uint8Array): ScannedObject[] {
    const found: ScannedObject[] = []
    if (this.refusal !== undefined) return found
    if (this.offset === 0 && chunk[0] === 0xef) return this.whole('byte-order-mark', 'RFC 8259 §8.1') ?? found
    if (this.offset + chunk.length > this.limits.bundleBytes) {
      return this.whole('bundle-too-large', 'IN-1', this.limits.bundleBytes) ?? found
    }
    let position = 0
    while (position < chunk.length && this.refusal === undefined) {
      if (this.kind !== 'none') position = this.followValue(chunk, position, found)
      else position = this.readStructure(chunk, position, found)
    }
    this.offset += chunk.length
    return found
  }

  /** Ends the stream: the envelope, or why the bundle as a whole is refused. */
  end(): BundleEnvelope {
    if (this.refusal === undefined) this.checkEnvelope()
    if (this.refusal !== undefined) return { ok: false, refused: this.refusal }
    const others = new Map(this.members)
    for (const known of ['type', 'id', 'objects']) others.delete(known)
    const { objectCount, refusedCount } = this
    // checkEnvelope has just tested that the id is one.
    return { ok: true, id: this.members.get('id') as StixId, objectCount, refusedCount, others }
  }

  private checkEnvelope(): void {
    if (this.expect === 'bundle') this.whole('not-a-bundle', BUNDLE_SECTION)
    else if (this.expect !== 'nothing') this.whole('truncated', 'RFC 8259 §2')
    else if (this.members.get('type') !== 'bundle') this.whole('not-a-bundle', BUNDLE_SECTION)
    else if (!isBundleId(this.members.get('id'))) {
      this.refusal = refuse('invalid-id', BUNDLE_SECTION, '$.id', shown(this.members.get('id')))
    } else if (!this.members.has('objects')) this.whole('missing-objects', BUNDLE_SECTION)
    else if (this.objectCount === 0) this.refusal = refuse('empty-list', 'STIX 2.1 §2.12', '$.objects')
  }

  /** Reads one byte between values. */
  private readStructure(chunk: Uint8Array, position: number, found: ScannedObject[]): number {
    const byte = chunk[position] ?? 0
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return position + 1
    switch (this.expect) {
      case 'bundle':
        if (byte !== 0x7b) this.whole('not-a-bundle', BUNDLE_SECTION)
        this.expect = 'first-key'
        return position + 1
      case 'first-key':
      case 'key':
        if (byte === 0x7d && this.expect === 'first-key') {
          this.expect = 'nothing'
          return position + 1
        }
        return byte === 0x22 ? this.beginValue(chunk, position, found) : this.astray('a key', position)
      case 'colon':
        if (byte !== 0x3a) return this.astray('":"', position)
        this.expect = 'value'
        return position + 1
      case 'value':
        if (this.key !== 'objects') return this.beginValue(chunk, position, found)
        if (byte !== 0x5b) this.whole('missing-objects', BUNDLE_SECTION)
        this.members.set('objects', undefined)
        this.expect = 'first-element'
        return position + 1
      case 'first-element':
      case 'element':
        if (byte === 0x5d && this.expect === 'first-element') {
          this.expect = 'after-value'
          return position + 1
        }
        if (this.objectCount < this.limits.objects) return this.beginValue(chunk, position, found)
        this.whole('too-many-objects', 'IN-1', this.limits.objects)
        return position + 1
      case 'after-element':
        if (byte !== 0x2c && byte !== 0x5d) return this.astray('"," or "]"', position)
        this.expect = byte === 0x2c ? 'element' : 'after-value'
        return position + 1
      case 'after-value':
        if (byte !== 0x2c && byte !== 0x7d) return this.astray('"," or "}"', position)
        this.expect = byte === 0x2c ? 'key' : 'nothing'
        return position + 1
      case 'nothing':
        this.whole('trailing-garbage', 'RFC 8259 §2')
        return position + 1
    }
  }

  private beginValue(chunk: Uint8Array, position: number, found: ScannedObject[]): number {
    const byte = chunk[position] ?? 0
    if (byte === 0x2c || byte === 0x3a || byte === 0x5d || byte === 0x7d) return this.astray('a value', position)
    this.heldLength = 0
    this.oversized = false
    this.depth = 0
    this.inString = false
    this.escaped = false
    this.colons = 0
    this.kind = byte === 0x22 || byte === 0x7b || byte === 0x5b ? 'nested' : 'scalar'
    return this.followValue(chunk, position, found)
  }

  /** Follows the current value to its end or to the end of the chunk, and holds its bytes. */
  private followValue(chunk: Uint8Array, start: number, found: ScannedObject[]): number {
    const end = this.kind === 'scalar' ? scalarEnd(chunk, start) : this.nestedEnd(chunk, start)
    const isComplete = end >= 0
    this.hold(chunk, start, isComplete ? end : chunk.length)
    if (!isComplete) return chunk.length
    this.kind = 'none'
    this.completeValue(found)
    return end
  }

  /** The position after the string or container that is being followed, or −1 when the chunk ends first. */
  private nestedEnd(chunk: Uint8Array, start: number): number {
    let { depth, inString, escaped, colons } = this
    const { length } = chunk
    for (let position = start; position < length; position += 1) {
      const byte = chunk[position]
      if (inString) {
        if (escaped) escaped = false
        else if (byte === 0x5c) escaped = true
        else if (byte === 0x22) {
          inString = false
          if (depth === 0) return position + 1
        }
      } else if (byte === 0x22) inString = true
      else if (byte === 0x7b || byte === 0x5b) depth += 1
      else if (byte === 0x7d || byte === 0x5d) {
        depth -= 1
        if (depth === 0) {
          this.colons = colons
          return position + 1
        }
      } else if (byte === 0x3a) colons += 1
    }
    this.colons = colons
    this.depth = depth
    this.inString = inString
    this.escaped = escaped
    return -1
  }

  private hold(chunk: Uint8Array, start: number, end: number): void {
    const needed = this.heldLength + end - start
    if (needed > this.limits.objectBytes) {
      this.oversized = true
      this.heldLength = 0
    }
    if (this.oversized) return
    if (needed > this.held.length) {
      const larger = new Uint8Array(Math.max(needed, this.held.length * 2))
      larger.set(this.held.subarray(0, this.heldLength))
      this.held = larger
    }
    this.held.set(chunk.subarray(start, end), this.heldLength)
    this.heldLength = needed
  }

  private completeValue(found: ScannedObject[]): void {
    switch (this.expect) {
      case 'first-key':
      case 'key':
        return this.completeKey()
      case 'value':
        return this.completeMember()
      default:
        this.expect = 'after-element'
        found.push(this.completeElement(this.objectCount))
        this.objectCount += 1
    }
  }

  private completeElement(index: number): ScannedObject {
    const path = `$.objects[${index}]`
    const { objectBytes } = this.limits
    const text = this.heldText()
    const read = this.oversized
      ? { refused: refuse('object-too-large', 'IN-1', path, objectBytes) }
      : text === undefined
        ? { refused: refuse('invalid-utf8', 'RFC 8259 §8.1', path) }
        : readObject(text, this.colons, this.limits, path)
    if ('value' in read) return { index, text: text ?? '', value: read.value }
    this.refusedCount += 1
    return { index, refused: read.refused }
  }

  private completeKey(): void {
    const value = this.envelopeValue('$')
    this.key = typeof value === 'string' ? value : ''
    this.expect = 'colon'
    if (this.refusal !== undefined) return
    // The strict scanner judges the key as a key: length and forbidden words.
    this.refusal = scanObject(`{${JSON.stringify(this.key)}:0}`, this.limits)
    if (this.refusal !== undefined) return
    if (this.members.has(this.key)) this.whole('duplicate-key', 'RFC 8259 §4', this.key)
    if (this.members.size >= this.limits.keysPerObject) {
      this.whole('too-many-keys', 'IN-1', this.limits.keysPerObject)
    }
  }

  private completeMember(): void {
    this.members.set(this.key, this.envelopeValue(step('$', this.key)))
    this.expect = 'after-value'
  }

  /** A key or value of the bundle itself; whatever is wrong with it is wrong with the bundle. */
  private envelopeValue(path: string): unknown {
    const text = this.heldText()
    if (this.oversized) this.whole('object-too-large', 'IN-1', this.limits.objectBytes)
    else if (text === undefined) this.whole('invalid-utf8', 'RFC 8259 §8.1')
    else this.refusal = scanValue(text, this.limits, path)
    return this.refusal === undefined && text !== undefined ? JSON.parse(text) : undefined
  }

  private heldText(): string | undefined {
    try {
      return this.decoder.decode(this.held.subarray(0, this.heldLength))
    } catch {
      return undefined
    }
  }

  private astray(expected: string, position: number): number {
    this.whole('invalid-json', 'RFC 8259', `${expected} expected at byte ${this.offset + position}`)
    return position + 1
  }

  private whole(rule: RuleId, section: string, ...words: (string | number)[]): undefined {
    this.refusal = refuse(rule, section, '$', ...words)
    this.kind = 'none'
    return undefined
  }
}

function isBundleId(id: unknown): boolean {
  return isStixId(id) && id.startsWith('bundle--')
}

/** The position after a number or word, or −1 when the chunk ends first; wrong bytes are the strict scanner's affair. */
function scalarEnd(chunk: Uint8Array, start: number): number {
  for (let position = start; position < chunk.length; position += 1) {
    const byte = chunk[position]
    if (
      byte === 0x2c ||
      byte === 0x5d ||
      byte === 0x7d ||
      byte === 0x20 ||
      byte === 0x0a ||
      byte === 0x0d ||
      byte === 0x09
    ) {
      return position
    }
  }
  return -1
}
