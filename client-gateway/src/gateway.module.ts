import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '@orderwire/platform';
import { AuditNotes } from './audit/audit-notes.js';
import type { GatewayConfig } from './config.js';
import { LimitsModule } from './limits/limits.module.js';
import { OrderStreams, STREAM_LIMITS } from './orders/order-streams.js';
import { OrdersController } from './orders/orders.controller.js';
import { ProductsController } from './products/products.controller.js';

/** What the gateway is made of. */
@Module({})
export class GatewayModule {
  static with(config: GatewayConfig): DynamicModule {
    const { STREAM_POLL_MS: pollMs, STREAM_MAX_MS: maxMs, STREAM_LIMIT: limit } = config;
    return {
      module: GatewayModule,
      imports: [PlatformModule.forGateway('client-gateway', config), LimitsModule.with(config)],
      controllers: [ProductsController, OrdersController],
      providers: [AuditNotes, OrderStreams, { provide: STREAM_LIMITS, useValue: { pollMs, maxMs, limit } }],
    };
  }
}
