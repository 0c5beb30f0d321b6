import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import {
  type Actor,
  type EventContract,
  guest,
  Login,
  type LoginRequest,
  Register,
  type RegisterRequest,
  type RpcContract,
  type SignedIn,
} from '@orderwire/contracts';
import {
  AccessTokens as TokensOfOthers,
  connectNats,
  createLogger,
  type NatsLink,
  type Origin,
  RpcClient,
  runInContext,
  type RunningService,
  ServiceTokens,
  startService,
} from '@orderwire/platform';
import {
  createTestDatabase,
  type Nats,
  withLongTimeouts,
  startNats,
  testServiceKey,
  useLongConnectionTimeout,
} from '@orderwire/test-kit';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { AuthModule } from '../src/auth.module.js';
import type { AuthConfig } from '../src/config.js';
import { ConstantTimeResponse } from '../src/email-links/constant-time-response.js';
import { AccessTokenSigner } from '../src/keys/access-token-signer.js';

export const password = 'correct horse battery';

// A slow machine takes its time: no test here is about how long anything takes.
jest.setTimeout(180_000);
const PATIENCE_MS = 50_000;

/** From where, and out of which session, somebody asks. */
interface Asking extends Origin {
  sessionId?: string;
}

interface WorldOptions {
  replicas?: number;
  settings?: Partial<AuthConfig>;
}

/** auth-ms with a database and a broker of its own, and a client that asks it. */
export class AuthWorld {
  private people = 0;

  private constructor(
    private readonly storeDir: string,
    private readonly nats: Nats,
    private readonly database: Awaited<ReturnType<typeof createTestDatabase>>,
    readonly config: AuthConfig,
    readonly sql: pg.Pool,
    readonly services: RunningService[],
    readonly link: NatsLink,
  ) {}

  static async create({ replicas = 1, settings = {} }: WorldOptions = {}): Promise<AuthWorld> {
    const storeDir = mkdtempSync(join(tmpdir(), 'orderwire-auth-'));
    const nats = await startNats({ storeDir });
    const database = await createTestDatabase(fileURLToPath(new URL('..', import.meta.url)));
    const config: AuthConfig = {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      NATS_SERVERS: [nats.url],
      NATS_REPLICAS: 1,
      DATABASE_URL: withLongTimeouts(database.url, PATIENCE_MS),
      DATABASE_POOL: 8,
      SERVICE_KEY: testServiceKey,
      AUTH_KEY_SECRET: randomBytes(32).toString('base64'),
      ACCESS_TOKEN_MINUTES: 10,
      REFRESH_TOKEN_DAYS: 30,
      KEY_ROTATION_DAYS: 30,
      AUDIT_DAYS: 400,
      HASHES_AT_ONCE: 2,
      ...settings,
    };
    const sql = new pg.Pool({ connectionString: database.url, max: 4, application_name: 'the test' });
    // Its connections may still be hanging up when the database is dropped.
    sql.on('error', () => undefined);
    const start = () => startService('auth-ms', AuthModule.with(config), config);
    const services = await Promise.all(Array.from({ length: replicas }, start));
    for (const service of services) {
      useLongConnectionTimeout(service, PATIENCE_MS);
      // Even answers wait in even-time.spec.ts; here they come when they are ready.
      service.app.get(ConstantTimeResponse).pause = () => Promise.resolve();
    }
    const link = await connectNats('test', [nats.url], createLogger('test', 'silent'));
    const world = new AuthWorld(storeDir, nats, database, config, sql, services, link);
    await world.knowKeys();
    return world;
  }

  /** Lets every replica look up the keys that verify tokens, for which it has five seconds: on a busy machine that may be too few. */
  private async knowKeys(): Promise<void> {
    const token = (await this.tokenOf({ role: 'customer', id: uuidv7() })) ?? '';
    for (const { app } of this.services) {
      const look = () => app.get(TokensOfOthers).verify(token);
      await look().catch(look).catch(look);
    }
  }

  /** What the first replica is made of. */
  get only(): RunningService['app'] {
    const [service] = this.services;
    if (!service) throw new Error('no replica runs');
    return service.app;
  }

