import { Module } from '@nestjs/common'
import type { DynamicModule } from '@nestjs/common'
import { Database } from '@noroshi/database'
import { CirclesService } from './circles.service.ts'
import { ContactsService, ContactsSettings, CONTACTS_GOOD_FOR_DAYS } from './contacts.service.ts'
import { MembershipService } from './membership.service.ts'
import type { MembershipOptions } from './words.ts'

/** Wires membership; the app provides `Database` (the class is its token) from a global module. */
@Module({})
export class MembershipModule {
  static forRoot(options: MembershipOptions = {}): DynamicModule {
    const service = {
      provide: MembershipService,
      useFactory: (database: Database) => new MembershipService(database, options),
      inject: [Database],
    }
    const circles = {
      provide: CirclesService,
      useFactory: (database: Database) => new CirclesService(database),
      inject: [Database],
    }
    const settings = {
      provide: ContactsSettings,
      useValue: { goodForDays: options.contactsGoodForDays ?? CONTACTS_GOOD_FOR_DAYS } satisfies ContactsSettings,
    }
    const exports = [MembershipService, CirclesService, ContactsService, ContactsSettings]
    return { module: MembershipModule, global: true, providers: [service, circles, settings, ContactsService], exports }
  }
}
