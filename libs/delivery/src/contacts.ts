import type { Database } from '@noroshi/database'
import { asSender } from '@noroshi/database/system-reader'
import type { MessageLanguage } from './ledger.ts'

/** Where somebody is told when the hub is down: no name, no organisation, nothing that was said to them. */
export interface Contact {
  readonly email: string
  readonly language: MessageLanguage
}

/** Everybody who is active now, in an active organisation: those whom a NOTICE to everybody would reach. With the worker's login. */
export const contactsOf = (database: Database): Promise<Contact[]> =>
  asSender(database, tx =>
    tx.query(
      `select p.email, coalesce(c.language, 'ja') as language
       from hub.person p join hub.organisation o on o.id = p.organisation_id left join hub.person_channel c on c.person_id = p.id and c.channel = 'MAIL'
       where p.active and o.state = 'ACTIVE' order by p.email`,
    ),
  )
