import type { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  type Actor,
  allRpcs,
  GetJwks,
  GetOrderTimeline,
  type RpcContract,
  type SignedIn,
} from '@orderwire/contracts';
import type { RunningService } from '@orderwire/platform';
import {
  FakeService,
  type Nats,
  type NatsOptions,
  openServers,
  type ServiceDefinition,
  ServiceWorld,
  startNats,
  waitUntil,
} from '@orderwire/test-kit';
import type { GatewayConfig } from '../src/config.js';
import { startGateway } from '../src/gateway.module.js';

export const customer: Actor = { role: 'customer', id: '019a0000-0000-7000-8000-00000000c057' };
export const staff: Actor = { role: 'staff', id: '019a0000-0000-7000-8000-00000000574f' };
export const admin: Actor = { role: 'admin', id: '019a0000-0000-7000-8000-00000000ad31' };

/** A reply of auth-ms that starts a session. */
export const signedIn = {
  user: { id: customer.id, name: 'Ada', role: 'customer' },
  accessToken: 'an-access-token',
  expiresAt: new Date(Date.now() + 600_000).toISOString(),
  refreshToken: 'a-refresh-token',
  refreshExpiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  sessionId: '019a0000-0000-7000-8000-0000000005e5',
} as unknown as SignedIn;

const definition: ServiceDefinition<GatewayConfig> = {
  name: 'client-gateway',
  start: (config) => startGateway(config),
  config: {
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
  },
};

type AnyContract = RpcContract<object, object>;

/** Every contract that a route may call. The issuer serves the keys itself. */
const routed = [...allRpcs().values()].filter(
  ({ subject, access }) => access !== 'service' && subject !== GetJwks.subject,
);

/** A response of the gateway with its whole body. */
export interface GatewayResponse {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; undefined if it is not JSON. */
  json: Record<string, unknown> & { errors?: { path: string; message: string }[] };
}

/** A gateway with fake services that reply `{answeredBy: subject}`. */
export class GatewayWorld extends ServiceWorld<GatewayConfig> {
  readonly fake = new FakeService(this.link)
    .serveAll(routed, (_request, { subject }) => ({ answeredBy: subject }))
    .serveAll([GetOrderTimeline], (_request, { subject }) => ({ answeredBy: subject, standing: [] }));

  static async create(changes: Partial<GatewayConfig> = {}): Promise<GatewayWorld> {
    const world = new GatewayWorld(await openServers(), {
      ...definition,
      config: { ...definition.config, ...changes },
    });
    await world.fake.start();
    await world.start();
    return world;
  }

  get gateway(): RunningService {
    return this.first;
  }

  /** Starts another gateway on an adapter that the test has prepared. */
  startOn(adapter: FastifyAdapter, changes: Partial<GatewayConfig> = {}): Promise<RunningService> {
    return this.start(changes, (config) => startGateway(config, adapter));
  }

  /** Replies that have only the fields a test needs: the gateway does not validate replies. */
  stub(contracts: AnyContract | readonly AnyContract[], reply: (request: object) => unknown): void {
    for (const contract of [contracts].flat()) this.fake.on(contract, reply as (request: object) => object);
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
  ): Promise<GatewayResponse> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${this.gateway.url}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: parsed(text) as GatewayResponse['json'],
    };
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
  const start = () =>
    startNats(options).catch((error: unknown) => {
      if (!/address already in use/i.test(String(error))) throw error;
      return undefined;
    });
  return (await waitUntil(start, Boolean))!;
}

export const until = (holds: () => boolean | Promise<boolean>): Promise<boolean> => waitUntil(holds, Boolean);
