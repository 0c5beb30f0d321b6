import { randomUUID } from 'node:crypto';
import { type NatsConnection, type Subscription } from '@nats-io/transport-node';
import {
  AccessToken,
  type Actor,
  GetJwks,
  guest,
  type Jwks,
  type RpcContract,
  system,
} from '@orderwire/contracts';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** Changes to a valid token. */
export interface TokenChanges {
  alg?: string;
  kid?: string;
  typ?: string;
  issuer?: string;
  audience?: string;
  /** Epoch seconds. */
  notBefore?: number;
  /** Epoch seconds. */
  expiresAt?: number;
  sessionId?: string;
  claims?: JWTPayload;
  /** Signs with a key that is not published. */
  key?: CryptoKey;
}

/** A `SERVICE_KEY` for tests. */
export const testServiceKey = Buffer.from('a key that only tests have, 32 B').toString('base64');

/** Stands in for auth-ms: serves `auth.jwks` and signs access tokens for any account. */
export class TestIssuer {
  readonly kid = `test-${randomUUID()}`;
  private readonly known = new Map<string, Promise<string>>();
  private answering: Subscription | undefined;

  private constructor(
    private readonly pair: { privateKey: CryptoKey; publicKey: CryptoKey },
    private readonly jwks: Jwks,
  ) {}

  /** Serves until `connection` is closed. */
  static async start(connection: NatsConnection): Promise<TestIssuer> {
    const pair = await newKeyPair();
    const { x } = await exportJWK(pair.publicKey);
    const jwks: Jwks = { keys: [] };
    const issuer = new TestIssuer(pair, jwks);
    jwks.keys.push({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: issuer.kid, x: x ?? '' });
    issuer.answer(connection);
    await connection.flush();
    return issuer;
  }

  /** The access token of this account, always the same one; undefined for guests and services. */
  async tokenOf({ role, id }: Actor): Promise<string | undefined> {
    if (role === 'guest' || role === 'system' || id === null) return undefined;
    const known = this.known.get(`${role}:${id}`) ?? this.sign({ role, id });
    this.known.set(`${role}:${id}`, known);
    return known;
  }

  /** A new token with these changes. */
  sign({ role, id }: Actor, changes: TokenChanges = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({ role, sid: changes.sessionId ?? randomUUID(), ...changes.claims })
      .setProtectedHeader({
        alg: changes.alg ?? AccessToken.algorithm,
        kid: changes.kid ?? this.kid,
        typ: changes.typ ?? AccessToken.type,
      })
      .setIssuer(changes.issuer ?? AccessToken.issuer)
      .setAudience(changes.audience ?? AccessToken.audience)
      .setSubject(id ?? '')
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setNotBefore(changes.notBefore ?? now)
      .setExpirationTime(changes.expiresAt ?? now + 600)
      .sign(changes.key ?? this.pair.privateKey);
  }

  /** A key pair that is not published. */
  static unpublishedKey(): Promise<{ privateKey: CryptoKey; publicKey: CryptoKey }> {
    return newKeyPair();
  }

  stop(): void {
    this.answering?.unsubscribe();
  }

  private answer(connection: NatsConnection): void {
    this.answering = connection.subscribe(GetJwks.subject, {
      queue: 'auth-ms',
      callback: (_error, message) => {
        message.respond(JSON.stringify({ response: this.jwks, isDisposed: true }));
      },
    });
  }
}

const newKeyPair = () => generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });

const someAdmin: Actor = { role: 'admin', id: randomUUID() };

/** An actor for requests whose caller does not matter. */
export function leastOf({ access, systemCallers }: RpcContract<object, object>): Actor {
  if (systemCallers.length > 0) return system;
  return access === 'anyone' ? guest : someAdmin;
}

/** A service that the contract permits to send this actor's request; another one where it names none. */
export function senderOf({ callers, systemCallers }: RpcContract<object, object>, { role }: Actor): string {
  const named = role === 'system' && systemCallers.length > 0 ? systemCallers : callers;
  return named === 'all' ? 'test' : (named[0] ?? 'test');
}
