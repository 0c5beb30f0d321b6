import { type DynamicModule, Module } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RecordAudit } from '@orderwire/contracts';
import { AccessTokens, PlatformModule } from '@orderwire/platform';
import { AuditForwarder } from './admin/audit-forwarder.js';
import { AuditLogController } from './admin/audit-log.controller.js';
import { DeadLetterService } from './admin/dead-letter.service.js';
import { OperationsController } from './admin/operations.controller.js';
import { ReplayService } from './admin/replay.service.js';
import { UsersController } from './admin/users.controller.js';
import { AccountController } from './auth/account.controller.js';
import { AuthGuard } from './auth/auth.guard.js';
import { EmailTokensController } from './auth/email-tokens.controller.js';
import { JwksController } from './auth/jwks.controller.js';
import { SignInController } from './auth/sign-in.controller.js';
import type { GatewayConfig } from './config.js';
import { LimitsModule } from './limits/limits.module.js';
import { routedContracts } from './openapi/route.js';
import { OrderStreams } from './orders/order-streams.js';
import { OrdersController } from './orders/orders.controller.js';
import { STREAM_LIMITS, streamLimits } from './orders/stream-limits.js';
import { TimelinePoller } from './orders/timeline-poller.js';
import { ProductsController } from './products/products.controller.js';

@Module({})
export class GatewayModule {
  /** The requests that the gateway sends to services: those of its routes, and audit entries. */
  static readonly requests = [...routedContracts, RecordAudit];

  static with(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        PlatformModule.forGateway('client-gateway', config, GatewayModule.requests),
        LimitsModule.with(config),
      ],
      controllers: [
        ProductsController,
        OrdersController,
        SignInController,
        AccountController,
        EmailTokensController,
        UsersController,
        AuditLogController,
        OperationsController,
        JwksController,
      ],
      providers: [
        {
          provide: AuthGuard,
          inject: [Reflector, AccessTokens],
          useFactory: (reflector: Reflector, tokens: AccessTokens) =>
            new AuthGuard(reflector, tokens, new Set(config.CORS_ORIGINS)),
        },
        AuditForwarder,
        DeadLetterService,
        ReplayService,
        TimelinePoller,
        OrderStreams,
        { provide: STREAM_LIMITS, useValue: streamLimits(config) },
      ],
    };
  }
}
