import { Module } from '@nestjs/common'
import type { DynamicModule } from '@nestjs/common'
import { Database } from '@noroshi/database'
import { CirclesService } from './circles.service.ts'
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
    const exports = [MembershipService, CirclesService]
    return { module: MembershipModule, global: true, providers: [service, circles], exports }
  }
}
