import { Module } from '@nestjs/common'
import type { DynamicModule } from '@nestjs/common'
import { Database } from '@noroshi/database'
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
    return { module: MembershipModule, global: true, providers: [service], exports: [MembershipService] }
  }
}
