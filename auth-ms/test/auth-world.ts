import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import {
  type Actor,
  type EventContract,
  GetEmailToken,
  guest,
  Login,
  type LoginRequest,
  Register,
  type RegisterRequest,
  type RpcContract,
  type SignedIn,
  system,
  type UserMailTokenEvent,
} from '@orderwire/contracts';
import { AccessTokens, type Origin, startService } from '@orderwire/platform';
import {
  type Caller,
  openServers,
  type ServiceDefinition,
  ServiceWorld,
  TEST_CLIENT,
  testServiceKey,
  WAIT_LIMIT_MS,
} from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { AuthModule } from '../src/auth.module.js';
import type { AuthConfig } from '../src/config.js';
import { ConstantTimeResponse } from '../src/email-links/constant-time-response.js';
import { AccessTokenSigner } from '../src/keys/access-token-signer.js';

export const password = 'correct horse battery';

jest.setTimeout(3 * WAIT_LIMIT_MS);

const definition: ServiceDefinition<AuthConfig> = {
  name: 'auth-ms',
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start: (config) => startService('auth-ms', AuthModule.with(config), config),
  config: {
    DATABASE_POOL: 8,
    AUTH_KEY_SECRET: [randomBytes(32).toString('base64')],
    ACCESS_TOKEN_MINUTES: 10,
    REFRESH_TOKEN_DAYS: 30,
    KEY_ROTATION_DAYS: 30,
    AUDIT_DAYS: 400,
    HASHES_AT_ONCE: 2,
  },
};

/** The origin and the session of a request. */
interface From extends Origin {
  sessionId?: string;
}

interface WorldOptions {
  replicas?: number;
  settings?: Partial<AuthConfig>;
}

/** auth-ms with its own database and broker, and a client. Constant-time responses do not wait. */
export class AuthWorld extends ServiceWorld<AuthConfig> {
  private people = 0;

  static async create({ replicas = 1, settings = {} }: WorldOptions = {}): Promise<AuthWorld> {
    const world = new AuthWorld(await openServers({ ...definition, issuer: false }), definition);
    await Promise.all(Array.from({ length: replicas }, () => world.start(settings)));
    for (const { app } of world.services) app.get(ConstantTimeResponse).pause = () => Promise.resolve();
    await world.loadKeys();
    return world;
  }

  /**
   * Lets every replica load the keys that verify tokens. On a busy machine one timeout may be too
   * short.
   */
  private async loadKeys(): Promise<void> {
    const token = (await this.accessTokenOf({ role: 'customer', id: uuidv7() })) ?? '';
    for (const { app } of this.services) {
      const verify = () => app.get(AccessTokens).verify(token);
      await verify().catch(verify).catch(verify);
    }
  }

  /**
   * Sends a request as this actor, with a token that the service signed; as `system`, with a
   * service token.
   */
  override request<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
    caller: Actor | Caller = guest,
    { sessionId, ...origin }: From = {},
  ): Promise<Reply> {
    const given = 'role' in caller ? { actor: caller } : caller;
    const serviceKey = given.actor?.role === 'system' ? testServiceKey : null;
    return super.request(contract, request, {
      correlationId: 'test',
      origin,
      sessionId,
      serviceKey,
      ...given,
    });
  }

  protected override async accessTokenOf(
    { role, id }: Actor,
    sessionId: string = uuidv7(),
  ): Promise<string | undefined> {
    if (id === null || role === 'guest' || role === 'system') return undefined;
    const signed = await this.get(AccessTokenSigner).sign({ id, role }, sessionId, new Date());
    return signed.accessToken;
  }

  /** Registers a new person from an address of their own. */
  register({ ip, device, ...fields }: Partial<RegisterRequest> & Origin = {}): Promise<SignedIn> {
    const n = ++this.people;
    const plain = { name: `Person ${n}`, email: `person${n}@shop.example`, password };
    const origin = { ip: ip ?? `10.1.${n >> 8}.${n & 255}`, ...(device !== undefined && { device }) };
    return this.request(Register, { ...plain, ...fields }, guest, origin);
  }

  login(
    email: string,
    { ip = '10.2.0.1', device = 'a test', ...fields }: Partial<LoginRequest> & Origin = {},
  ): Promise<SignedIn> {
    return this.request(Login, { email, password, ...fields }, guest, { ip, device });
  }

  /** The one-time token of the newest event that requests an e-mail to a person. */
  async emailToken<E extends UserMailTokenEvent>(
    event: EventContract<E>,
    { user }: SignedIn,
  ): Promise<string> {
    const requested = (await this.published(event, user.id)).at(-1);
    return (await this.request(GetEmailToken, { tokenId: requested?.tokenId ?? '' }, system)).token;
  }

  /** Registers an account and gives it a role directly in the database. */
  async promoted(role: 'staff' | 'admin'): Promise<Actor> {
    const { user } = await this.register();
    await this.rows('UPDATE accounts SET role = $2 WHERE id = $1', [user.id, role]);
    return { role, id: user.id };
  }

  /** Actions and outcomes of the audit entries about an account, oldest first. */
  async audited(userId: string): Promise<string[]> {
    const rows = await this.rows<{ entry: string }>(
      "SELECT action || ' ' || outcome AS entry FROM audit_log WHERE user_id = $1 ORDER BY at, id",
      [userId],
    );
    return rows.map(({ entry }) => entry);
  }

  /** Moves all failures into the future: delays do not expire, however slow this machine is. */
  async freezeDelays(): Promise<void> {
    await this.rows("UPDATE attempts SET last_at = now() + interval '1 minute'");
  }

  /**
   * Waits until this many statements wait, directly or not, for a lock of a transaction of the
   * test.
   */
  async waiting(many: number): Promise<void> {
    for (;;) {
      const [row] = await this.rows<{ n: number }>(
        `WITH RECURSIVE sessions AS (
           SELECT pid, application_name AS name FROM pg_stat_activity WHERE datname = current_database()
         ), blocked AS (
           SELECT pid, name FROM sessions WHERE name = $1
           UNION SELECT s.pid, s.name FROM sessions s JOIN blocked b ON b.pid = ANY (pg_blocking_pids(s.pid))
         ) SELECT count(*)::int AS n FROM blocked WHERE name <> $1`,
        [TEST_CLIENT],
      );
      if ((row?.n ?? 0) >= many) return;
    }
  }
}

export const customer = ({ user }: SignedIn): Actor => ({ role: 'customer', id: user.id });
