/** An identifier of STIX 2.1 §2.9: the object's type, two hyphens, a UUID. */
export type StixId = `${string}--${string}`

// RFC 9562 variant and versions 1–8; the standard demands an RFC 4122 UUID, of which these are the later versions.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i
const TYPE = /^[a-z0-9][a-z0-9-]*$/

/** Whether a text may be the type of an object (§3.1, §11.2): 3–250 of a–z, 0–9 and single hyphens. */
export function isTypeName(text: string): boolean {
  return text.length >= 3 && text.length <= 250 && TYPE.test(text) && !text.includes('--') && !text.endsWith('-')
}

/** Whether a text has the form of a STIX identifier (§2.9); the object need not exist. */
export function isStixId(text: unknown): text is StixId {
  if (typeof text !== 'string') return false
  const cut = text.indexOf('--')
  return cut > 0 && isTypeName(text.slice(0, cut)) && UUID.test(text.slice(cut + 2))
}

/** The type named by an identifier: everything before the two hyphens. */
export function typeOfId(id: string): string {
  const cut = id.indexOf('--')
  return cut < 0 ? '' : id.slice(0, cut)
}

/** The version digit of an identifier's UUID: 4 is random, 5 is deterministic. */
export function uuidVersionOf(id: string): string {
  return id.charAt(id.indexOf('--') + 2 + 14)
}
