import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headers } from '@nats-io/transport-node';
import { type Access, type Actor, faultFromWire, guest, Headers } from '@orderwire/contracts';
import {
  connectNats,
  type Context,
  createLogger,
  type NatsLink,
  RpcClient,
  runInContext,
  type RunningService,
  ServiceTokens,
  startService,
} from '../src/index.js';
import { type Nats, provisionJetStream, startNats, TestIssuer, testServiceKey } from '@orderwire/test-kit';
import { requests, WhoModule } from './whoami-service.js';

export const log = createLogger('test', 'silent');

/**
 * A service that replies with its callers' contexts, a stand-in for auth-ms, and clients for any
 * caller.
 */
export class IdentityWorld {
  readonly services: RunningService[] = [];
  private constructor(
    readonly nats: Nats,
    readonly link: NatsLink,
    public issuer: TestIssuer,
    private readonly storeDir: string,
  ) {}

  static async create(): Promise<IdentityWorld> {
    const storeDir = mkdtempSync(join(tmpdir(), 'orderwire-identity-'));
    const nats = await startNats({ storeDir, durable: false });
    const link = await connectNats('test', [nats.url], log);
    await provisionJetStream(link);
    const world = new IdentityWorld(nats, link, await TestIssuer.start(link.connection), storeDir);
    await world.start();
    return world;
  }

  async start(): Promise<RunningService> {
    const config = {
      NODE_ENV: 'test' as const,
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent' as const,
      NATS_SERVERS: [this.nats.url],
      SERVICE_KEY: [testServiceKey] as const,
    };
    const service = await startService('who-ms', WhoModule.with(config), config);
    this.services.push(service);
    return service;
  }

  /**
   * Sends a request with the platform's client in this context; resolves with the context of the
   * handler.
   */
  async request(
    access: Access,
    context: Partial<Context> = {},
    key?: string,
    service = 'test',
  ): Promise<Context> {
    const rpc = new RpcClient(this.link, key === undefined ? undefined : new ServiceTokens(service, [key]));
    const whole = { correlationId: 'test', actor: guest, ...context };
    const reply = await runInContext(whole, () => rpc.request(requests[access], {}));
    return JSON.parse(reply.context) as Context;
  }

  /** Sends a request as an account, with a token that the issuer signed. */
  async requestAs(actor: Actor, access: Access): Promise<Context> {
    const identity = await this.issuer.tokenOf(actor);
    return this.request(access, { actor, ...(identity && { identity }) });
  }

  /** Sends a request over plain NATS with any headers. */
  async requestRaw(access: Access, made: Record<string, string>): Promise<Context> {
    const head = headers();
    for (const [name, value] of Object.entries(made)) head.set(name, value);
    const { subject } = requests[access];
    const reply = await this.link.connection.request(subject, '{}', { timeout: 60_000, headers: head });
    const { err, response } = reply.json<{ err?: unknown; response: { context: string } }>();
    if (err) throw faultFromWire(err);
    return JSON.parse(response.context) as Context;
  }

  requestWithToken(token: string, access: Access = 'anyone'): Promise<Context> {
    return this.requestRaw(access, { [Headers.identity]: token });
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.close()));
    await this.link.connection.close();
    await this.nats.stop();
    rmSync(this.storeDir, { recursive: true, force: true });
  }
}
