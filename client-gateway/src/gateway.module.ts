import { type DynamicModule, Module } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AccessTokens, PlatformModule } from '@orderwire/platform';
import { AuditNotes } from './audit/audit-notes.js';
import { KeysController } from './auth/keys.controller.js';
import { MailedLinksController } from './auth/mailed-links.controller.js';
import { OwnAccountController } from './auth/own-account.controller.js';
import { SignInController } from './auth/sign-in.controller.js';
import type { GatewayConfig } from './config.js';
import { IdentityGuard } from './identity/identity.guard.js';
import { LimitsModule } from './limits/limits.module.js';
import { DeadLetterOffice } from './operations/dead-letter-office.js';
import { OperationsController } from './operations/operations.controller.js';
import { ReplayOffice } from './operations/replay-office.js';
import { OrderStreams } from './orders/order-streams.js';
import { OrdersController } from './orders/orders.controller.js';
import { STREAM_LIMITS, streamLimits } from './orders/stream-limits.js';
import { ProductsController } from './products/products.controller.js';
import { AuditLogController } from './staff/audit-log.controller.js';
import { UsersController } from './staff/users.controller.js';

/** What the gateway is made of. */
@Module({})
export class GatewayModule {
  static with(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [PlatformModule.forGateway('client-gateway', config), LimitsModule.with(config)],
      controllers: [
        ProductsController,
        OrdersController,
        SignInController,
        OwnAccountController,
        MailedLinksController,
        UsersController,
        AuditLogController,
        OperationsController,
        KeysController,
      ],
      providers: [
        {
          provide: IdentityGuard,
          inject: [Reflector, AccessTokens],
          useFactory: (reflector: Reflector, tokens: AccessTokens) =>
            new IdentityGuard(reflector, tokens, new Set(config.CORS_ORIGINS)),
        },
        AuditNotes,
        DeadLetterOffice,
        ReplayOffice,
        OrderStreams,
        { provide: STREAM_LIMITS, useValue: streamLimits(config) },
      ],
    };
  }
}
