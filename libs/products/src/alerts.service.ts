import { Injectable } from '@nestjs/common'
import { audienceOf, can, productSubject, type Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { HubError, parseInput } from '@noroshi/errors'
import { MembershipService } from '@noroshi/membership'
import { z } from 'zod'
import { alertInput, idOfPress, productOfAlert } from './alert.ts'
import { AlertRepository, type AlertRow } from './alert.repository.ts'
import { OfflineAlertRepository, type SentAlert } from './offline-alert.repository.ts'
import { asIfReleased, computeEdition, productInput } from './product.ts'
import { personOf } from './product-work.ts'
import { ProductsService } from './products.service.ts'

/** An alert that waits for a second person, or went out. */
export interface Alert extends Omit<AlertRow, 'authorId'> {
  /** Null of what was not. */
  readonly sentWithoutHub: SentAlert | null
  readonly author: { readonly id: string; readonly name: string; readonly organisation: string }
  /** Why the reader could not press now; empty when nothing stands against it. */
  readonly objections: readonly { readonly code: string; readonly detail?: string | null }[]
}

/** Whom an alert would reach, in numbers. */
export interface AlertReach {
  readonly organisations: number
  readonly people: number
  /** Of these, who never enrolled: a mail reaches them, the portal does not. */
  readonly byMailAlone: number
  /** Active organisations of which nobody is active: no channel reaches them. */
  readonly organisationsWithoutAnybody: number
}

const keyInput = z.string().trim().min(8).max(200)

/**
 * Alerts to everybody (緊急周知, PRV-6). One person writes and another presses, as of any release; that an alert is written in four fields,
 * or was written beforehand and lies ready, is what makes it fast. Released by `ProductsService.release`, and recalled as any product.
 */
@Injectable()
export class AlertsService {
  readonly #alerts = new AlertRepository()
  readonly #offline = new OfflineAlertRepository()

  constructor(
    private readonly database: Database,
    private readonly membership: MembershipService,
    private readonly products: ProductsService,
  ) {}

  /** Of the reader's own office. @throws HubError FORBIDDEN to all but those who make products */
  async list(reader: Reader, at = new Date()): Promise<Alert[]> {
    requireMaking(reader, at)
    const { rows, names } = await this.database.asReader(reader, async tx => {
      const found: (AlertRow & Pick<Alert, 'sentWithoutHub'>)[] = []
      for (const row of await this.#alerts.list(tx))
        found.push({ ...row, sentWithoutHub: await this.#offline.find(tx, row) })
      return {
        rows: found,
        names: await this.membership.names(
          tx,
          found.map(({ authorId }) => authorId),
        ),
      }
    })
    const alerts: Alert[] = []
    for (const { authorId, ...row } of rows)
      alerts.push({
        ...row,
        author: names.get(authorId) ?? { id: authorId, name: '—', organisation: '—' },
        objections: row.state === 'IN_REVIEW' ? (await this.products.find(reader, row.id, at)).releaseObjections : [],
      })
    return alerts
  }

  /**
   * Writes an alert and puts it before whoever releases it. Under the same key it is written once, whatever else is said.
   * @returns the id of its product
   * @throws HubError INVALID_INPUT naming the field, FORBIDDEN
   */
  async prepare(reader: Reader, value: unknown, key: string, at = new Date()): Promise<string> {
    const product = productOfAlert(parseInput(alertInput, value))
    const once = idOfPress(personOf(reader), parseInput(z.strictObject({ key: keyInput }), { key }).key)
    return submitOnce(this.products, reader, await this.products.draft(reader, product, at, once), at)
  }

  /** By the rights of now, before it is pressed. @throws HubError FORBIDDEN to all but those who make products */
  async reach(reader: Reader, at = new Date()): Promise<AlertReach> {
    requireMaking(reader, at)
    return this.database.asReader(reader, async tx => {
      const people = (await this.membership.peopleOfCouncil(tx)).map(one => one.reader)
      const told = audienceOf(toEverybody(at), people, at)
      const neverEnrolled = await this.membership.neverEnrolled(tx)
      return {
        organisations: new Set(told.map(({ organisationId }) => organisationId)).size,
        people: told.length,
        byMailAlone: told.filter(({ personId }) => personId !== null && neverEnrolled.has(personId)).length,
        organisationsWithoutAnybody: (await this.membership.desertedOrganisations(tx)).length,
      }
    })
  }
}

/** Puts it before whoever releases it, unless it is there. @returns the id of its product */
export async function submitOnce(products: ProductsService, reader: Reader, id: string, at: Date): Promise<string> {
  const { state, version } = await products.find(reader, id, at)
  if (state !== 'DRAFT') return id
  try {
    return await products.submit(reader, id, version, at)
  } catch (error) {
    // The same press came twice at once, and the other was first.
    if (error instanceof HubError && error.reason === 'WRONG_STATE') return id
    throw error
  }
}

/** What every alert is to the policy: its words make no difference. */
function toEverybody(at: Date) {
  const words = { title: '-', happened: '-', toDo: '-', contact: '-' }
  const [edition] = parseInput(productInput, productOfAlert(words)).editions
  return asIfReleased('00000000-0000-8000-8000-000000000000', computeEdition(edition), at)
}

function requireMaking(reader: Reader, at: Date): void {
  if (!can(reader, 'draft', productSubject({ ownerOrganisationId: reader.organisationId ?? '', requiredRank: 0 }), at))
    throw new HubError(
      'FORBIDDEN',
      'ALERTS_ARE_FOR_MAKERS',
      'This is for those who make products.',
      undefined,
      '起案者・提供決裁者だけが参照できます。',
    )
}
