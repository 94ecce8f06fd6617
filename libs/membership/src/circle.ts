/*
 * A circle (回覧先グループ): who is told together. Either a fixed roster or a rule about the organisation; who is in it, the database computes
 * from the rows with every change of either (hub.circles_of), so that whoever comes in reads what the circle was told and whoever leaves
 * reads it no more. Names, rules and rosters are government's: a list of who needs to know tells as much as what they are told (L40).
 */
import { can, circleSubject, type MembershipState, type Reader } from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import { z } from 'zod'
import { invalid, unknownSector } from './membership.errors.ts'
import { COUNCIL_TIERS } from './token.ts'
import { CAPABILITIES, ORGANISATION_SIZES } from './words.ts'
import type { Capability, CouncilTier, OrganisationSize } from './words.ts'

/** All kinds that are named must hold, each by any one of its list; an empty list asks nothing. */
export interface CircleRule {
  readonly tiers: readonly CouncilTier[]
  readonly sectors: readonly string[]
  readonly prefectures: readonly string[]
  readonly sizes: readonly OrganisationSize[]
  readonly capabilities: readonly Capability[]
}

/** What a circle is made of: its roster, or null where the rule decides. */
export interface CircleDefinition extends CircleRule {
  readonly name: string
  readonly nameEn: string
  readonly purpose: string
  /** By which those in it know it, in both languages or in none: then they learn of no circle. */
  readonly title: string | null
  readonly titleEn: string | null
  readonly organisations: readonly string[] | null
}

/** A circle as its row holds it. */
export interface CircleRow extends CircleDefinition {
  readonly id: string
  readonly ownerOrganisationId: string
  readonly version: number
  readonly createdAt: Date
  readonly closedAt: Date | null
}

/** An organisation in a circle, or the one that answers for it. */
export interface CircleOrganisation {
  readonly id: string
  readonly name: string
  readonly nameEn: string
  readonly tier: CouncilTier
  readonly state: MembershipState
}

/** A circle as government's pages show it. */
export interface CircleView extends CircleRow {
  readonly owner: CircleOrganisation
  /** Who is in it now, by name; nobody once it is closed. */
  readonly members: readonly CircleOrganisation[]
  /** The caller may change or close it. */
  readonly mayChange: boolean
}

/** What happened to a circle. */
export interface CircleChangeFacts {
  readonly what: 'CREATED' | 'CHANGED' | 'CLOSED'
  readonly reason: string
  readonly by: string
  readonly at: Date
  /** How many organisations were in it afterwards. */
  readonly members: number
}

const line = z
  .string()
  .transform(text => text.normalize('NFC').trim())
  .pipe(z.string().min(1).max(200))
const list = <T extends z.ZodType<string>>(of: T, most: number) =>
  z
    .array(of)
    .max(most)
    .nullish()
    .transform(values => [...new Set(values ?? [])].sort())

const titleLine = line.nullish().transform(title => title ?? null)

const shape = z.strictObject({
  name: line,
  nameEn: line,
  purpose: z
    .string()
    .transform(text => text.normalize('NFC').trim())
    .pipe(z.string().min(1).max(2000)),
  title: titleLine,
  titleEn: titleLine,
  organisations: z
    .array(z.uuid())
    .min(1)
    .max(3_000)
    .nullish()
    .transform(ids => (ids ? [...new Set(ids)].sort() : null)),
  tiers: list(z.enum(COUNCIL_TIERS), 3),
  sectors: list(z.string().max(60), 50),
  prefectures: list(line, 47),
  sizes: list(z.enum(ORGANISATION_SIZES), 4),
  capabilities: list(z.enum(CAPABILITIES), 3),
})

/** A circle as it is asked for. */
export type CircleRequest = z.input<typeof shape>

/** The shape of `CircleRequest`; what it holds is checked by `assertSound`. */
export const circleShape = shape

/** @throws HubError INVALID_INPUT naming the field: a roster or a rule, of sectors and organisations that there are */
export function assertSound(
  circle: CircleDefinition,
  known: { readonly sectors: readonly string[]; readonly organisations: ReadonlySet<string> },
): void {
  if ((circle.title === null) !== (circle.titleEn === null))
    throw invalid(
      'titleEn',
      'TITLE_IN_BOTH',
      'A title for those in the circle is given in both languages or in none.',
      '参加組織に示す名称は、日本語と英語の両方を指定するか、どちらも空欄にしてください。',
    )
  const rules = [circle.tiers, circle.sectors, circle.prefectures, circle.sizes, circle.capabilities]
  if ((circle.organisations === null) !== rules.some(one => one.length > 0))
    throw invalid(
      'organisations',
      'ROSTER_OR_RULE',
      'A circle has either a roster of organisations or a rule: give one of them.',
      '回覧先グループには、組織の名簿か条件のどちらか一方を指定してください。',
    )
  if (circle.sectors.some(sector => !known.sectors.includes(sector))) throw unknownSector('sectors')
  if (circle.organisations?.some(id => !known.organisations.has(id)))
    throw invalid('organisations', 'NO_SUCH_ORGANISATION', 'There is no such organisation.', 'その組織はありません。')
}

/** @throws HubError FORBIDDEN unless circles are shown to this reader; the same whether there are any */
export function assertBrowses(reader: Reader, at: Date): void {
  if (!can(reader, 'browse', circleSubject({ ownerOrganisationId: reader.organisationId ?? '-' }), at))
    throw new HubError(
      'FORBIDDEN',
      'CIRCLES_ARE_GOVERNMENTS',
      'Circles are shown to those who address them, administer them or inspect.',
      undefined,
      '回覧先グループは、起案者・提供決裁者・管理者・監察担当者だけが参照できます。',
    )
}

/** Whether this reader may change a circle of this organisation. */
export const mayChangeCircle = (reader: Reader, ownerOrganisationId: string, at: Date): boolean =>
  can(reader, 'administer', circleSubject({ ownerOrganisationId }), at)

/** @throws HubError FORBIDDEN unless the reader administers the circles of this organisation */
export function assertChangesCircle(reader: Reader, ownerOrganisationId: string, at: Date): void {
  if (!mayChangeCircle(reader, ownerOrganisationId, at))
    throw new HubError(
      'FORBIDDEN',
      'NOT_THE_OWNER',
      'Only an administrator of the organ that answers for a circle creates, changes or closes it.',
      undefined,
      '回覧先グループの作成・変更・終了は、そのグループを所管する機関の管理者だけが行えます。',
    )
}

/** Nobody lets their own organisation read what a circle was told. @throws HubError FORBIDDEN */
export function assertNotJoining(reader: Reader, before: readonly string[], after: readonly string[]): void {
  const own = reader.organisationId ?? ''
  if (after.includes(own) && !before.includes(own))
    throw new HubError(
      'FORBIDDEN',
      'OWN_ORGANISATION',
      'Nobody brings their own organisation into a circle that is there already: it would read what the circle was told.',
      undefined,
      '既存の回覧先グループに自組織を加えることはできません（これまでに提供された情報が読めるようになるためです）。',
    )
}
