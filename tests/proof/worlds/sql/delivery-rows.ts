import type { Row } from './rows.ts'

/** What is on its way to somebody outside the portal, in what words, and how they wish to be told. */
export function deliveryRows(made: {
  readonly ids: { delivery: string; endpoint: string; person: string; edition: string }
  readonly tier: string
  readonly word: string
}): Row[] {
  const { ids, tier, word } = made
  return [
    {
      table: 'notice_words',
      values: { edition_id: ids.edition, label_id: 1, category: 'NOTICE', title: word, summary: word },
    },
    {
      table: 'person_channel',
      values: { person_id: ids.person, tier, channel: 'MAIL', enabled: true, language: 'ja' },
    },
    {
      table: 'mail_key',
      values: {
        person_id: ids.person,
        tier,
        kind: 'SMIME',
        ...{ armored: word, user_ids: [word], issuer: word, serial_number: word },
        ...{ fingerprint: 'A'.repeat(64), names_address: true, expires_at: '2099-01-01T00:00:00Z' },
      },
    },
    {
      table: 'wishes',
      values: {
        ...{
          person_id: ids.person,
          tier,
          time_zone: 'Asia/Tokyo',
          quiet_days_off: false,
          priority_breaks_quiet: false,
        },
        ...{
          digest: 'DAILY',
          digest_hour: 9,
          digest_weekday: 1,
          sectors: [word],
          kinds: [],
          actors: [word],
          technologies: [],
        },
      },
    },
    {
      table: 'upkeep',
      values: {
        ...{ person_id: ids.person, kind: 'MAIL_KEY', subject_id: ids.person, since: new Date(0).toISOString() },
        ...{ step: 0, due_at: new Date(0).toISOString() },
      },
    },
    { table: 'inbox_counter', values: { person_id: ids.person, last_seq: 1 } },
    {
      table: 'endpoint',
      values: {
        ...{ id: ids.endpoint, person_id: ids.person, tier, channel: 'WEBHOOK', name: word },
        ...{ shown: word, sealed: word },
      },
    },
    {
      table: 'delivery',
      values: {
        ...{ id: ids.delivery, person_id: ids.person, seq: 1, channel: 'WEBHOOK', endpoint_id: ids.endpoint },
        edition_id: ids.edition,
        ...{ kind: 'RELEASED', category: 'NOTICE', urgency: 'ROUTINE', reference: word },
        // Given up: what its owner alone is shown.
        ...{ state: 'FAILED', reason: 'HTTP_500', ended_at: new Date(0).toISOString() },
      },
    },
  ]
}
