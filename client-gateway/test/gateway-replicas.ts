import { jest } from '@jest/globals';
import type { RunningService } from '@orderwire/platform';
import type { GatewayConfig } from '../src/config.js';
import { createHttpAdapter } from '../src/edge/http-adapter.js';
import { RateLimiter } from '../src/rate-limits/rate-limiter.js';
import { type CounterTimeouts, SharedCounters } from '../src/rate-limits/shared-counters.js';
import { FixedWindow } from '../src/rate-limits/window-counter.js';
import { startGateway } from '../src/gateway.module.js';
import type { GatewayResponse, GatewayWorld } from './gateway-world.js';

const products = '/api/v1/products';
export const quota = 12;

/** A route with the sign-in limit. */
export const SIGN_IN = '/test/sign-in';

/** Long enough for slow machines: counts are exact only if no increment times out. */
export const generousTimeouts: CounterTimeouts = { replyMs: 20_000 };

/** Gateways that share counters, and a clock that the test moves. */
export class Replicas {
  readonly gateways: RunningService[] = [];
  /** The middle of a window. */
  now = Math.floor(Date.now() / 60_000) * 60_000 + 30_000;

  constructor(
    private readonly world: GatewayWorld,
    private readonly changes: Partial<GatewayConfig>,
  ) {}

  async add(): Promise<RunningService> {
    const config = this.world.config(this.changes);
    const adapter = createHttpAdapter(config);
    adapter.getInstance().get(SIGN_IN, { config: { signInLimit: true } }, () => ({}));
    const gateway = await startGateway(config, adapter);
    jest.spyOn(gateway.app.get(FixedWindow, { strict: false }), 'now').mockImplementation(() => this.now);
    Object.assign(gateway.app.get(SharedCounters, { strict: false }).timeouts, generousTimeouts);
    this.gateways.push(gateway);
    return gateway;
  }

  /** All counts so far are in the shared counters. */
  async flush(): Promise<void> {
    for (const { app } of this.gateways) await app.get(RateLimiter, { strict: false }).flush();
  }

  async close(): Promise<void> {
    for (const gateway of this.gateways) await gateway.close();
  }
}

export async function request(
  gateway: RunningService,
  headers: Record<string, string> = {},
  path = products,
): Promise<GatewayResponse> {
  const response = await fetch(`${gateway.url}${path}`, { headers });
  const text = await response.text();
  const json = text ? (JSON.parse(text) as GatewayResponse['json']) : ({} as GatewayResponse['json']);
  return { status: response.status, headers: response.headers, text, json };
}

/** Sends requests until one is rejected; returns how many were accepted. */
export async function requestsUntilLimited(
  gateway: RunningService,
  headers: Record<string, string> = {},
): Promise<number> {
  for (let accepted = 0; accepted < 10 * quota; accepted++)
    if ((await request(gateway, headers)).status === 429) return accepted;
  throw new Error('no request was rejected');
}

export const from = (ip: string) => ({ 'x-forwarded-for': ip });
