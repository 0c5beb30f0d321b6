import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import {
  AccountDisabled,
  DisableAccount,
  InvalidCredentials,
  type LoginRequest,
  TooManyAttempts,
  UserLoggedIn,
} from '@orderwire/contracts';
import type { Origin } from '@orderwire/platform';
import { faultOf } from '@orderwire/test-kit';
import pg from 'pg';
import { PasswordHasher } from '../src/passwords/password-hasher.gateway.js';
import { AttemptRepository } from '../src/throttling/attempt.repository.js';
import { AuthWorld, password } from './auth-world.js';

describe('signing in', () => {
  let world: AuthWorld;
  const wrong = (email: string, fields: Partial<LoginRequest> & Origin = {}) =>
    faultOf(world.login(email, { password: 'not the password', ...fields }));
  const forget = () => world.rows('DELETE FROM attempts');
  const failures = async () =>
    (await world.rows<{ n: number }>('SELECT coalesce(sum(failures), 0)::int AS n FROM attempts'))[0]?.n;

  beforeAll(async () => {
    world = await AuthWorld.create();
  });
  afterAll(() => world.close());

  it('opens a session and publishes its origin', async () => {
    const { user } = await world.register();
    const { sessionId, user: again } = await world.login(user.email.toUpperCase(), {
      device: 'Fox\r\nX-Evil: 1',
    });
    expect(again).toEqual(user);
    expect(await world.published(UserLoggedIn, user.id)).toMatchObject([
      { ip: '10.2.0.1', device: 'Fox X-Evil: 1', place: 'new', email: user.email },
    ]);
    const [session] = await world.rows('SELECT ip, device FROM sessions WHERE id = $1', [sessionId]);
    expect(session).toEqual({ ip: '10.2.0.1', device: 'Fox X-Evil: 1' });
    await world.login(user.email);
    expect((await world.published(UserLoggedIn, user.id))[1]?.place).toBe('known');
    expect(await world.audited(user.id)).toEqual(['register success', 'login success', 'login success']);
  });

  it('replies the same to an unknown e-mail, a wrong password and a text that is no e-mail', async () => {
    const { user } = await world.register();
    const faults = [
      await wrong(user.email),
      await wrong('unknown@shop.example'),
      await wrong('not an e-mail'),
    ];
    expect(faults.every((fault) => InvalidCredentials.matches(fault))).toBe(true);
    expect(
      new Set(faults.map((fault) => JSON.stringify((fault as { toWire(): unknown }).toWire()))).size,
    ).toBe(1);
    expect(await world.audited(user.id)).toContain('login failure');
  });

  it('reveals that an account is disabled only after the right password', async () => {
    const { user } = await world.register();
    await world.request(DisableAccount, { userId: user.id }, await world.promoted('admin'));
    expect(AccountDisabled.matches(await faultOf(world.login(user.email)))).toBe(true);
    expect(InvalidCredentials.matches(await wrong(user.email))).toBe(true);
  });

  it('renews a hash of another cost', async () => {
    const { user } = await world.register();
    const cheap = await hash(password, { memoryCost: 1_024, timeCost: 1, parallelism: 1 });
    await world.rows('UPDATE accounts SET password_hash = $2 WHERE id = $1', [user.id, cheap]);
    await Promise.all([world.login(user.email), world.login(user.email)]);
    const [row] = await world.rows<{ hash: string }>(
      'SELECT password_hash AS hash FROM accounts WHERE id = $1',
      [user.id],
    );
    expect(row?.hash).toContain('m=19456,t=2,p=1');
    await world.login(user.email);
  });

  it('delays guesses before the password is checked, for known and unknown accounts alike', async () => {
    await forget();
    const { user } = await world.register();
    for (const email of [user.email, 'unknown2@shop.example']) {
      for (let i = 0; i < 5; i++) expect(InvalidCredentials.matches(await wrong(email))).toBe(true);
      await world.freezeDelays();
      const fault = await faultOf(world.login(email));
      expect(TooManyAttempts.matches(fault)).toBe(true);
      expect(fault).toMatchObject({ details: { retryAfterMs: expect.any(Number) } });
    }
  });

  it('does the same work on a known network and for an unknown e-mail', async () => {
    await forget();
    const ip = '10.14.0.1';
    const { user } = await world.register({ ip });
    const hasher = jest.spyOn(world.first.app.get(PasswordHasher), 'verify');
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const statements = () =>
      query.mock.calls
        .map(([asked]) => asked as { name?: string } | string | undefined)
        .map((asked) => (typeof asked === 'object' ? asked.name : undefined))
        .filter((name) => /^(accounts|attempts|known_networks|audit|sessions)\./.test(name ?? ''));
    try {
      const results: unknown[] = [];
      for (const email of [user.email, 'unknown5@shop.example']) {
        await forget();
        const tries: unknown[] = [];
        for (let i = 0; i < 7; i++) {
          // Enough failures that all further attempts are refused, however slow this machine is.
          if (i === 5) await world.rows('UPDATE attempts SET failures = failures + 20');
          query.mockClear();
          hasher.mockClear();
          const { code } = (await wrong(email, { ip })) as { code: string };
          tries.push({ code, hashed: hasher.mock.calls.length, statements: statements() });
        }
        results.push(tries);
      }
      expect(results[1]).toEqual(results[0]);
      const [checked, refused] = [InvalidCredentials, TooManyAttempts].map(({ code }) => ({ code }));
      const shape = [checked, checked, checked, checked, checked, refused, refused];
      expect(results[0]).toMatchObject(shape.map((one) => ({ ...one, hashed: one === checked ? 1 : 0 })));
    } finally {
      hasher.mockRestore();
      query.mockRestore();
    }
  });

  it('records refused attempts in the audit log once a minute', async () => {
    await forget();
    const { user } = await world.register();
    for (let i = 0; i < 5; i++) await wrong(user.email);
    const flood = () => Promise.all(Array.from({ length: 6 }, () => wrong(user.email)));
    const recorded = () =>
      world.rows(
        "SELECT action, ip FROM audit_log WHERE user_id = $1 AND details->>'reason' = 'too_many_attempts'",
        [user.id],
      );
    // Enough failures that the whole burst is refused, however slow this machine is.
    await world.rows('UPDATE attempts SET failures = failures + 20');
    await flood();
    expect(await recorded()).toEqual([{ action: 'login', ip: '10.2.0.1' }]);
    await world.rows("UPDATE attempts SET noted_at = noted_at - interval '61 seconds'");
    await flood();
    expect(await recorded()).toHaveLength(2);
  });

  it('counts concurrent guesses', async () => {
    await forget();
    const { user } = await world.register();
    const attempts = world.get(AttemptRepository);
    const [reserve, now] = [attempts.reserve.bind(attempts), new Date()];
    // All guesses have the same time, however slow this machine is: after a second one more is
    // allowed.
    const atOnce = jest
      .spyOn(attempts, 'reserve')
      .mockImplementation((counted, _now, note) => reserve(counted, now, note));
    try {
      const all = await Promise.all(Array.from({ length: 30 }, () => wrong(user.email)));
      expect(all.filter((fault) => InvalidCredentials.matches(fault)).length).toBeLessThanOrEqual(5);
    } finally {
      atOnce.mockRestore();
    }
  });

  it('lets the owner sign in from a known network, whatever strangers do elsewhere', async () => {
    await forget();
    const { user } = await world.register({ ip: '10.3.0.1' });
    for (let i = 0; i < 14; i++)
      await Promise.all([1, 2, 3, 4].map((n) => wrong(user.email, { ip: `10.4.${i}.${n}` })));
    await world.freezeDelays();
    expect(TooManyAttempts.matches(await faultOf(world.login(user.email, { ip: '10.5.0.1' })))).toBe(true);
    expect((await world.login(user.email, { ip: '10.3.0.1' })).user.id).toBe(user.id);
  });

  it('lets strangers delay a new network by at most half a minute', async () => {
    await forget();
    const { user } = await world.register();
    await wrong(user.email, { ip: '10.6.0.1' });
    await world.rows('UPDATE attempts SET failures = 1000000');
    const fault = await faultOf(world.login(user.email, { ip: '10.6.0.2' }));
    expect(fault.details?.['retryAfterMs']).toBeLessThanOrEqual(30_000);
    await world.rows("UPDATE attempts SET last_at = last_at - interval '31 seconds'");
    expect((await world.login(user.email, { ip: '10.6.0.2' })).user.id).toBe(user.id);
  });

  it('does not let a few polling networks delay the first attempt of another one', async () => {
    await forget();
    const { user } = await world.register();
    for (let i = 0; i < 5; i++)
      await Promise.all(['10.11.0.0', '10.11.0.1'].map((ip) => wrong(user.email, { ip })));
    // After many failures, one attempt is allowed again.
    await world.rows("UPDATE attempts SET failures = 1000, last_at = last_at - interval '6 minutes'");
    expect(InvalidCredentials.matches(await wrong(user.email, { ip: '10.11.0.0' }))).toBe(true);
    expect(TooManyAttempts.matches(await wrong(user.email, { ip: '10.11.0.1' }))).toBe(true);
    expect((await world.login(user.email, { ip: '10.12.0.1' })).user.id).toBe(user.id);
  });

  it('counts failures of a known account against its network, without delaying known accounts there', async () => {
    await forget();
    const ip = '10.13.0.1';
    const { user } = await world.register({ ip });
    for (let i = 0; i < 2; i++) await wrong('unknown4@shop.example', { ip });
    for (let i = 0; i < 3; i++) await wrong(user.email, { ip });
    expect(
      await world.rows('UPDATE attempts SET failures = 1000 WHERE failures = 5 RETURNING key'),
    ).toHaveLength(1);
    expect((await world.login(user.email, { ip })).user.id).toBe(user.id);
    expect(TooManyAttempts.matches(await wrong('another4@shop.example', { ip }))).toBe(true);
  });

  it('delays a network that tries many accounts', async () => {
    await forget();
    const attack = async () => {
      for (let i = 0; i < 3; i++) await wrong(`${randomUUID()}@shop.example`, { ip: '2001:db8:9::1' });
    };
    await attack();
    // Its /64, /56 and /48.
    const raised = 'UPDATE attempts SET failures = 48 WHERE failures = 3 RETURNING key';
    expect(await world.rows(raised)).toHaveLength(3);
    await attack();
    await world.freezeDelays();
    const fault = await wrong('another@shop.example', { ip: '2001:db8:9::ffff' });
    expect(TooManyAttempts.matches(fault)).toBe(true);
  });

  it('checks the passwords of familiar networks in a queue of their own, 20 times an hour', async () => {
    await forget();
    const { user } = await world.register({ ip: '10.16.0.1' });
    const verify = jest.spyOn(PasswordHasher.prototype, 'verify');
    const queueOf = async (signIn: Promise<unknown>) => {
      await signIn;
      return verify.mock.lastCall?.[2];
    };
    try {
      for (let n = 0; n < 20; n++)
        expect(await queueOf(world.login(user.email, { ip: '10.16.0.1' }))).toBe(true);
      expect(await queueOf(world.login(user.email, { ip: '10.16.0.1' }))).toBe(false);
      expect(await queueOf(world.login(user.email, { ip: '10.16.0.2' }))).toBe(false);
    } finally {
      verify.mockRestore();
    }
  });

  it('forgets the failures after a successful sign-in', async () => {
    await forget();
    const { user } = await world.register();
    for (let i = 0; i < 4; i++) await wrong(user.email);
    await world.login(user.email);
    expect(await failures()).toBeLessThanOrEqual(8);
    for (let i = 0; i < 4; i++) expect(InvalidCredentials.matches(await wrong(user.email))).toBe(true);
    expect((await world.login(user.email)).user.id).toBe(user.id);
  });

  it('forgets the failures of a network after an hour, also with successful sign-ins in between', async () => {
    await forget();
    const { user } = await world.register();
    const ip = '10.15.0.1';
    const later = (minutes: number) =>
      world.rows("UPDATE attempts SET last_at = last_at - $1 * interval '1 minute'", [minutes]);
    for (let i = 0; i < 3; i++) await wrong('unknown6@shop.example', { ip });
    await world.rows('UPDATE attempts SET failures = 50 WHERE failures = 3');
    await later(40);
    await world.login(user.email, { ip });
    await later(40);
    for (let i = 0; i < 2; i++)
      expect(InvalidCredentials.matches(await wrong('unknown7@shop.example', { ip }))).toBe(true);
  });

  it('reverts a successful attempt without changing the time of a later failure', async () => {
    await forget();
    const attempts = world.get(AttemptRepository);
    const once = { key: 'ours', policy: { free: 0, delayMs: 0, maxDelayMs: 0, forgetMs: 3_600_000 } };
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    await attempts.reserve([once], at(0));
    const { counted: marks } = await attempts.reserve([once], at(1));
    await attempts.reserve([once], at(2));
    await attempts.revert(marks, at(1), []);
    const counted = () => world.rows("SELECT failures, last_at FROM attempts WHERE key = 'ours'");
    expect(await counted()).toEqual([{ failures: 2, last_at: at(2) }]);
    const last = await attempts.reserve([once], at(3));
    await attempts.revert(last.counted, at(3), []);
    expect(await counted()).toEqual([{ failures: 2, last_at: at(2) }]);
  });

  it('stores no address in its counters', async () => {
    await wrong('private@shop.example', { ip: '10.8.8.8' });
    const rows = JSON.stringify(await world.rows('SELECT * FROM attempts'));
    expect(rows).not.toContain('private');
    expect(rows).not.toContain('10.8.8.8');
  });
});
