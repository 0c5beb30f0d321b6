import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import type { EmbeddedSystem } from './system.js';

/** Connects with the system's own credentials, as an attacker who stole them would. */
export async function connectTo({ state }: EmbeddedSystem): Promise<NatsConnection> {
  const { username, password, host } = new URL(state.urls.nats);
  return connect({ servers: host, user: username, pass: password });
}

export interface RpcReply {
  response?: Record<string, unknown>;
  err?: { code?: string; kind?: string };
}

/** Sends a request to a subject directly, with any headers. */
export async function request(
  nats: NatsConnection,
  subject: string,
  data: unknown,
  claims: Record<string, string> = {},
): Promise<RpcReply> {
  const all = headers();
  for (const [name, value] of Object.entries(claims)) all.set(name, value);
  const reply = await nats.request(subject, JSON.stringify(data), { timeout: 10_000, headers: all });
  return reply.json<RpcReply>();
}

/** An access token with valid claims and an unknown signing key. */
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

/** The same claims with `alg: none` and without a signature. */
export function unsignedToken(token: string): string {
  const [, payload = ''] = token.split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
  return `${header}.${payload}.`;
}
