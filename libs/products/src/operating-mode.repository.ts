import type { OperatingMode } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'
import type { ModeInForce, ModeSwitch } from './operating-mode.ts'
import { decodeCursor, pageSize, toPage, type Page, type PageRequest } from './page.ts'

const UNTIL = 'at + make_interval(hours => hours)'
const COLUMNS = `id::text, mode, person_id as "personId", reason, ${iso('at')} as at, ${iso(`(${UNTIL})`)} as until`

/** All SQL about the mode of the hub. Row-level security shows it to who makes products and to inspectors, and lets officers switch it. */
export class OperatingModeRepository {
  /** Holds the mode as it is until the transaction ends: what a release asks is what counts for it. */
  async hold(tx: Tx): Promise<void> {
    await tx.query('select hub.hold_operating_mode()')
  }

  /** One switch at a time, and none between a release's question and its end. */
  async turn(tx: Tx): Promise<void> {
    await tx.query('select hub.turn_operating_mode()')
  }

  /** The declaration in force by the clock of the database; none: the usual mode. */
  async inForce(tx: Tx): Promise<ModeInForce | undefined> {
    const rows: ModeInForce[] = await tx.query(
      `with recursive run as (
         select * from (select * from hub.operating_mode_switch order by id desc limit 1) last where mode = 'LARGE_SCALE' and ${UNTIL} > clock_timestamp()
         union all
         select e.* from run r cross join lateral (select * from hub.operating_mode_switch b where b.id < r.id order by b.id desc limit 1) e
         where e.mode = 'LARGE_SCALE' and e.at + make_interval(hours => e.hours) >= r.at)
       select ${COLUMNS}, (select ${iso('min(r.at)')} from run r) as since from run order by run.id desc limit 1`,
    )
    return rows[0]
  }

  async isLargeScale(tx: Tx): Promise<boolean> {
    return (await this.inForce(tx)) !== undefined
  }

  async insert(tx: Tx, mode: OperatingMode, personId: string, reason: string, hours: number | null): Promise<void> {
    await tx.query(`insert into hub.operating_mode_switch (mode, person_id, reason, hours) values ($1, $2, $3, $4)`, [
      ...[mode, personId, reason, hours],
    ])
  }

  /** Every switch, the newest first. */
  async list(tx: Tx, page: PageRequest): Promise<Page<ModeSwitch>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['integer']) : [null]
    const rows: ModeSwitch[] = await tx.query(
      `select ${COLUMNS} from hub.operating_mode_switch s where $1::bigint is null or s.id < $1::bigint order by s.id desc limit ${limit + 1}`,
      after,
    )
    return toPage(
      rows,
      limit,
      row => [row.id],
      row => row,
    )
  }
}
