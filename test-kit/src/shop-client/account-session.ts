import type { LoginRequest, RegisterRequest, SignedIn } from '@orderwire/contracts';
import { HttpClient, type HttpClientOptions } from './http-client.js';

export type Credentials = Pick<LoginRequest, 'email' | 'password'>;

/** The reply of the gateway to an API client that signs in. */
export type SessionTokens = Omit<SignedIn, 'sessionId'>;

/** In the last minute of an access token the session asks for the next one. */
const REFRESH_BEFORE_MS = 60_000;

/** API clients receive the refresh token in the body instead of cookies. */
const TOKENS_IN_BODY = { 'x-token-delivery': 'body' };

/** A signed-in account. It refreshes its access token in time, once for all concurrent callers. */
export class AccountSession {
  private refreshing: Promise<void> | undefined;

  private constructor(
    private readonly http: HttpClient,
    readonly credentials: Credentials,
    private current: SessionTokens,
  ) {}

  static async signIn(
    apiUrl: string,
    { email, password }: Credentials,
    options?: HttpClientOptions,
  ): Promise<AccountSession> {
    const http = new HttpClient(apiUrl, options);
    const credentials = { email, password };
    return new AccountSession(http, credentials, await tokens(http, '/auth/login', credentials));
  }

  static async register(
    apiUrl: string,
    account: RegisterRequest,
    options?: HttpClientOptions,
  ): Promise<AccountSession> {
    const http = new HttpClient(apiUrl, options);
    const { email, password } = account;
    const signedIn = await tokens(http, '/auth/register', account);
    return new AccountSession(http, { email, password }, signedIn);
  }

  get tokens(): SessionTokens {
    return this.current;
  }

  /** Value of the Authorization header. */
  async authorization(): Promise<string> {
    if (Date.parse(this.current.expiresAt) - Date.now() < REFRESH_BEFORE_MS) {
      this.refreshing ??= this.refresh().finally(() => (this.refreshing = undefined));
      await this.refreshing;
    }
    return `Bearer ${this.current.accessToken}`;
  }

  private async refresh(): Promise<void> {
    const { refreshToken } = this.current;
    this.current = await tokens(this.http, '/auth/refresh', { refreshToken });
  }
}

const tokens = async (http: HttpClient, path: string, body: object): Promise<SessionTokens> =>
  (await http.send<SessionTokens>('POST', path, body, TOKENS_IN_BODY)).orThrow();
