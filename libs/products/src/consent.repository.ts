import type { Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import type { ConsentRow, Originator } from './consent.ts'
import { iso } from './edition.repository.ts'

/** What is written of a request. */
export interface NewConsentRequest extends Pick<ConsentRow, 'text' | 'objects' | 'digest' | 'tiers' | 'askedBy'> {
  readonly productId: string
  readonly originator: Originator
  readonly requiredRank: number
}

/** A request as its originator sees it: nothing of the product. */
export interface AskedConsent extends Pick<
  ConsentRow,
  'id' | 'text' | 'objects' | 'digest' | 'tiers' | 'askedAt' | 'agreed' | 'note' | 'answeredAt' | 'withdrawnAt'
> {
  readonly asking: string
  readonly organisationId: string
  readonly requiredRank: number
}

const ASKED = `r.id, r.asking, r.originator_id as "organisationId", r.required_rank as "requiredRank", r.text, r.objects, r.digest, r.tiers, ${iso('r.asked_at')} as "askedAt",
  a.agreed, a.note, ${iso('a.answered_at')} as "answeredAt", ${iso('w.withdrawn_at')} as "withdrawnAt"`
const ANSWERED = `left join hub.consent_answer a on a.request_id = r.id left join hub.consent_withdrawal w on w.request_id = r.id`

/** All SQL about originators and their consent. Row-level security shows a request to its originator and to the product's makers alone. */
export class ConsentRepository {
  /** Everybody who can be asked; government's own transaction. */
  async originators(tx: Tx): Promise<Originator[]> {
    return tx.query(
      `select id, 'ORGANISATION' as kind, name, name_en as "nameEn" from hub.organisation
       union all select id, kind, name, null from hub.external_originator order by 3, 1`,
    )
  }

  async register(tx: Tx, name: string, kind: string, personId: string): Promise<string | undefined> {
    const [row]: { id: string }[] = await tx.query(
      `insert into hub.external_originator (name, kind, registered_by) values ($1, $2, $3) on conflict (lower(name)) do nothing returning id`,
      [name, kind, personId],
    )
    return row?.id
  }

  /** Of one product, the oldest first. */
  async of(tx: Tx, productId: string): Promise<ConsentRow[]> {
    return tx.query(
      `select r.id, coalesce(r.originator_id, r.external_id) as "originatorId", coalesce(o.name, x.name) as originator, r.external_id is not null as "isExternal",
         r.text, r.objects, r.digest, r.tiers, r.asked_by as "askedBy", ${iso('r.asked_at')} as "askedAt", a.agreed, a.note, a.evidence, ${iso('a.answered_at')} as "answeredAt", ${iso('w.withdrawn_at')} as "withdrawnAt"
       from hub.consent_request r left join hub.organisation o on o.id = r.originator_id left join hub.external_originator x on x.id = r.external_id
         ${ANSWERED}
       where r.product_id = $1 order by r.asked_at, r.id`,
      [productId],
    )
  }

  async ask(tx: Tx, request: NewConsentRequest): Promise<void> {
    const { originator, productId, text, objects, digest, tiers, requiredRank, askedBy } = request
    const isExternal = originator.kind !== 'ORGANISATION'
    await tx.query(
      `insert into hub.consent_request (product_id, originator_id, external_id, asking, text, objects, digest, tiers, required_rank, asked_by)
       select $1, $2, $3, o.name, $4, $5, $6, $7, $8, $9 from hub.product p join hub.organisation o on o.id = p.owner_organisation_id where p.id = $1`,
      [
        ...[productId, isExternal ? null : originator.id, isExternal ? originator.id : null],
        ...[text, JSON.stringify(objects), digest, tiers, requiredRank, askedBy],
      ],
    )
  }

  /** What the reader's organisation is or was asked, the newest first, at most 100. */
  async askedOf(tx: Tx, reader: Reader): Promise<AskedConsent[]> {
    return tx.query(
      `select ${ASKED} from hub.consent_request r ${ANSWERED}
       where r.originator_id = $1 order by r.asked_at desc, r.id limit 100`,
      [reader.organisationId],
    )
  }

  async asked(tx: Tx, reader: Reader, id: string): Promise<AskedConsent | undefined> {
    const rows: AskedConsent[] = await tx.query(
      `select ${ASKED} from hub.consent_request r ${ANSWERED}
       where r.id = $1::uuid and r.originator_id = $2`,
      [id, reader.organisationId],
    )
    return rows[0]
  }

  /** @returns whether it was the first answer */
  async answer(
    tx: Tx,
    requestId: string,
    personId: string,
    answer: { agree: boolean; note: string; evidence: string | null },
  ): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `insert into hub.consent_answer (request_id, agreed, answered_by, note, evidence) values ($1, $2, $3, $4, $5)
       on conflict (request_id) do nothing returning request_id`,
      [requestId, answer.agree, personId, answer.note, answer.evidence],
    )
    return rows.length > 0
  }

  /** Takes an agreement back; the database ends what rests on it, of which the originator sees nothing. Twice changes nothing. */
  async withdraw(tx: Tx, requestId: string, personId: string, note: string): Promise<void> {
    await tx.query(
      `insert into hub.consent_withdrawal (request_id, withdrawn_by, note) values ($1::uuid, $2::uuid, $3) on conflict (request_id) do nothing`,
      [requestId, personId, note],
    )
  }
}
