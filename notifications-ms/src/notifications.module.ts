import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule, prismaProvider } from '@orderwire/platform';
import type { NotificationsConfig } from './config.js';
import { PrismaClient } from './generated/client.js';

/** The module of notifications-ms. */
@Module({})
export class NotificationsModule {
  static with(config: NotificationsConfig): DynamicModule {
    return {
      module: NotificationsModule,
      imports: [PlatformModule.forService('notifications-ms', config)],
      providers: [prismaProvider(PrismaClient)],
    };
  }
}
