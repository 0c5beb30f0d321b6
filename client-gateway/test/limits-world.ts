import { jest } from '@jest/globals';
import type { RunningService } from '@orderwire/platform';
import type { GatewayConfig } from '../src/config.js';
import { gatewayAdapter } from '../src/http/adapter.js';
import { Limits } from '../src/limits/limits.js';
import { type Patience, SharedCounters } from '../src/limits/shared-counters.js';
import { Windows } from '../src/limits/windows.js';
import { startGateway } from '../src/start-gateway.js';
import type { Answer, GatewayWorld } from './gateway-world.js';

const products = '/api/v1/products';
export const quota = 12;

/** Stands for the routes around passwords. */
export const SIGN_IN = '/test/sign-in';

/** A counter is waited for, however slow the machine is: only then is everything counted exactly. */
export const patient: Patience = { answerMs: 20_000, makeMs: 20_000 };

/** Gateways of one world, at a moment that stands still until a test moves it on. */
export class Replicas {
  readonly gateways: RunningService[] = [];
  /** In the middle of a window. */
  now = Math.floor(Date.now() / 60_000) * 60_000 + 30_000;

  constructor(
    private readonly world: GatewayWorld,
    private readonly changes: Partial<GatewayConfig>,
  ) {}

  async add(): Promise<RunningService> {
    const config = { ...this.world.config, ...this.changes };
    const adapter = gatewayAdapter(config);
    adapter.getInstance().get(SIGN_IN, { config: { signInLimit: true } }, () => ({}));
    const gateway = await startGateway(config, adapter);
    jest.spyOn(gateway.app.get(Windows, { strict: false }), 'now').mockImplementation(() => this.now);
    Object.assign(gateway.app.get(SharedCounters, { strict: false }).patience, patient);
    this.gateways.push(gateway);
    return gateway;
  }

  /** What was taken so far is known to whoever takes next. */
  async settle(): Promise<void> {
    for (const { app } of this.gateways) await app.get(Limits, { strict: false }).settle();
  }

  async close(): Promise<void> {
    for (const gateway of this.gateways) await gateway.close();
  }
}

export async function ask(
  gateway: RunningService,
  headers: Record<string, string> = {},
  path = products,
): Promise<Answer> {
  const response = await fetch(`${gateway.url}${path}`, { headers });
  const text = await response.text();
  const json = text ? (JSON.parse(text) as Answer['json']) : ({} as Answer['json']);
  return { status: response.status, headers: response.headers, text, json };
}

/** Asks one after the other until refused; how many were let in. */
export async function askUntilRefused(
  gateway: RunningService,
  headers: Record<string, string> = {},
): Promise<number> {
  for (let passed = 0; passed < 10 * quota; passed++)
    if ((await ask(gateway, headers)).status === 429) return passed;
  throw new Error('nothing was refused');
}

export const from = (ip: string) => ({ 'x-forwarded-for': ip });
