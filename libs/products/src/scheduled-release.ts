/*
 * A release for a stated time (予約発出). Everything is decided, checked and signed at the moment of decision, in the one process that has the
 * key; the editions are under embargo until the time, and the outbox row comes due then. So nothing has to happen at that time but
 * what happens at the end of any embargo, and nothing has to be running before it. What is called off is taken out of force before
 * anybody could have had it; the outbox row then finds nobody to tell.
 */
import type { Tx } from '@noroshi/database'
import { HubError, parseInput } from '@noroshi/errors'
import { z } from 'zod'
import type { EditionDraft } from './product.ts'
import { zonedTime, type ZonedInstant } from './zoned-time.ts'

/** Before its time by less than this, nothing is called off any more: the transaction has to be over when readers come. */
const LATEST_CALL_OFF_SECONDS = 10
const MOST_DAYS_AHEAD = 366

/** The time of a release. @throws HubError INVALID_INPUT naming `at`, when it is none, is past, or is more than a year ahead */
export function scheduleTime(value: unknown, now: Date): ZonedInstant {
  const { at } = parseInput(z.strictObject({ at: zonedTime }), { at: value })
  const aheadMs = Date.parse(at.instant) - now.getTime()
  if (aheadMs <= 0 || aheadMs > MOST_DAYS_AHEAD * 86_400_000)
    throw new HubError(
      'INVALID_INPUT',
      'NOT_AHEAD',
      `The time of a release lies ahead, by no more than ${MOST_DAYS_AHEAD} days.`,
      'at.local',
      `発出する日時は、いまより後、${MOST_DAYS_AHEAD}日以内で指定してください。`,
    )
  return at
}

/**
 * The drafts as they are released for a time: each under embargo until then, unless its own ends later.
 * @throws HubError INVALID_INPUT EXPIRED when one would expire before
 */
export function heldForTime<D extends EditionDraft>(drafts: readonly D[], { instant, zone }: ZonedInstant): D[] {
  const expired = drafts.findIndex(({ expiresAt }) => expiresAt !== null && expiresAt <= instant)
  if (expired >= 0)
    throw new HubError(
      'INVALID_INPUT',
      'EXPIRED',
      'An edition would have expired at that time.',
      `editions[${expired}].expiresAt`,
      'その日時には有効期限が切れている版があります。',
    )
  return drafts.map(draft =>
    draft.embargoUntil !== null && draft.embargoUntil > instant
      ? draft
      : { ...draft, embargoUntil: instant, embargoZone: zone },
  )
}

/** Whoever holds what is wrong shall not wait for what is right. */
export function scheduledCorrection(): HubError {
  return new HubError(
    'INVALID_INPUT',
    'EMBARGOED_CORRECTION',
    'Its readers hold the earlier editions already: a correction is released at once.',
    'at',
    '受け手は訂正前の版を既に受け取っています。訂正版は予約せず、直ちに発出してください。',
  )
}

/** Notes on the locked product for when it was released. */
export async function noteSchedule(tx: Tx, productId: string, { instant, zone }: ZonedInstant): Promise<void> {
  await tx.query(`update hub.product set scheduled_for = $2, scheduled_zone = $3 where id = $1`, [
    productId,
    instant,
    zone,
  ])
}

/**
 * Takes a scheduled release back to review, and its editions out of force.
 * @throws HubError CONFLICT TOO_LATE when its time has all but come; what is out is recalled
 */
export async function takeOffSchedule(tx: Tx, productId: string, reason: string): Promise<void> {
  const held: unknown[] = await tx.query(
    `select 1 from hub.product where id = $1 and scheduled_for > clock_timestamp() + interval '1 second' * ${LATEST_CALL_OFF_SECONDS}`,
    [productId],
  )
  if (held.length === 0)
    throw new HubError(
      'CONFLICT',
      'TOO_LATE',
      'It comes into force in a moment and can no longer be called off. Recall it then.',
      undefined,
      'まもなく発出されるため、中止できません。発出後に取り下げてください。',
    )
  await tx.query(
    `update hub.edition set recalled_at = clock_timestamp(), recall_reason = $2, called_off_at = clock_timestamp() where product_id = $1 and recalled_at is null`,
    [productId, reason],
  )
  await tx.query(
    `update hub.product set state = 'IN_REVIEW', scheduled_for = null, scheduled_zone = null, released_by = null, updated_at = clock_timestamp() where id = $1`,
    [productId],
  )
}
