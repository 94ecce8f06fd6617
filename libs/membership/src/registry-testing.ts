/*
 * The demo council with an administrator at work, and new people who enrol, for the row tests of registry and enrolment.
 */
import type { OrganisationRequest, PersonRequest } from './registry.ts'
import { openTestCouncil } from './testing.ts'
import { totpAt } from './totp.ts'

const PASSWORD = 'a long enough passphrase'
const POWER: OrganisationRequest = {
  name: '新電力',
  nameEn: 'New Power',
  class: 'CORE_INFRASTRUCTURE_OPERATOR',
  tier: 'MEMBER',
  sectors: ['electricity'],
  competentMinistry: '経済産業省',
  prefecture: '東京都',
}
const CITY: OrganisationRequest = {
  ...POWER,
  ...{ name: '新市', nameEn: 'New City', class: 'MUNICIPALITY', tier: 'FRIEND', sectors: [] },
}

/** A council that grows; everything happens at the given instant unless a verb takes another. */
export type TestRegistry = Awaited<ReturnType<typeof openTestRegistry>>

/** Founds the demo council and signs its administrator and an analyst in; `council.drop()` it at the end. */
export async function openTestRegistry(at: Date) {
  const council = await openTestCouncil(at)
  const { membership } = council
  const administrator = (await council.signIn('administrator', at)).reader
  const analyst = (await council.signIn('analyst-1', at)).reader
  let addresses = 0
  return {
    ...{ council, membership, administrator, analyst, PASSWORD, POWER, CITY },
    registerOrganisation: (more: object = {}, reader = administrator) =>
      membership.registerOrganisation(reader, { ...POWER, ...more }, at),
    registerPerson: (organisationId: string, more: object = {}, reader = administrator) => {
      const person: PersonRequest = { name: '新 太郎', email: `person-${++addresses}@new.example`, roles: [], ...more }
      return membership.registerPerson(reader, organisationId, person, at)
    },
    /** The id of the organisation whose name holds this. */
    async idOf(name: string) {
      const { items } = await membership.organisations(administrator, { text: name }, {}, at)
      return items[0]?.id ?? ''
    },
    /** Enrols as a person would: pairs the offered secret, types the code it shows. Resolves to the secret. */
    async enrol(token: string) {
      const { totp } = await membership.offerEnrolment(token, at)
      const codes = totp && { totpSecret: totp.secret, totp: totpAt(totp.secret, at) }
      await membership.enrol({ token, password: PASSWORD, ...codes }, at)
      return totp?.secret ?? null
    },
    signIn: (email: string, secret: string | null, instant: Date) =>
      membership.signIn({ email, password: PASSWORD, totp: secret && totpAt(secret, instant) }, instant),
  }
}
