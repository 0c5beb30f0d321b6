import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule, prismaProvider } from '@orderwire/platform';
import type { ShippingConfig } from './config.js';
import { PrismaClient } from './generated/client.js';

/** The module of shipping-ms. */
@Module({})
export class ShippingModule {
  static with(config: ShippingConfig): DynamicModule {
    return {
      module: ShippingModule,
      imports: [PlatformModule.forService('shipping-ms', config)],
      providers: [prismaProvider(PrismaClient)],
    };
  }
}
