import { Module } from '@nestjs/common'
import { DispatcherService } from './dispatcher.service.ts'
import { InboxService } from './inbox.service.ts'
import { PushService } from './push.service.ts'

/** Wires delivery for a process that serves readers; `Database` and the services it stands on come from the application. */
@Module({ providers: [InboxService, PushService], exports: [InboxService, PushService] })
export class DeliveryModule {}

/** Wires delivery for the worker, which needs nothing that can read an edition. */
@Module({ providers: [DispatcherService], exports: [DispatcherService] })
export class DispatchModule {}
