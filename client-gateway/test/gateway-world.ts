import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '@orderwire/contracts';
import {
  connectNats,
  createLogger,
  type NatsLink,
  type RunningService,
  startService,
} from '@orderwire/platform';
import { type Nats, type NatsOptions, startNats, TestIssuer, testServiceKey } from '@orderwire/test-kit';
import type { GatewayConfig } from '../src/config.js';
import { startGateway } from '../src/start-gateway.js';
import { FakeAuthModule } from './fake-auth.js';
import { Dial, FakeShopModule } from './fake-shop.js';

export const customer: Actor = { role: 'customer', id: '019a0000-0000-7000-8000-00000000c057' };
export const staff: Actor = { role: 'staff', id: '019a0000-0000-7000-8000-00000000574f' };
export const admin: Actor = { role: 'admin', id: '019a0000-0000-7000-8000-00000000ad31' };

/** A response of the gateway with its whole body. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; undefined if it is not JSON. */
  json: Record<string, unknown> & { errors?: { path: string; message: string }[] };
}

/** A gateway with NATS and fake services. */
export class GatewayWorld {
  readonly dial = new Dial();
  private constructor(
    readonly nats: Nats,
    readonly link: NatsLink,
    readonly config: GatewayConfig,
    readonly gateway: RunningService,
    readonly issuer: TestIssuer,
    private readonly storeDir: string,
    private shop: RunningService | undefined,
    private auth: RunningService | undefined,
  ) {}

  static async create(changes: Partial<GatewayConfig> = {}): Promise<GatewayWorld> {
    const storeDir = mkdtempSync(join(tmpdir(), 'orderwire-gateway-'));
    const nats = await startNats({ storeDir });
    const config: GatewayConfig = {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      NATS_SERVERS: [nats.url],
      NATS_REPLICAS: 1,
      SERVICE_KEY: testServiceKey,
      REQUEST_TIMEOUT_MS: 30_000,
      BODY_LIMIT: 16_384,
      RECEIVE_TIMEOUT_MS: 30_000,
      CORS_ORIGINS: [],
      TRUST_PROXY: false,
      STREAM_POLL_MS: 50,
      STREAM_MAX_MS: 30_000,
      STREAM_LIMIT: 10,
      STREAM_LIMIT_IP: 10,
      STREAM_LIMIT_ACCOUNT: 10,
      STREAM_LIMIT_ORDER: 10,
      RATE_LIMIT_IP: 0,
      RATE_LIMIT_ACCOUNT: 0,
      RATE_LIMIT_SIGN_IN: 0,
      RATE_LIMIT_WINDOW_SECONDS: 60,
      ...changes,
    };
    const link = await connectNats('test', [nats.url], createLogger('test', 'silent'));
    const issuer = await TestIssuer.start(link.connection);
    const gateway = await startGateway(config);
    const world = new GatewayWorld(nats, link, config, gateway, issuer, storeDir, undefined, undefined);
    await world.openShop();
    return world;
  }

  async openShop(): Promise<void> {
    [this.shop, this.auth] = await Promise.all([
      startService('fake-shop', FakeShopModule.with(this.config, this.dial), this.config),
      startService('fake-auth', FakeAuthModule.with(this.config, this.dial), this.config),
    ]);
  }

  async closeShop(): Promise<void> {
    await this.shop?.close();
    await this.auth?.close();
    this.shop = this.auth = undefined;
  }

  /** Headers that authenticate a request as this account. */
  async as(actor: Actor): Promise<Record<string, string>> {
    return { authorization: `Bearer ${await this.issuer.tokenOf(actor)}` };
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${this.gateway.url}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) as Answer['json'] };
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.closeShop();
    await this.link.connection.close();
    await this.nats.stop();
    rmSync(this.storeDir, { recursive: true, force: true });
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Restarts NATS on its port, which a client connection may occupy for a moment. */
export async function restartNats(options: NatsOptions): Promise<Nats> {
  let nats: Nats | undefined;
  await until(async () => {
    nats = await startNats(options).catch((error: unknown) => {
      if (!/address already in use/i.test(String(error))) throw error;
      return undefined;
    });
    return nats !== undefined;
  });
  return nats as unknown as Nats;
}

/** Waits up to 30 s for a condition. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('the condition never held');
    await sleep(10);
  }
}
