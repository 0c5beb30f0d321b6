import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import {
  type Actor,
  CallerNotAllowed,
  DeadlineExceeded,
  Fault,
  guest,
  Headers,
  NotAllowed,
  NotSignedIn,
  ServiceUnavailable,
  SessionRevoked,
  system,
  TokenInvalid,
} from '@orderwire/contracts';
import { exportJWK, SignJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { ServiceTokens } from '../src/index.js';
import { faultOf, TestIssuer, testServiceKey } from '@orderwire/test-kit';
import { IdentityWorld } from './identity-world.js';
import { requests } from './whoami-service.js';
import { waitUntil } from '@orderwire/test-kit';

let world: IdentityWorld;
beforeAll(async () => {
  world = await IdentityWorld.create();
  // Caches the signing keys.
  await answerTo(() => world.requestAs(customer, 'account'));
});
afterAll(() => world.close());

const customer: Actor = { role: 'customer', id: uuidv7() };
const staff: Actor = { role: 'staff', id: uuidv7() };
const admin: Actor = { role: 'admin', id: uuidv7() };

const codeOf = (question: Promise<unknown>): Promise<string> =>
  question.then(
    () => 'answered',
    (error: unknown) => {
      if (error instanceof Fault) return error.code;
      throw error;
    },
  );

const notNow: string[] = [ServiceUnavailable.code, DeadlineExceeded.code];

/** The result of a request, repeated while the signing keys are not available yet. */
const answerTo = (request: () => Promise<unknown>): Promise<string> =>
  waitUntil(
    () => codeOf(request()),
    (code) => !notNow.includes(code),
  );

describe('the caller', () => {
  it('is a guest without a token', async () => {
    expect((await world.requestRaw('anyone', {})).actor).toEqual(guest);
  });

  it('is the account of a valid token, with its session and the token to forward', async () => {
    const sessionId = uuidv7();
    const identity = await world.issuer.sign(staff, { sessionId });
    expect(await world.request('account', { actor: staff, identity })).toMatchObject({
      actor: staff,
      identity,
      sessionId,
    });
  });

  it('is one of our services with a service token', async () => {
    const context = await world.request('anyone', { actor: system }, testServiceKey);
    expect(context).toMatchObject({ actor: system, service: 'test' });
  });

  it('is not what other headers claim', async () => {
    const claims = { 'orderwire-actor': JSON.stringify(admin), [Headers.orderToken]: 'x' };
    expect((await world.requestRaw('anyone', claims)).actor).toEqual(guest);
    expect(await codeOf(world.requestRaw('admin', claims))).toBe(NotSignedIn.code);
    expect(await codeOf(world.request('staff', { actor: system }))).toBe(NotSignedIn.code);
  });

  it('carries the address and User-Agent of the client, whatever characters these have', async () => {
    const origin = { ip: '2001:db8::1', device: 'Näh-Maschine/1.0 (“quoted”) \u{1F600}' };
    expect((await world.request('anyone', { origin })).origin).toEqual(origin);
  });
});

describe('access', () => {
  const rows: [string, Actor, Record<string, string>][] = [
    ['a guest', guest, { account: NotSignedIn.code, staff: NotSignedIn.code, admin: NotSignedIn.code }],
    ['a customer', customer, { account: 'answered', staff: NotAllowed.code, admin: NotAllowed.code }],
    ['staff', staff, { account: 'answered', staff: 'answered', admin: NotAllowed.code }],
    ['an admin', admin, { account: 'answered', staff: 'answered', admin: 'answered' }],
  ];
  it.each(rows)('lets %s call the contracts of its role and no others', async (_who, actor, expected) => {
    expect(await codeOf(world.requestAs(actor, 'anyone'))).toBe('answered');
    expect(await codeOf(world.requestAs(actor, 'service'))).toBe(NotAllowed.code);
    for (const access of ['account', 'staff', 'admin'] as const)
      expect([access, await codeOf(world.requestAs(actor, access))]).toEqual([access, expected[access]]);
  });

  it('lets a service without an account call what names it as a system caller, never as staff or admin', async () => {
    for (const access of ['anyone', 'service'] as const)
      expect(await codeOf(world.request(access, { actor: system }, testServiceKey))).toBe('answered');
    for (const access of ['account', 'staff', 'admin'] as const)
      expect(await faultOf(world.request(access, { actor: system }, testServiceKey))).toMatchObject({
        kind: 'forbidden',
        code: CallerNotAllowed.code,
        details: { subject: `whoami.${access}`, service: 'test' },
      });
  });

  it('lets a caller that only forwards requests do nothing in its own name', async () => {
    const asking = (access: 'anyone' | 'service', context: { actor: Actor; identity?: string }) =>
      codeOf(world.request(access, context, testServiceKey, 'forwarder'));
    const identity = (await world.issuer.tokenOf(customer)) ?? '';
    expect(await asking('anyone', { actor: system })).toBe(CallerNotAllowed.code);
    expect(await asking('service', { actor: customer, identity })).toBe('answered');
  });

  it.each([
    ['anyone', system],
    ['service', system],
    ['service', admin],
  ] as const)('for %s refuses a service that the contract does not name', async (access, actor) => {
    const identity = await world.issuer.tokenOf(actor);
    const context = { actor, ...(identity && { identity }) };
    expect(await faultOf(world.request(access, context, testServiceKey, 'other-ms'))).toMatchObject({
      kind: 'forbidden',
      code: CallerNotAllowed.code,
      details: { subject: requests[access].subject, service: 'other-ms' },
    });
  });

  it('gives a service that acts for an account no more rights than that account has', async () => {
    const identity = await world.issuer.tokenOf(customer);
    const asking = { actor: customer, ...(identity && { identity }) };
    expect(await codeOf(world.request('service', asking, testServiceKey))).toBe('answered');
    expect(await codeOf(world.request('staff', asking, testServiceKey))).toBe(NotAllowed.code);
  });

  it('refuses a service token that was signed with another key', async () => {
    const otherKey = Buffer.alloc(32, 'other key').toString('base64');
    expect(await codeOf(world.request('anyone', { actor: system }, otherKey))).toBe(NotAllowed.code);
  });

  it('refuses an access token as a service token, and the reverse', async () => {
    const access = (await world.issuer.tokenOf(admin)) ?? '';
    const service = await new ServiceTokens('test', [testServiceKey]).issue();
    expect(await codeOf(world.requestRaw('service', { [Headers.service]: access }))).toBe(NotAllowed.code);
    expect(await answerTo(() => world.requestWithToken(service))).toBe(TokenInvalid.code);
  });
});

describe('an invalid token is refused, also by contracts that anyone may call', () => {
  const now = () => Math.floor(Date.now() / 1_000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const [header, claims] = [
    { typ: 'at+jwt' },
    { iss: 'orderwire', aud: 'orderwire-api', sub: String(admin.id), role: 'admin', sid: uuidv7(), jti: 'x' },
  ];
  const times = () => ({ iat: now(), nbf: now(), exp: now() + 600 });

  const bad: [string, () => Promise<string> | string][] = [
    ['not a token at all', () => 'rubbish'],
    ['empty parts', () => '..'],
    ['with a changed role', async () => tampered(await world.issuer.sign(customer))],
    ['with a cut signature', async () => (await world.issuer.sign(admin)).slice(0, -4)],
    ['that has ended', () => world.issuer.sign(admin, { expiresAt: now() - 120 })],
    ['that is not valid yet', () => world.issuer.sign(admin, { notBefore: now() + 120 })],
    ['for another audience', () => world.issuer.sign(admin, { audience: 'another-api' })],
    ['of another issuer', () => world.issuer.sign(admin, { issuer: 'https://elsewhere.example' })],
    ['of another type', () => world.issuer.sign(admin, { typ: 'JWT' })],
    ['of an unknown key', () => world.issuer.sign(admin, { kid: 'unknown' })],
    [
      'of another key under our key’s name',
      async () => world.issuer.sign(admin, { key: (await TestIssuer.unpublishedKey()).privateKey }),
    ],
    [
      'with alg none',
      () => `${part({ ...header, alg: 'none', kid: world.issuer.kid })}.${part({ ...claims, ...times() })}.`,
    ],
    [
      'with alg none and our algorithm’s name',
      () => `${part({ ...header, alg: 'EdDSA', kid: world.issuer.kid })}.${part({ ...claims, ...times() })}.`,
    ],
    ['signed with the public key as a secret', () => hmacWithPublicKey()],
    ['with a role that does not exist', () => world.issuer.sign(admin, { claims: { role: 'root' } })],
    ['that names our own services', () => world.issuer.sign({ role: 'system', id: uuidv7() })],
    ['without an account', () => world.issuer.sign({ role: 'admin', id: 'me' })],
    ['without a session', () => world.issuer.sign(admin, { claims: { sid: 1 } })],
    ['that is oversized', () => world.issuer.sign(admin, { claims: { padding: 'x'.repeat(8_000) } })],
  ];
  it.each(bad)('a token %s', async (_what, make) => {
    const token = await make();
    expect(await answerTo(() => world.requestWithToken(token))).toBe(TokenInvalid.code);
  });

  function tampered(token: string): string {
    const [head, body = '', signature] = token.split('.');
    const payload = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    return [head, part({ ...payload, role: 'admin' }), signature].join('.');
  }

  async function hmacWithPublicKey(): Promise<string> {
    const { publicKey } = await TestIssuer.unpublishedKey();
    const secret = Buffer.from((await exportJWK(publicKey)).x ?? '', 'base64url');
    const token = await new SignJWT({ ...claims, ...times() })
      .setProtectedHeader({ ...header, alg: 'HS256', kid: world.issuer.kid })
      .sign(secret);
    expect(token.split('.')[2]).toBe(
      createHmac('sha256', secret).update(token.split('.').slice(0, 2).join('.')).digest('base64url'),
    );
    return token;
  }
});

describe('a revoked session', () => {
  const revoke = (sessionId: string, { link } = world) =>
    jetstream(link.connection).publish(
      SessionRevoked.subject,
      JSON.stringify({
        sessionId,
        userId: customer.id,
        reason: 'logout',
        revokedAt: new Date().toISOString(),
      }),
    );

  it('invalidates its access tokens in every process', async () => {
    const sessionId = uuidv7();
    const token = await world.issuer.sign(customer, { sessionId });
    expect(await codeOf(world.requestWithToken(token))).toBe('answered');
    await revoke(sessionId);
    await waitUntil(
      () => codeOf(world.requestWithToken(token)),
      (code) => code === TokenInvalid.code,
    );
    expect(await codeOf(world.requestWithToken(await world.issuer.sign(customer)))).toBe('answered');
  });

  it('is known to a process that starts later, from its first request on', async () => {
    const sessionId = uuidv7();
    const late = await IdentityWorld.create();
    try {
      await revoke(sessionId, late);
      const token = await late.issuer.sign(customer, { sessionId });
      const firstAnswer = async () => {
        await late.services.pop()?.close();
        const began = performance.now();
        await late.start();
        // A start waits three seconds at most for earlier revocations, so a slower start proves
        // nothing.
        const inTime = performance.now() - began < 3_000;
        const code = await codeOf(late.requestWithToken(token));
        return inTime && !notNow.includes(code) ? code : undefined;
      };
      expect(await waitUntil(firstAnswer, (code) => code !== undefined)).toBe(TokenInvalid.code);
    } finally {
      await late.close();
    }
  });
});

describe('signing keys', () => {
  it('are read when a token names an unknown key, and not without a token', async () => {
    const old = world.issuer;
    const token = await old.sign(customer);
    expect(await codeOf(world.requestWithToken(token))).toBe('answered');
    old.stop();
    // Without auth-ms cached keys stay valid, and guests need none.
    expect(await codeOf(world.requestWithToken(await old.sign(staff)))).toBe('answered');
    expect(await codeOf(world.requestRaw('anyone', {}))).toBe('answered');
    world.issuer = await TestIssuer.start(world.link.connection);
    const rotated = await world.issuer.sign(customer);
    // Read at most once in five seconds, however many tokens name unknown keys.
    await waitUntil(
      () => codeOf(world.requestWithToken(rotated)),
      (code) => code === 'answered',
    );
  });

  it('that are unavailable make a request with a token fail as unavailable, not as invalid', async () => {
    const isolated = await IdentityWorld.create();
    try {
      isolated.issuer.stop();
      const token = await isolated.issuer.sign(customer);
      const answer = await waitUntil(
        () => codeOf(isolated.requestWithToken(token)),
        (code) => code !== DeadlineExceeded.code,
      );
      expect(answer).toBe(ServiceUnavailable.code);
    } finally {
      await isolated.close();
    }
  });
});