  /** Asks as this actor, with a token that the service itself signed; as `system`, as another service of ours. */
  async ask<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
    actor: Actor = guest,
    { sessionId, ...origin }: Asking = {},
  ): Promise<Reply> {
    const identity = await this.tokenOf(actor, sessionId);
    const services = actor.role === 'system' ? new ServiceTokens('test', testServiceKey) : undefined;
    const context = { correlationId: 'test', actor, origin, ...(identity && { identity }) };
    return runInContext(context, () =>
      new RpcClient(this.link, services).ask({ ...contract, timeoutMs: PATIENCE_MS }, request),
    );
  }

  /** An access token of this account; undefined for a guest and for our own services. */
  async tokenOf({ role, id }: Actor, sessionId: string = uuidv7()): Promise<string | undefined> {
    if (id === null || role === 'guest' || role === 'system') return undefined;
    const issued = await this.only.get(AccessTokenSigner).sign({ id, role }, sessionId, new Date());
    return issued.accessToken;
  }

  /** Somebody new, registered from an address of their own. */
  register({ ip, device, ...fields }: Partial<RegisterRequest> & Origin = {}): Promise<SignedIn> {
    const n = ++this.people;
    const plain = { name: `Person ${n}`, email: `person${n}@shop.example`, password };
    const origin = { ip: ip ?? `10.1.${n >> 8}.${n & 255}`, ...(device !== undefined && { device }) };
    return this.ask(Register, { ...plain, ...fields }, guest, origin);
  }

  login(
    email: string,
    { ip = '10.2.0.1', device = 'a test', ...fields }: Partial<LoginRequest> & Origin = {},
  ): Promise<SignedIn> {
    return this.ask(Login, { email, password, ...fields }, guest, { ip, device });
  }

  /** Makes an account admin or staff behind the service's back, and gives it as an actor. */
  async promoted(role: 'staff' | 'admin'): Promise<Actor> {
    const { user } = await this.register();
    await this.rows('UPDATE accounts SET role = $2 WHERE id = $1', [user.id, role]);
    return { role, id: user.id };
  }

  /** Payloads announced under a subject about an account, oldest first. */
  async published<Payload extends object>(
    { subject }: EventContract<Payload>,
    userId: string,
  ): Promise<Payload[]> {
    const rows = await this.rows<{ payload: string }>(
      "SELECT payload::text AS payload FROM messaging.outbox WHERE subject = $1 AND payload::jsonb->>'userId' = $2 ORDER BY id",
      [subject, userId],
    );
    return rows.map(({ payload }) => JSON.parse(payload) as Payload);
  }

  /** What the audit log says about an account, oldest first. */
  async audited(userId: string): Promise<string[]> {
    const rows = await this.rows<{ said: string }>(
      "SELECT action || ' ' || outcome AS said FROM audit_log WHERE user_id = $1 ORDER BY at, id",
      [userId],
    );
    return rows.map(({ said }) => said);
  }

  /** As if all attempts were of this moment, however slow this machine is: whoever has to wait for a second still does. */
  async noTimePasses(): Promise<void> {
    await this.rows("UPDATE attempts SET last_at = now() + interval '1 minute'");
  }

  /** Until so many statements wait for what a transaction of the test holds, or for one that does. Housekeeping may wait for others. */
  async waiting(many: number): Promise<void> {
    for (;;) {
      const [row] = await this.rows<{ n: number }>(
        `WITH RECURSIVE sessions AS (
           SELECT pid, application_name AS name FROM pg_stat_activity WHERE datname = current_database()
         ), held AS (
           SELECT pid, name FROM sessions WHERE name = 'the test'
           UNION SELECT s.pid, s.name FROM sessions s JOIN held ON held.pid = ANY (pg_blocking_pids(s.pid))
         ) SELECT count(*)::int AS n FROM held WHERE name <> 'the test'`,
      );
      if ((row?.n ?? 0) >= many) return;
    }
  }

  async rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(text, values)).rows;
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.close()));
    await this.link.connection.close();
    await this.nats.stop();
    await this.sql.end();
    await this.database.drop();
    rmSync(this.storeDir, { recursive: true, force: true });
  }
}

export const customer = ({ user }: SignedIn): Actor => ({ role: 'customer', id: user.id });

/** What a promise was rejected with. */
export const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => error,
  );
