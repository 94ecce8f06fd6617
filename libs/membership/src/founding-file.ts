/*
 * The file that a real council is founded from (`noroshi council found`): organisations and people without any credential.
 * Its administrators are invited at once; they invite the others.
 */
import { MEMBERSHIP_STATES } from '@noroshi/clearance'
import { parseInput } from '@noroshi/errors'
import { z } from 'zod'
import { invitationExpiry } from './enrolment.ts'
import type { Invited } from './enrolment.ts'
import type { FoundingCouncil, FoundingOrganisation, FoundingPerson } from './founding.ts'
import { assertSeen, TakenNames } from './likeness.ts'
import { invalid } from './membership.errors.ts'
import { organisationShape, personShape, roleBeyond, tierObjection } from './registry.ts'
import { newToken } from './token.ts'

const instant = z.iso.datetime({ offset: true }).transform(text => new Date(text))
const clearance = z.strictObject({
  rank: z.number().int().min(1),
  validUntil: instant,
  verifiedBy: z.string().trim().min(1),
})
const person = z.strictObject({
  ...personShape.shape,
  clearance: clearance.optional(),
})
const council = z.strictObject({
  organisations: z
    .array(
      z.strictObject({
        ...organisationShape.shape,
        state: z.enum(MEMBERSHIP_STATES).default('ACTIVE'),
        safeguardsValidUntil: instant.nullish().transform(until => until ?? null),
        people: z.array(person).default([]),
      }),
    )
    .min(1),
})

/**
 * The council that a founding file's JSON describes.
 * @throws HubError INVALID_INPUT naming the place: shapes, class and tier, roles, repeated addresses, no administrator
 */
export function parseFoundingFile(json: unknown): FoundingCouncil {
  const { organisations } = parseInput(council, json)
  const addresses = new Set<string>()
  const names = new TakenNames()
  organisations.forEach((organisation, o) => {
    const objection = tierObjection(organisation)
    if (objection) throw invalid(`organisations[${o}].tier`, 'TIER_OF_CLASS', ...objection)
    const { name, nameEn, competentMinistry, prefecture } = organisation
    const texts = Object.entries({ name, nameEn, competentMinistry, prefecture })
    assertSeen(Object.fromEntries(texts.map(([field, text]) => [`organisations[${o}].${field}`, text])))
    names.assertFree(organisation, `organisations[${o}].`)
    names.add(organisation)
    organisation.people.forEach(({ name: personName, email, roles, clearance: held }, p) => {
      const place = `organisations[${o}].people[${p}]`
      assertSeen({ [`${place}.name`]: personName })
      const beyond = roleBeyond(organisation.tier, roles)
      if (beyond)
        throw invalid(
          `${place}.roles`,
          'ROLE_OF_GOVERNMENT',
          `Only people of government have the role ${beyond}.`,
          '行政機関等の者のみが持てる役割です。',
        )
      if (held && organisation.tier === 'FRIEND')
        throw invalid(
          `${place}.clearance`,
          'FRIEND_WITHOUT_CLEARANCE',
          'Friends hold no clearance.',
          'フレンズはクリアランスを持ちません。',
        )
      if (addresses.has(email))
        throw invalid(
          `${place}.email`,
          'ADDRESS_TAKEN',
          'The address stands twice in the file.',
          'メールアドレスが重複しています。',
        )
      addresses.add(email)
    })
  })
  if (!organisations.some(organisation => organisation.people.some(someone => administers(organisation, someone))))
    throw invalid(
      'organisations',
      'NO_ADMINISTRATOR',
      'An active organisation of government needs an ADMINISTRATOR.',
      '管理者が一人もいません。',
    )
  return {
    organisations: organisations.map(({ people, ...organisation }) => ({
      ...organisation,
      people: people.map(({ clearance: held, ...someone }) => (held ? { ...someone, clearance: held } : someone)),
    })),
  }
}

/** The council with an invitation for each administrator, and these invitations, to be shown once. */
export function withInvitedAdministrators(
  founding: FoundingCouncil,
  at: Date,
): { council: FoundingCouncil; invited: Invited[] } {
  const invited: Invited[] = []
  const invite = (organisation: FoundingOrganisation, someone: FoundingPerson): FoundingPerson => {
    if (!administers(organisation, someone)) return someone
    const invitation = { enrolmentToken: newToken('ENROLMENT', organisation.tier), expiresAt: invitationExpiry(at) }
    invited.push({ name: someone.name, email: someone.email, ...invitation })
    return { ...someone, invitation }
  }
  const organisations = founding.organisations.map(organisation => ({
    ...organisation,
    people: organisation.people.map(someone => invite(organisation, someone)),
  }))
  return { council: { organisations }, invited }
}

const administers = (
  organisation: Pick<FoundingOrganisation, 'tier' | 'state'>,
  someone: Pick<FoundingPerson, 'roles'>,
): boolean =>
  organisation.tier === 'GOVERNMENT' && organisation.state === 'ACTIVE' && someone.roles.includes('ADMINISTRATOR')
