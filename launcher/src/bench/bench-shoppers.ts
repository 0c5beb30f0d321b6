import { LiveSession } from '../account/live-session.js';
import { register, signIn, type Credentials } from '../account/sign-in.js';
import { send } from './http-client.js';

/** The benchmark's shoppers: real accounts, made once and used by every later run. */
export class BenchShoppers {
  private constructor(
    private readonly sessions: LiveSession[],
    readonly credentials: Credentials[],
  ) {}

  /** Signs `count` of them in, one after the other; `staff` can see which exist already. */
  static async signIn(
    gateway: string,
    staff: LiveSession,
    password: string,
    count: number,
  ): Promise<BenchShoppers> {
    const existing = await emailsOf(gateway, staff);
    const sessions: LiveSession[] = [];
    const credentials: Credentials[] = [];
    for (let number = 1; number <= count; number++) {
      const account = {
        name: `Bench shopper ${number}`,
        email: `bench-${number}@orderwire.example`,
        password,
      };
      const enter = existing.has(account.email) ? signIn : register;
      sessions.push(new LiveSession(gateway, await enter(gateway, account)));
      credentials.push({ email: account.email, password });
    }
    return new BenchShoppers(sessions, credentials);
  }

  /** Headers of the shopper whose turn it is. */
  async headers(turn: number): Promise<Record<string, string>> {
    const authorization = await this.sessions[turn % this.sessions.length]?.authorization();
    return { authorization: authorization ?? '' };
  }
}

async function emailsOf(gateway: string, staff: LiveSession): Promise<Set<string>> {
  const url = `${gateway}/api/v1/users?search=bench-&limit=100`;
  const headers = { authorization: await staff.authorization() };
  const { status, body } = await send('GET', url, undefined, headers);
  if (status !== 200) throw new Error(`GET /users answered ${status}: ${body.slice(0, 300)}`);
  return new Set((JSON.parse(body) as { data: { email: string }[] }).data.map(({ email }) => email));
}
