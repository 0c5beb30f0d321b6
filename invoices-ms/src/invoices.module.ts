import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule, prismaProvider } from '@orderwire/platform';
import type { InvoicesConfig } from './config.js';
import { PrismaClient } from './generated/client.js';

/** The module of invoices-ms. */
@Module({})
export class InvoicesModule {
  static with(config: InvoicesConfig): DynamicModule {
    return {
      module: InvoicesModule,
      imports: [PlatformModule.forService('invoices-ms', config)],
      providers: [prismaProvider(PrismaClient)],
    };
  }
}
