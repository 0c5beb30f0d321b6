import { createHmac } from 'node:crypto';
import { type DynamicModule, Module } from '@nestjs/common';
import { deriveKey, type Logger, LOGGER, NATS, type NatsLink, type SecretKeys } from '@orderwire/platform';
import type { GatewayConfig } from '../config.js';
import { AccountLimitGuard } from './rate-limit.js';
import { type LimitName, networkLimits, networkQuotas, type Quotas, RateLimiter } from './rate-limiter.js';
import { SharedCounters } from './shared-counters.js';
import { FixedWindow } from './window-counter.js';

/** Rate limits per address and per account. */
@Module({})
export class RateLimitsModule {
  static with(config: GatewayConfig): DynamicModule {
    const windowMs = config.RATE_LIMIT_WINDOW_SECONDS * 1_000;
    const quotas: Quotas = {
      account: config.RATE_LIMIT_ACCOUNT,
      ...networkQuotas(networkLimits.ip, config.RATE_LIMIT_IP),
      ...networkQuotas(networkLimits.sign_in, config.RATE_LIMIT_SIGN_IN),
    };
    const counters = {
      provide: SharedCounters,
      inject: [NATS, LOGGER],
      useFactory: (nats: NatsLink, log: Logger) => new SharedCounters(nats, log),
    };
    const limiter = {
      provide: RateLimiter,
      inject: [FixedWindow, SharedCounters],
      useFactory: (window: FixedWindow, shared: SharedCounters) =>
        new RateLimiter(quotas, window, shared, keyedHash(config.SERVICE_KEY)),
    };
    const window = { provide: FixedWindow, useFactory: () => new FixedWindow(windowMs) };
    return {
      module: RateLimitsModule,
      providers: [window, counters, limiter, AccountLimitGuard],
      exports: [RateLimiter, AccountLimitGuard],
    };
  }
}

/** Keyed, with a key that all replicas share: trying every address would reverse a plain hash. */
function keyedHash([serviceKey]: SecretKeys): (name: LimitName, key: string) => string {
  const secret = deriveKey(serviceKey, 'limits');
  return (name, key) =>
    createHmac('sha256', secret).update(`${name} ${key}`).digest('base64url').slice(0, 22);
}
