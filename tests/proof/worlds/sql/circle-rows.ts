import type { Row } from './rows.ts'

/** A circle with somebody in it, by roster or by rule, and what was changed of it. */
export function circleRows(made: {
  readonly ids: { circle: string; owner: string; person: string; member: string; change: number }
  readonly word: string
  readonly byRule: boolean
  readonly isClosed: boolean
}): Row[] {
  const { ids, word } = made
  const now = new Date().toISOString()
  return [
    {
      table: 'circle',
      values: {
        ...{ id: ids.circle, owner_organisation_id: ids.owner, name: word, name_en: word, purpose: word },
        ...(made.byRule ? { prefectures: [word] } : { organisations: [ids.member] }),
        ...{ created_at: now, closed_at: made.isClosed ? now : null },
      },
    },
    { table: 'circle_title', values: { circle_id: ids.circle, title: word, title_en: word } },
    {
      table: 'circle_change',
      values: {
        ...{ id: ids.change, circle_id: ids.circle, person_id: ids.person, what: 'CREATED', reason: word },
        ...{ definition: JSON.stringify({ [word]: ids.member }), members: [ids.member], at: now },
      },
    },
  ]
}
