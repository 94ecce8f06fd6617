import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { HubError, parseInput } from '@noroshi/errors'
import { acceptedReason } from './administration.ts'
import {
  assertBrowses,
  assertChangesCircle,
  assertNotJoining,
  assertSound,
  circleShape,
  mayChangeCircle,
  type CircleChangeFacts,
  type CircleDefinition,
  type CircleRequest,
  type CircleRow,
  type CircleView,
} from './circle.ts'
import * as circles from './circle.repository.ts'
import { assertId } from './directory.ts'
import { assertSeen } from './likeness.ts'
import { notFound } from './membership.errors.ts'
import { referenceTables } from './membership.repository.ts'
import { holdCircles } from './registry.repository.ts'

/** The verbs of circles (回覧先グループ): look at them, create, change, close. Each change is one transaction with its line of history. */
@Injectable()
export class CirclesService {
  constructor(private readonly database: Database) {}

  /** Every circle with who is in it. @throws HubError FORBIDDEN to all but those who address, administer or inspect */
  async list(reader: Reader, at = new Date()): Promise<CircleView[]> {
    assertBrowses(reader, at)
    return this.database.asReader(reader, async tx => viewsOf(tx, reader, await circles.circles(tx), at))
  }

  /** What happened to a circle, newest first. @throws HubError as `list`, NOT_FOUND */
  async changes(reader: Reader, id: string, at = new Date()): Promise<CircleChangeFacts[]> {
    assertBrowses(reader, at)
    assertId(id)
    return this.database.asReader(reader, async tx => {
      if (!(await circles.findCircle(tx, id))) throw notFound()
      return circles.changesOf(tx, id)
    })
  }

  /** A circle of the caller's organ. @throws HubError FORBIDDEN, INVALID_INPUT naming the field */
  async create(reader: Reader, request: CircleRequest, at = new Date()): Promise<CircleView> {
    const owner = reader.organisationId ?? '-'
    assertChangesCircle(reader, owner, at)
    const circle = accepted(request)
    const id = randomUUID()
    return this.database.asReader(reader, async tx => {
      await holdCircles(tx)
      await requireSound(tx, circle)
      await circles.insertCircle(tx, id, owner, circle, at)
      await circles.recordCircleChange(tx, id, reader.personId, 'CREATED', circle.purpose, at)
      return viewOf(tx, reader, id, at)
    })
  }

  /**
   * Replaces what the circle is made of: who comes in reads what it was told, who falls out reads it no more.
   * @throws HubError FORBIDDEN, NOT_FOUND, INVALID_INPUT, CONFLICT when it was changed since `version` or is closed
   */
  change(
    reader: Reader,
    id: string,
    version: number,
    request: CircleRequest,
    reason: string,
    at = new Date(),
  ): Promise<CircleView> {
    const circle = accepted(request)
    return this.#step(reader, id, version, 'CHANGED', reason, at, async tx => {
      await requireSound(tx, circle)
      await circles.updateCircle(tx, id, circle)
    })
  }

  /** Ends a circle for good: nobody is in it any more, and what reached somebody through it alone is read no more. @throws as `change` */
  close(reader: Reader, id: string, version: number, reason: string, at = new Date()): Promise<CircleView> {
    return this.#step(reader, id, version, 'CLOSED', reason, at, tx => circles.closeCircle(tx, id, at))
  }

  async #step(
    reader: Reader,
    id: string,
    version: number,
    what: CircleChangeFacts['what'],
    reason: string,
    at: Date,
    change: (tx: Tx) => Promise<void>,
  ): Promise<CircleView> {
    assertBrowses(reader, at)
    assertId(id)
    const why = acceptedReason(reason)
    return this.database.asReader(reader, async tx => {
      await holdCircles(tx)
      const before = await circles.findCircle(tx, id)
      if (!before) throw notFound()
      assertChangesCircle(reader, before.ownerOrganisationId, at)
      requireOpen(before, version)
      const members = await memberIds(tx, id)
      await change(tx)
      assertNotJoining(reader, members, await memberIds(tx, id))
      await circles.recordCircleChange(tx, id, reader.personId, what, why, at)
      return viewOf(tx, reader, id, at)
    })
  }
}

function accepted(request: CircleRequest): CircleDefinition {
  const circle = parseInput(circleShape, request)
  assertSeen({ name: circle.name, nameEn: circle.nameEn, title: circle.title, titleEn: circle.titleEn })
  return circle
}

async function requireSound(tx: Tx, circle: CircleDefinition): Promise<void> {
  const { sectors } = await referenceTables(tx)
  const organisations = await circles.organisationsOf(tx, circle.organisations ?? [])
  assertSound(circle, { sectors: sectors.map(({ id }) => id), organisations: new Set(organisations.keys()) })
}

function requireOpen(circle: CircleRow, version: number): void {
  if (circle.closedAt)
    throw new HubError(
      'CONFLICT',
      'CIRCLE_CLOSED',
      'The circle is closed.',
      undefined,
      'この回覧先グループは終了しています。',
    )
  if (circle.version !== version)
    throw new HubError(
      'CONFLICT',
      'CHANGED_MEANWHILE',
      `The circle is at version ${circle.version} by now: look at it again.`,
      'version',
      'ほかの人が先に変更しました。最新の内容を確認してからやり直してください。',
    )
}

const memberIds = async (tx: Tx, id: string): Promise<string[]> =>
  ((await circles.membersOf(tx, [id])).get(id) ?? []).map(organisation => organisation.id)

async function viewOf(tx: Tx, reader: Reader, id: string, at: Date): Promise<CircleView> {
  const row = await circles.findCircle(tx, id)
  if (!row) throw notFound()
  const [view] = await viewsOf(tx, reader, [row], at)
  return view
}

async function viewsOf(tx: Tx, reader: Reader, rows: readonly CircleRow[], at: Date): Promise<CircleView[]> {
  const members = await circles.membersOf(
    tx,
    rows.map(({ id }) => id),
  )
  const owners = await circles.organisationsOf(
    tx,
    rows.map(row => row.ownerOrganisationId),
  )
  return rows.flatMap(row => {
    const owner = owners.get(row.ownerOrganisationId)
    const mayChange = row.closedAt === null && mayChangeCircle(reader, row.ownerOrganisationId, at)
    return owner ? [{ ...row, owner, members: members.get(row.id) ?? [], mayChange }] : []
  })
}
