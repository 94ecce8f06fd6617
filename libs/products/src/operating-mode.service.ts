import { Injectable } from '@nestjs/common'
import { knowsOperatingMode, switchesOperatingMode, type OperatingMode, type Reader } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { HubError, parseInput } from '@noroshi/errors'
import { MembershipService } from '@noroshi/membership'
import { declarationInput } from './operating-mode.ts'
import { OperatingModeRepository } from './operating-mode.repository.ts'
import type { PageRequest } from './page.ts'
import { personOf } from './product-work.ts'
import { requiredReason } from './review.ts'

/** The mode of the hub, 通常時 ⇄ 大規模障害対応時: who works on products sees it, releasing officers switch it (PRV-6). */
@Injectable()
export class OperatingModeService {
  readonly #modes = new OperatingModeRepository()

  constructor(
    private readonly database: Database,
    private readonly membership: MembershipService,
  ) {}

  /** How the hub works now: since when, by whom, why and until when. @throws HubError FORBIDDEN */
  now(reader: Reader, at = new Date()) {
    requireKnowing(reader, at)
    return this.database.asReader(reader, tx => this.#now(tx, reader, at))
  }

  /** Every switch, the newest first. @throws HubError FORBIDDEN */
  switches(reader: Reader, page: PageRequest, at = new Date()) {
    requireKnowing(reader, at)
    return this.database.asReader(reader, async tx => {
      const found = await this.#modes.list(tx, page)
      const names = await this.#names(
        tx,
        found.items.map(({ personId }) => personId),
      )
      return { ...found, items: found.items.map(item => ({ ...item, by: names(item.personId) })) }
    })
  }

  /** Declares the mode of a large-scale incident, or that it lasts longer. @throws HubError FORBIDDEN, INVALID_INPUT naming the field */
  declare(reader: Reader, value: unknown, at = new Date()) {
    requireSwitching(reader, at)
    const { reason, hours } = parseInput(declarationInput, value)
    return this.#turn(reader, at, tx => this.#modes.insert(tx, 'LARGE_SCALE', personOf(reader), reason, hours))
  }

  /** Ends it before it lapses. @throws HubError FORBIDDEN, INVALID_INPUT without a reason, CONFLICT when the hub is in the usual mode */
  end(reader: Reader, reason: string, at = new Date()) {
    requireSwitching(reader, at)
    const note = requiredReason(reason)
    return this.#turn(reader, at, async tx => {
      if (!(await this.#modes.isLargeScale(tx)))
        throw new HubError(
          'CONFLICT',
          'NORMAL_ALREADY',
          'The hub is in its usual mode already.',
          undefined,
          'すでに通常時の体制です。',
        )
      await this.#modes.insert(tx, 'NORMAL', personOf(reader), note, null)
    })
  }

  #turn(reader: Reader, at: Date, turn: (tx: Tx) => Promise<void>) {
    return this.database.asReader(reader, async tx => {
      await this.#modes.turn(tx)
      await turn(tx)
      return this.#now(tx, reader, at)
    })
  }

  async #now(tx: Tx, reader: Reader, at: Date) {
    const found = await this.#modes.inForce(tx)
    const maySwitch = switchesOperatingMode(reader, at)
    const usual: OperatingMode = 'NORMAL'
    if (!found) return { mode: usual, since: null, until: null, by: null, reason: null, maySwitch }
    const names = await this.#names(tx, [found.personId])
    return { ...found, by: names(found.personId), maySwitch }
  }

  async #names(tx: Tx, ids: readonly string[]) {
    const names = await this.membership.names(tx, ids)
    return (id: string) => names.get(id) ?? { id, name: '—', organisation: '—' }
  }
}

function requireKnowing(reader: Reader, at: Date): void {
  if (!knowsOperatingMode(reader, at))
    throw new HubError(
      'FORBIDDEN',
      'OPERATING_MODE_IS_GOVERNMENTS',
      'This is for those who make products, and for inspectors.',
      undefined,
      '起案者・提供決裁者・監察担当者だけが参照できます。',
    )
}

function requireSwitching(reader: Reader, at: Date): void {
  requireKnowing(reader, at)
  if (!switchesOperatingMode(reader, at))
    throw new HubError(
      'FORBIDDEN',
      'NOT_A_RELEASING_OFFICER',
      'Only a releasing officer switches the mode of the hub.',
      undefined,
      '体制の切替えは提供決裁者だけが行えます。',
    )
}
