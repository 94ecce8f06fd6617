/*
 * Whom an organisation names to be reached (連絡先, ACT-6): in order a first and a second person of its own, and a telephone that is answered
 * at any hour. Named anew by appending; that they are still right is confirmed from time to time. Pure.
 */
import { can, contactsSubject, type Reader } from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import { z } from 'zod'
import { notFound } from './membership.errors.ts'

/** A person of the organisation who may be named. */
export interface ContactPerson {
  readonly id: string
  readonly name: string
  readonly active: boolean
}

/** How an organisation is reached, for its own people and for the council's administrators. */
export interface ContactsView {
  readonly organisationId: string
  /** Under which they were named last; null: never. */
  readonly entryId: string | null
  readonly first: ContactPerson | null
  readonly second: ContactPerson | null
  /** E.164, such as +81312345678. */
  readonly dutyPhone: string | null
  readonly dutyHours: string
  /** When they were named, or last said to be right; null: never named. */
  readonly confirmedAt: string | null
  /** Until when that is good; null: never named. */
  readonly confirmBy: string | null
  readonly standing: Confirmation
  /** The reader may name others. */
  readonly mayName: boolean
  /** The reader may say that they are right. */
  readonly mayConfirm: boolean
  /** Active people of theirs to whom mail comes back; empty for those who confirm nothing. */
  readonly mailReturned: readonly ContactPerson[]
  /** Who may be named. */
  readonly people: readonly ContactPerson[]
}

/**
 * RIGHT: confirmed. ASKED: it is asked for again. OVERDUE: nobody has confirmed them in time, so they are in doubt. HANDED_OVER: somebody came in
 * by a hand-over and has not said yet that it is right, so they are in doubt as well.
 */
export type Confirmation = 'RIGHT' | 'ASKED' | 'OVERDUE' | 'HANDED_OVER'

const DAY_MS = 86_400_000
/** Asked this long before it is due, and before people change their posts. */
const ASKED_BEFORE_DAYS = 14
/** The first days of April, July and October, in Japan, where people change their posts (人事異動). Months from 0. */
const SEASONS = [3, 6, 9]
const JAPAN_MS = 9 * 3_600_000

/**
 * Whether contacts are asked about again: two weeks before they are due, and in the two weeks before and after the first of April, July and
 * October, unless they were confirmed since that began.
 * @param goodForDays so long is a confirmation good
 */
export function confirmationOf(confirmedAt: Date, now: Date, goodForDays: number): Confirmation {
  if (now >= confirmByOf(confirmedAt, goodForDays)) return 'OVERDUE'
  return askedFor(confirmedAt, now, goodForDays) === null ? 'RIGHT' : 'ASKED'
}

/** By when contacts are to be confirmed again, as soon as that is asked: the day they are due, or on which people change their posts; else null. */
export function askedFor(confirmedAt: Date, now: Date, goodForDays: number): Date | null {
  const due = confirmByOf(confirmedAt, goodForDays)
  if (now.getTime() >= due.getTime() - ASKED_BEFORE_DAYS * DAY_MS) return due
  const year = new Date(now.getTime() + JAPAN_MS).getUTCFullYear()
  const season = SEASONS.map(month => Date.UTC(year, month, 1) - JAPAN_MS).find(first => {
    const from = first - ASKED_BEFORE_DAYS * DAY_MS
    return now.getTime() >= from && now.getTime() < first + ASKED_BEFORE_DAYS * DAY_MS && confirmedAt.getTime() < from
  })
  return season === undefined ? null : new Date(season)
}

/** Until when a confirmation is good. */
export const confirmByOf = (confirmedAt: Date, goodForDays: number): Date =>
  new Date(confirmedAt.getTime() + goodForDays * DAY_MS)

const person = z
  .uuid()
  .transform(id => id.toLowerCase())
  .nullish()
  .transform(id => id ?? null)

/** What is named, as it is sent. A number may be written with spaces, hyphens and brackets. */
export const contactsInput = z
  .strictObject({
    /** The entry that was shown; null: whichever is there. */
    replaces: person,
    firstId: person,
    secondId: person,
    dutyPhone: z
      .string()
      .transform(text => text.normalize('NFKC').replaceAll(/[\s()‐‑–-]/g, ''))
      .nullish()
      .transform(text => text || null),
    dutyHours: z
      .string()
      .trim()
      .max(200)
      .refine(value => !value.includes('\0'), { error: 'NUL is not text', params: { ja: 'NUL 文字は使えません。' } })
      .nullish()
      .transform(text => text ?? ''),
  })
  .refine(({ dutyPhone }) => dutyPhone === null || /^\+[1-9][0-9]{6,14}$/.test(dutyPhone), {
    path: ['dutyPhone'],
    error: 'a telephone number begins with + and the country (E.164), such as +81 3 1234 5678',
    params: { ja: '電話番号は国番号から入力してください（例：+81 3 1234 5678）。' },
  })
  .refine(({ dutyPhone, dutyHours }) => dutyPhone !== null || dutyHours === '', {
    path: ['dutyHours'],
    error: 'hours are of a telephone; give its number',
    params: { ja: '受付時間は電話番号と合わせて入力してください。' },
  })
  .refine(({ firstId, secondId }) => secondId === null || firstId !== null, {
    path: ['secondId'],
    error: 'name a first contact before a second',
    params: { ja: '第2連絡先の前に、第1連絡先を選んでください。' },
  })
  .refine(({ firstId, secondId }) => firstId === null || firstId !== secondId, {
    path: ['secondId'],
    error: 'the second contact is somebody else than the first',
    params: { ja: '第2連絡先には、第1連絡先と別の人を選んでください。' },
  })

/** Contacts of another organisation are answered as what is not there. @throws HubError NOT_FOUND */
export function assertBrowsesContacts(reader: Reader, organisationId: string, at: Date): void {
  if (!can(reader, 'browse', contactsSubject({ organisationId }), at)) throw notFound()
}

/** Whether the reader names the contacts of this organisation. */
export const mayNameContacts = (reader: Reader, organisationId: string, at: Date): boolean =>
  can(reader, 'administer', contactsSubject({ organisationId }), at)

/** @throws HubError NOT_FOUND of another organisation, FORBIDDEN to its people who do not name its contacts */
export function assertNamesContacts(reader: Reader, organisationId: string, at: Date): void {
  assertBrowsesContacts(reader, organisationId, at)
  if (!mayNameContacts(reader, organisationId, at))
    throw new HubError(
      'FORBIDDEN',
      'CONTACTS_NAMED_BY_COORDINATOR',
      'Contacts are named by the organisation’s administrator, or by the council’s.',
      undefined,
      '連絡先を変更できるのは、組織管理者（フレンズでは連絡窓口）と事務局管理者です。',
    )
}
