import { randomUUID } from 'node:crypto';
import { LiveSession } from '../src/account/live-session.js';
import { register, signIn, type Credentials, type Session } from '../src/account/sign-in.js';
import { ask, type Answer } from './http.js';

/** Somebody with an account, signed in as an API client. */
export class Account {
  private readonly live: LiveSession;

  private constructor(
    private readonly gateway: string,
    readonly credentials: Credentials,
    /** As it was when the account signed in. */
    readonly session: Session,
  ) {
    this.live = new LiveSession(gateway, session);
  }

  static async signIn(gateway: string, credentials: Credentials): Promise<Account> {
    return new Account(gateway, credentials, await signIn(gateway, credentials));
  }

  /** A customer nobody has seen before. */
  static async register(gateway: string, email = `${randomUUID()}@example.com`): Promise<Account> {
    const credentials = { email, password: `a long password ${randomUUID()}` };
    return new Account(
      gateway,
      credentials,
      await register(gateway, { name: 'Grace Hopper', ...credentials }),
    );
  }

  get id(): string {
    return this.session.user.id;
  }

  async ask<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const authorization = await this.live.authorization();
    return ask<Body>(this.gateway, method, path, body, { authorization, ...headers });
  }
}
