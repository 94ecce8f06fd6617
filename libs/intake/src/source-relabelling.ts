/* What a changed label of a source does to what was made of its objects: known to the libs above, and asked for by this one. */
import type { FragmentFlags, Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'

export interface SourceLabelChange {
  readonly sourceId: string
  readonly name: string
  /** As it is from now on. */
  readonly label: FragmentFlags & { readonly tlp: string }
}

/** How many products of all offices: no more of them is told to who administers sources. */
export interface Relabelled {
  readonly recalled: number
  readonly returned: number
}

export abstract class SourceRelabelling {
  /** Has releases that are under way end first, and others wait; to be called before anything is locked. */
  abstract hold(tx: Tx): Promise<void>
  /** What it would do. */
  abstract preview(tx: Tx, change: SourceLabelChange): Promise<Relabelled>
  /** Recalls and returns what went further than the label allows, in the same transaction. */
  abstract carryOut(tx: Tx, reader: Reader, change: SourceLabelChange): Promise<Relabelled>
}
