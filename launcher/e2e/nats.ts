import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import type { EmbeddedSystem } from './system.js';
import { until } from './http.js';

/** Opens a connection with the system's own credentials, as somebody who got hold of them would. */
export async function connectTo({ state }: EmbeddedSystem): Promise<NatsConnection> {
  const { username, password, host } = new URL(state.urls.nats);
  return connect({ servers: host, user: username, pass: password });
}

export interface Reply {
  response?: Record<string, unknown>;
  err?: { code?: string; kind?: string };
}

/** Asks a subject directly, with any headers. */
export async function request(
  nats: NatsConnection,
  subject: string,
  data: unknown,
  claims: Record<string, string> = {},
): Promise<Reply> {
  const all = headers();
  for (const [name, value] of Object.entries(claims)) all.set(name, value);
  const reply = await nats.request(subject, JSON.stringify(data), { timeout: 10_000, headers: all });
  return reply.json<Reply>();
}

/** The newest event of a subject that fits, as the mail service will get it. */
export async function eventOf<Event>(
  nats: NatsConnection,
  subject: string,
  fits: (event: Event) => boolean,
): Promise<Event> {
  const look = async (): Promise<Event | undefined> => {
    const query = JSON.stringify({ last_by_subj: subject });
    const answer = await nats.request('$JS.API.STREAM.MSG.GET.orderwire_events', query);
    const { message } = answer.json<{ message?: { data: string } }>();
    return message && (JSON.parse(Buffer.from(message.data, 'base64').toString()) as Event);
  };
  const event = await until(look, (found) => found !== undefined && fits(found));
  return event as Event;
}

/** An access token like ours, in all but the key that signed it. */
export function forgedToken(claims: { sub: string; role: string }, kid: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1_000);
  const payload = {
    iss: 'orderwire',
    aud: 'orderwire-api',
    sid: randomUUID(),
    jti: createHash('sha256').update(randomUUID()).digest('hex'),
    iat: now,
    nbf: now,
    exp: now + 300,
    ...claims,
  };
  const signed = `${part({ alg: 'EdDSA', typ: 'at+jwt', kid })}.${part(payload)}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** The same claims without any signature, as `alg: none` allows where nobody looks. */
export function unsignedToken(token: string): string {
  const [, payload = ''] = token.split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
  return `${header}.${payload}.`;
}
