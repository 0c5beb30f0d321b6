import { UserError } from '../user-error.js';

export interface Credentials {
  email: string;
  password: string;
}

/** What an API client keeps of being signed in. Times are ISO 8601. */
export interface Session {
  user: { id: string; email: string; role: string };
  accessToken: string;
  expiresAt: string;
  refreshToken: string;
}

/** Signs in as an API client does: both tokens come in the body, and no cookies. */
export const signIn = (gateway: string, { email, password }: Credentials): Promise<Session> =>
  post(`${gateway}/api/v1/auth/login`, { email, password });

/** Makes a customer's account and signs it in. */
export const register = (gateway: string, account: Credentials & { name: string }): Promise<Session> =>
  post(`${gateway}/api/v1/auth/register`, account);

/** The next tokens of a session; the refresh token that was given is used up. */
export const refresh = (gateway: string, { refreshToken }: Session): Promise<Session> =>
  post(`${gateway}/api/v1/auth/refresh`, { refreshToken });

async function post(url: string, body: unknown): Promise<Session> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-token-delivery': 'body' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  }).catch((error: Error) => {
    throw new UserError(
      `${url} cannot be reached: ${(error.cause as Error | undefined)?.message ?? error.message}`,
    );
  });
  const text = await answer.text();
  if (!answer.ok) throw new UserError(`POST ${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as Session;
}
