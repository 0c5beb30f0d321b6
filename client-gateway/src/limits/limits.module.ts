import { createHmac, hkdfSync } from 'node:crypto';
import { type DynamicModule, Module } from '@nestjs/common';
import { type Logger, LOGGER, NATS, type NatsLink } from '@orderwire/platform';
import type { GatewayConfig } from '../config.js';
import { AccountLimitGuard } from './account-limit.guard.js';
import { type LimitName, Limits } from './limits.js';
import { SharedCounters } from './shared-counters.js';
import { Windows } from './windows.js';

/** Request limits per address and per account. */
@Module({})
export class LimitsModule {
  static with(config: GatewayConfig): DynamicModule {
    const windowMs = config.RATE_LIMIT_WINDOW_SECONDS * 1_000;
    const quotas = {
      ip: config.RATE_LIMIT_IP,
      account: config.RATE_LIMIT_ACCOUNT,
      sign_in: config.RATE_LIMIT_SIGN_IN,
    };
    const windows = { provide: Windows, useFactory: () => new Windows(windowMs) };
    const counters = {
      provide: SharedCounters,
      inject: [NATS, LOGGER],
      useFactory: (nats: NatsLink, log: Logger) =>
        new SharedCounters(nats, windowMs, config.NATS_REPLICAS, log),
    };
    const limits = {
      provide: Limits,
      inject: [Windows, SharedCounters],
      useFactory: (each: Windows, shared: SharedCounters) =>
        new Limits(quotas, each, shared, hashUnder(config.SERVICE_KEY)),
    };
    return {
      module: LimitsModule,
      providers: [windows, counters, limits, AccountLimitGuard],
      exports: [Limits, AccountLimitGuard],
    };
  }
}

/** Under a key that all replicas have: a bare hash of an address is found out by trying all addresses. */
function hashUnder(serviceKey: string): (name: LimitName, key: string) => string {
  const secret = Buffer.from(
    hkdfSync('sha256', Buffer.from(serviceKey, 'base64'), '', 'orderwire limits', 32),
  );
  return (name, key) =>
    createHmac('sha256', secret).update(`${name} ${key}`).digest('base64url').slice(0, 22);
}
