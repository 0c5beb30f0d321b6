import { request } from './request.js';

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

const post = (url: string, body: object): Promise<Session> =>
  request('POST', url, { 'x-token-delivery': 'body' }, body);
