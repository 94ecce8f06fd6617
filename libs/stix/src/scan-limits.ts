/** How much one bundle may ask of us (IN-1). Sizes in bytes, lengths in UTF-16 code units. */
export interface ScanLimits {
  readonly bundleBytes: number
  readonly objectBytes: number
  readonly objects: number
  /** Nesting inside one object; the object itself is level 1. */
  readonly depth: number
  /** Any string but `payload_bin`, which may be as long as its object. */
  readonly stringLength: number
  readonly keysPerObject: number
  readonly keyLength: number
}

/** The limits of the house; a collection may set lower or higher ones. */
export const DEFAULT_LIMITS: ScanLimits = {
  bundleBytes: 100 * 1024 * 1024,
  objectBytes: 1024 * 1024,
  objects: 100_000,
  depth: 32,
  stringLength: 64 * 1024,
  keysPerObject: 500,
  keyLength: 250,
}

/** Nesting that no setting exceeds: the object scanner calls itself once per level. */
const DEPTH_CEILING = 256

/** Fills in the defaults. */
export function limitsWith(limits: Partial<ScanLimits> = {}): ScanLimits {
  const filled = { ...DEFAULT_LIMITS, ...limits }
  return { ...filled, depth: Math.min(filled.depth, DEPTH_CEILING) }
}
