import { Injectable } from '@nestjs/common'
import { can, productSubject, type Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import {
  caseInput,
  intakeInput,
  linkInput,
  noteInput,
  type CaseEntry,
  type CaseRow,
  type CaseState,
  type CaseSummary,
  type Intake,
} from './case.ts'
import { CaseRepository, type CaseFilter, type NewEntry } from './case.repository.ts'
import type { Page, PageRequest } from './page.ts'
import { personOf, ProductWork } from './product-work.ts'
import { StixStoreService } from './stix-store.service.ts'

/** The verbs of a case: open, note, receive, link, assign, close and reopen. What a reader may not see is not there. */
@Injectable()
export class CasesService {
  readonly #cases = new CaseRepository()

  constructor(
    private readonly database: Database,
    private readonly work: ProductWork,
    private readonly store: StixStoreService,
  ) {}

  list(reader: Reader, filter: CaseFilter, page: PageRequest): Promise<Page<CaseSummary>> {
    return this.database.asReader(reader, tx => this.#cases.list(tx, reader, filter, page))
  }

  /** @throws HubError NOT_FOUND, also for what this reader may not see */
  async find(reader: Reader, id: string): Promise<CaseRow> {
    const found = isUuid(id) ? await this.database.asReader(reader, tx => this.#cases.find(tx, id)) : undefined
    if (!found) throw notFound()
    return found
  }

  async entries(reader: Reader, id: string, page: PageRequest): Promise<Page<CaseEntry>> {
    await this.find(reader, id)
    return this.database.asReader(reader, tx => this.#cases.entries(tx, id, page))
  }

  intakes(reader: Reader, page: PageRequest): Promise<Page<Intake>> {
    return this.database.asReader(reader, tx => this.#cases.intakes(tx, page))
  }

  colleagues(reader: Reader): Promise<{ id: string; name: string }[]> {
    return this.database.asReader(reader, async tx =>
      reader.organisationId === null ? [] : this.#cases.colleagues(tx, reader.organisationId),
    )
  }

  async casesOfProduct(reader: Reader, productId: string) {
    await this.work.find(reader, productId)
    return this.database.asReader(reader, tx => this.#cases.casesOfProduct(tx, productId))
  }

  /** @throws HubError FORBIDDEN to those whose role or clearance does not reach so far */
  async open(reader: Reader, value: unknown, at = new Date()): Promise<CaseRow> {
    const input = parseInput(caseInput, value)
    const facts = { ownerOrganisationId: reader.organisationId ?? '-', requiredRank: input.requiredRank }
    if (!can(reader, 'draft', productSubject(facts), at))
      throw new HubError(
        'FORBIDDEN',
        'NOT_ALLOWED',
        'You may not open this case: your role or your clearance does not reach so far.',
        undefined,
        '役割または適性評価の水準が足りないため、この案件は開けません。',
      )
    return this.database.asReader(reader, async tx => {
      const id = await this.#cases.insert(tx, reader, input)
      await this.#cases.add(tx, id, personOf(reader), { kind: 'OPENED' })
      return present(await this.#cases.find(tx, id))
    })
  }

  note(reader: Reader, id: string, value: unknown, at = new Date()): Promise<CaseRow> {
    const note = parseInput(noteInput, value)
    return this.#add(reader, id, at, () => ({ kind: 'NOTE', note }))
  }

  /** Records what came in by one of the six official sources. @throws HubError NOT_FOUND, INVALID_INPUT, CONFLICT when the case is closed */
  receive(reader: Reader, id: string, value: unknown, at = new Date()): Promise<CaseRow> {
    const input = parseInput(intakeInput, value)
    return this.#add(reader, id, at, async tx => ({
      kind: 'INTAKE',
      intakeId: await this.#cases.addIntake(tx, id, personOf(reader), input),
    }))
  }

  /** Links the case with an object of the store, a vulnerability, an actor or a campaign. */
  link(reader: Reader, id: string, value: unknown, at = new Date()): Promise<CaseRow> {
    const { kind, target, note } = parseInput(linkInput, value)
    return this.#add(reader, id, at, async tx => {
      if (kind === 'STIX_OBJECT' && !(await this.store.summaries(tx, [target])).has(target)) throw unknown('target')
      return { kind: 'LINK', linkKind: kind, target, note }
    })
  }

  /** Links the case with a product that its reader works on. */
  async linkProduct(reader: Reader, id: string, productId: string, at = new Date()): Promise<CaseRow> {
    await this.find(reader, id)
    await this.work.findForWork(reader, productId, at)
    return this.#add(reader, id, at, () => ({ kind: 'PRODUCT', productId }))
  }

  /** Gives the case to a colleague who may work on it, or to nobody. */
  assign(reader: Reader, id: string, personId: string | null, at = new Date()): Promise<CaseRow> {
    return this.#add(reader, id, at, async (tx, found) => {
      const isFit =
        personId === null ||
        (isUuid(personId) && (await this.#cases.mayWork(tx, found.ownerOrganisationId, personId, found.requiredRank)))
      if (!isFit) throw unknown('personId')
      await this.#cases.assign(tx, id, personId)
      return { kind: 'ASSIGNED', assigneeId: personId }
    })
  }

  close(reader: Reader, id: string, reason: unknown, at = new Date()): Promise<CaseRow> {
    return this.#move(reader, id, 'CLOSED', reason, at)
  }

  reopen(reader: Reader, id: string, reason: unknown, at = new Date()): Promise<CaseRow> {
    return this.#move(reader, id, 'OPEN', reason, at)
  }

  #move(reader: Reader, id: string, to: CaseState, reason: unknown, at: Date): Promise<CaseRow> {
    const note = parseInput(noteInput, reason)
    const add = async (tx: Tx): Promise<NewEntry> => {
      await this.#cases.move(tx, id, to)
      return { kind: to === 'CLOSED' ? 'CLOSED' : 'REOPENED', note }
    }
    return this.#add(reader, id, at, add, to === 'CLOSED' ? 'OPEN' : 'CLOSED')
  }

  /** One entry more, on the locked case. @throws HubError NOT_FOUND, CONFLICT `WRONG_STATE` */
  async #add(
    reader: Reader,
    id: string,
    at: Date,
    entryOf: (tx: Tx, found: CaseRow) => NewEntry | Promise<NewEntry>,
    state: CaseState = 'OPEN',
  ): Promise<CaseRow> {
    if (!isUuid(id)) throw notFound()
    return this.database.asReader(reader, async tx => {
      const found = await this.#cases.find(tx, id, true)
      if (!found || !can(reader, 'draft', productSubject(found), at)) throw notFound()
      if (found.state !== state)
        throw new HubError(
          'CONFLICT',
          'WRONG_STATE',
          `This cannot be done while the case is ${found.state}.`,
          undefined,
          'いまの状態ではこの操作はできません。',
        )
      await this.#cases.add(tx, id, personOf(reader), await entryOf(tx, found))
      return present(await this.#cases.find(tx, id))
    })
  }
}

function present(found: CaseRow | undefined): CaseRow {
  if (!found) throw notFound()
  return found
}

const unknown = (field: string): HubError =>
  new HubError(
    'INVALID_INPUT',
    'UNKNOWN',
    'There is nothing of this name that could be named here.',
    field,
    '指定されたものは見つかりません。',
  )
