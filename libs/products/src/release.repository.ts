import type { Label } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { versionKey, type EditionObject } from './edition-objects.ts'
import type { EditionValue } from './edition-values.ts'
import { noteExpiry } from './expiry.repository.ts'
import type { Hunt } from './hunt.ts'
import { answerBy } from './answer-time.ts'
import { noticeTopics } from './notice-topics.ts'
import { labelDigest, type EditionDraft } from './product.ts'
import type { ProductRow } from './product.repository.ts'
import type { EditionText } from './texts.ts'

export interface NewEdition {
  readonly id: string
  readonly reference: string
  readonly labelId: number
  readonly draft: EditionDraft
  readonly body: string
  readonly texts: readonly EditionText[]
  readonly hunt: Hunt | null
  readonly indicators: readonly object[]
  readonly bundle: string
  readonly objectCount: number
  readonly searchText: string
  /** As collections serve them, in order. */
  readonly objects: readonly EditionObject[]
  /** As they are looked up. */
  readonly values: readonly EditionValue[]
  readonly digest: string
  readonly signature: string
  readonly keyId: string
  readonly releasedAt: string
}

/** All SQL that writes what is released, and takes it back. The database lets the owner's releasing officers alone do it. */
export class ReleaseRepository {
  /** The number of the label, which is stored once however many editions carry it. */
  async internLabel(tx: Tx, label: Label): Promise<number> {
    const digest = labelDigest(label)
    await tx.query(
      `insert into hub.label (category, required_rank, everyone, sectors, organisations, people, excluded_organisations, consented_tiers, to_public, digest, circles, excluded_sectors, excluded_people)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (digest) do nothing`,
      [
        ...[label.category, label.requiredRank, label.everyone, label.sectors, label.organisations, label.people],
        ...[label.excludedOrganisations, label.consentedTiers, label.toPublic, digest, label.circles],
        ...[label.excludedSectors, label.excludedPeople],
      ],
    )
    const [row]: { id: number }[] = await tx.query(`select id from hub.label where digest = $1`, [digest])
    return row.id
  }

  async insertEdition(tx: Tx, product: ProductRow, edition: NewEdition): Promise<void> {
    const { draft } = edition
    await tx.query(
      `insert into hub.edition (id, reference, label_id, category, contains_secret, contains_comm_info, identifies_person, product_id, owner_organisation_id, kind, severity, urgency,
         title, summary, body, indicators, bundle, object_count, search_text, digest, signature, key_id, released_at, embargo_until, expires_at, embargo_zone, expires_zone, texts, hunt, drill, answer_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)`,
      [
        ...[
          edition.id,
          edition.reference,
          edition.labelId,
          draft.category,
          draft.containsSecret,
          draft.containsCommInfo,
          draft.identifiesPerson,
        ],
        ...[
          product.id,
          product.ownerOrganisationId,
          product.kind,
          product.severity,
          product.urgency,
          draft.title,
          draft.summary,
          edition.body,
        ],
        ...[
          JSON.stringify(edition.indicators),
          edition.bundle,
          edition.objectCount,
          edition.searchText,
          edition.digest,
          edition.signature,
          edition.keyId,
        ],
        ...[edition.releasedAt, draft.embargoUntil, draft.expiresAt, draft.embargoZone, draft.expiresZone],
        JSON.stringify(edition.texts),
        edition.hunt && JSON.stringify(edition.hunt),
        product.drill,
        answerBy(product, draft.embargoUntil ?? edition.releasedAt),
      ],
    )
    if (draft.expiresAt !== null) await noteExpiry(tx, edition.id)
    await tx.query(
      `insert into hub.edition_object (edition_id, position, label_id, category, stix_id, type, version, version_order, document)
       select $1, o.place - 1, $2, $3, o.stix_id, o.type, o.version, o.version_order, o.document
       from unnest($4::text[], $5::text[], $6::text[], $7::bytea[], $8::text[]) with ordinality as o (stix_id, type, version, version_order, document, place)`,
      [
        ...[edition.id, edition.labelId, draft.category],
        edition.objects.map(object => object.stixId),
        edition.objects.map(object => object.type),
        edition.objects.map(object => object.version),
        edition.objects.map(object => versionKey(object.versionOrder)),
        edition.objects.map(object => object.document),
      ],
    )
    await this.#insertValues(tx, edition)
    if (draft.category !== 'NOTICE') return
    const { actors, technologies } = noticeTopics(edition.objects)
    await tx.query(
      `insert into hub.notice_words (edition_id, label_id, category, title, summary, actors, technologies) values ($1, $2, $3, $4, $5, $6, $7)`,
      [edition.id, edition.labelId, draft.category, draft.title, draft.summary, actors, technologies],
    )
  }

  async #insertValues(tx: Tx, { id, labelId, draft, values }: NewEdition): Promise<void> {
    await tx.query(
      `insert into hub.edition_value (edition_id, position, place, label_id, category, kind, value, digest, valid_from, valid_until, related)
       select $1, v.position, v.place, $2, $3, v.kind, v.value, v.digest, v.valid_from, v.valid_until, v.related::int[]
       from unnest($4::int[], $5::int[], $6::text[], $7::text[], $8::bigint[], $9::timestamptz[], $10::timestamptz[], $11::text[])
         as v (position, place, kind, value, digest, valid_from, valid_until, related)`,
      [
        ...[id, labelId, draft.category],
        values.map(({ position }) => position),
        values.map(({ place }) => place),
        values.map(({ kind }) => kind),
        values.map(({ value }) => value),
        values.map(({ digest }) => digest.toString()),
        values.map(({ validFrom }) => validFrom),
        values.map(({ validUntil }) => validUntil),
        values.map(({ related }) => `{${related.join(',')}}`),
      ],
    )
  }

  async recallEditions(tx: Tx, productId: string, reason: string): Promise<void> {
    await tx.query(
      `update hub.edition set recalled_at = clock_timestamp(), recall_reason = $2 where product_id = $1 and recalled_at is null`,
      [productId, reason],
    )
  }

  /** News for the dispatcher, in the same transaction as the fact; the notification carries nothing and is sent at commit. */
  async announce(
    tx: Tx,
    kind: 'RELEASED' | 'RECALLED' | 'CORRECTED',
    productId: string,
    dueAt: string | null,
  ): Promise<void> {
    await tx.query(
      `insert into hub.outbox (kind, product_id, due_at) values ($1, $2, coalesce($3::timestamptz, now()))`,
      [kind, productId, dueAt],
    )
    await tx.query(`select pg_notify('hub_outbox', '')`)
  }
}
