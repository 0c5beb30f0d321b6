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
import pg from 'pg';
import { AttemptRepository } from '../src/outbound/attempt.repository.js';
import { PasswordHasher } from '../src/outbound/password-hasher.js';
import { AuthWorld, password, refusal } from './auth-world.js';

describe('signing in', () => {
  let world: AuthWorld;
  const wrong = (email: string, fields: Partial<LoginRequest> & Origin = {}) =>
    refusal(world.login(email, { password: 'not the password', ...fields }));
  const forget = () => world.rows('DELETE FROM attempts');
  const failures = async () =>
    (await world.rows<{ n: number }>('SELECT coalesce(sum(failures), 0)::int AS n FROM attempts'))[0]?.n;

  beforeAll(async () => {
    world = await AuthWorld.create();
  });
  afterAll(() => world.close());

  it('opens a session and announces from where', async () => {
    const { user } = await world.register();
    const { sessionId, user: again } = await world.login(user.email.toUpperCase(), {
      device: 'Fox\r\nX-Evil: 1',
    });
    expect(again).toEqual(user);
    expect(await world.announced(UserLoggedIn, user.id)).toMatchObject([
      { ip: '10.2.0.1', device: 'Fox X-Evil: 1', place: 'new', email: user.email },
    ]);
    const [session] = await world.rows('SELECT ip, device FROM sessions WHERE id = $1', [sessionId]);
    expect(session).toEqual({ ip: '10.2.0.1', device: 'Fox X-Evil: 1' });
    await world.login(user.email);
    expect((await world.announced(UserLoggedIn, user.id))[1]?.place).toBe('known');
    expect(await world.audited(user.id)).toEqual(['register success', 'login success', 'login success']);
  });

  it('says the same of an unknown e-mail, a wrong password and something that is no e-mail', async () => {
    const { user } = await world.register();
    const faults = [
      await wrong(user.email),
      await wrong('nobody@shop.example'),
      await wrong('not an e-mail'),
    ];
    expect(faults.every((fault) => InvalidCredentials.matches(fault))).toBe(true);
    expect(
      new Set(faults.map((fault) => JSON.stringify((fault as { toWire(): unknown }).toWire()))).size,
    ).toBe(1);
    expect(await world.audited(user.id)).toContain('login failure');
  });

  it('tells that an account is disabled only to who knows its password', async () => {
    const { user } = await world.register();
    await world.ask(DisableAccount, { userId: user.id }, await world.promoted('admin'));
    expect(AccountDisabled.matches(await refusal(world.login(user.email)))).toBe(true);
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

  it('makes a guesser wait before the next password is looked at, be the account known or not', async () => {
    await forget();
    const { user } = await world.register();
    for (const email of [user.email, 'nobody2@shop.example']) {
      for (let i = 0; i < 5; i++) expect(InvalidCredentials.matches(await wrong(email))).toBe(true);
      await world.noTimePasses();
      const fault = await refusal(world.login(email));
      expect(TooManyAttempts.matches(fault)).toBe(true);
      expect(fault).toMatchObject({ details: { retryAfterMs: expect.any(Number) } });
    }
  });

  it('counts alike where the account has signed in before, and does the same work for an e-mail that nobody has', async () => {
    await forget();
    const ip = '10.14.0.1';
    const { user } = await world.register({ ip });
    const hasher = jest.spyOn(world.only.get(PasswordHasher), 'verify');
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const statements = () =>
      query.mock.calls
        .map(([asked]) => asked as { name?: string } | string | undefined)
        .map((asked) => (typeof asked === 'object' ? asked.name : undefined))
        .filter((name) => /^(accounts|attempts|places|audit|sessions)\./.test(name ?? ''));
    try {
      const told: unknown[] = [];
      for (const email of [user.email, 'nobody5@shop.example']) {
        await forget();
        const tries: unknown[] = [];
        for (let i = 0; i < 7; i++) {
          // Enough more that all further ones are refused, however slow this machine is.
          if (i === 5) await world.rows('UPDATE attempts SET failures = failures + 20');
          query.mockClear();
          hasher.mockClear();
          const { code } = (await wrong(email, { ip })) as { code: string };
          tries.push({ code, hashed: hasher.mock.calls.length, statements: statements() });
        }
        told.push(tries);
      }
      expect(told[1]).toEqual(told[0]);
      const [looked, refused] = [InvalidCredentials, TooManyAttempts].map(({ code }) => ({ code }));
      const shape = [looked, looked, looked, looked, looked, refused, refused];
      expect(told[0]).toMatchObject(shape.map((one) => ({ ...one, hashed: one === looked ? 1 : 0 })));
    } finally {
      hasher.mockRestore();
      query.mockRestore();
    }
  });

  it('tells the audit log of a flood once a minute', async () => {
    await forget();
    const { user } = await world.register();
    for (let i = 0; i < 5; i++) await wrong(user.email);
    const flood = () => Promise.all(Array.from({ length: 6 }, () => wrong(user.email)));
    const noted = () =>
      world.rows(
        "SELECT action, ip FROM audit_log WHERE user_id = $1 AND details->>'reason' = 'too_many_attempts'",
        [user.id],
      );
    // Many failures more, so that all of the flood is refused however slow this machine is.
    await world.rows('UPDATE attempts SET failures = failures + 20');
    await flood();
    expect(await noted()).toEqual([{ action: 'login', ip: '10.2.0.1' }]);
    await world.rows("UPDATE attempts SET noted_at = noted_at - interval '61 seconds'");
    await flood();
    expect(await noted()).toHaveLength(2);
  });

  it('counts guesses that come at once', async () => {
    await forget();
    const { user } = await world.register();
    const attempts = world.only.get(AttemptRepository);
    const [reserve, now] = [attempts.reserve.bind(attempts), new Date()];
    // All of them come at one moment, however slow this machine is: after a second one more would have its turn.
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

  it('lets the owner in where they signed in before, whatever strangers do elsewhere', async () => {
    await forget();
    const { user } = await world.register({ ip: '10.3.0.1' });
    for (let i = 0; i < 14; i++)
      await Promise.all([1, 2, 3, 4].map((n) => wrong(user.email, { ip: `10.4.${i}.${n}` })));
    await world.noTimePasses();
    expect(TooManyAttempts.matches(await refusal(world.login(user.email, { ip: '10.5.0.1' })))).toBe(true);
    expect((await world.login(user.email, { ip: '10.3.0.1' })).user.id).toBe(user.id);
  });

  it('lets strangers delay a newcomer’s place by half a minute at most', async () => {
    await forget();
    const { user } = await world.register();
    await wrong(user.email, { ip: '10.6.0.1' });
    await world.rows('UPDATE attempts SET failures = 1000000');
    const fault = await refusal(world.login(user.email, { ip: '10.6.0.2' }));
    const { details } = fault as { details: { retryAfterMs: number } };
    expect(details.retryAfterMs).toBeLessThanOrEqual(30_000);
    await world.rows("UPDATE attempts SET last_at = last_at - interval '31 seconds'");
    expect((await world.login(user.email, { ip: '10.6.0.2' })).user.id).toBe(user.id);
  });

  it('keeps a turn for who comes for the first time, however a few networks poll', async () => {
    await forget();
    const { user } = await world.register();
    for (let i = 0; i < 5; i++)
      await Promise.all(['10.11.0.0', '10.11.0.1'].map((ip) => wrong(user.email, { ip })));
    // As if they had gone on for long, and it were somebody's turn again.
    await world.rows("UPDATE attempts SET failures = 1000, last_at = last_at - interval '6 minutes'");
    expect(InvalidCredentials.matches(await wrong(user.email, { ip: '10.11.0.0' }))).toBe(true);
    expect(TooManyAttempts.matches(await wrong(user.email, { ip: '10.11.0.1' }))).toBe(true);
    expect((await world.login(user.email, { ip: '10.12.0.1' })).user.id).toBe(user.id);
  });

  it('counts what fails where an account is known against the network, and slows nobody known there by it', async () => {
    await forget();
    const ip = '10.13.0.1';
    const { user } = await world.register({ ip });
    for (let i = 0; i < 2; i++) await wrong('nobody4@shop.example', { ip });
    for (let i = 0; i < 3; i++) await wrong(user.email, { ip });
    expect(
      await world.rows('UPDATE attempts SET failures = 1000 WHERE failures = 5 RETURNING key'),
    ).toHaveLength(1);
    expect((await world.login(user.email, { ip })).user.id).toBe(user.id);
    expect(TooManyAttempts.matches(await wrong('somebody@shop.example', { ip }))).toBe(true);
  });

  it('slows down one network that tries many accounts', async () => {
    await forget();
    for (let i = 0; i < 51; i++) await wrong(`victim${i}@shop.example`, { ip: '2001:db8:9::1' });
    await world.noTimePasses();
    const fault = await wrong('another@shop.example', { ip: '2001:db8:9::ffff' });
    expect(TooManyAttempts.matches(fault)).toBe(true);
  });

  it('forgets the failures of who gets it right', async () => {
    await forget();
    const { user } = await world.register();
    for (let i = 0; i < 4; i++) await wrong(user.email);
    await world.login(user.email);
    expect(await failures()).toBeLessThanOrEqual(8);
    for (let i = 0; i < 4; i++) expect(InvalidCredentials.matches(await wrong(user.email))).toBe(true);
    expect((await world.login(user.email)).user.id).toBe(user.id);
  });

  it('keeps no failures of a network alive by getting it right: after an hour they are forgotten', async () => {
    await forget();
    const { user } = await world.register();
    const ip = '10.15.0.1';
    const later = (minutes: number) =>
      world.rows("UPDATE attempts SET last_at = last_at - $1 * interval '1 minute'", [minutes]);
    for (let i = 0; i < 3; i++) await wrong('nobody6@shop.example', { ip });
    await world.rows('UPDATE attempts SET failures = 50 WHERE failures = 3');
    await later(40);
    await world.login(user.email, { ip });
    await later(40);
    for (let i = 0; i < 2; i++)
      expect(InvalidCredentials.matches(await wrong('nobody7@shop.example', { ip }))).toBe(true);
  });

  it('takes back a right one without making a wrong one that came after it any older', async () => {
    await forget();
    const attempts = world.only.get(AttemptRepository);
    const once = { key: 'ours', allowance: { free: 0, delayMs: 0, maxDelayMs: 0, forgetMs: 3_600_000 } };
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    await attempts.reserve([once], at(0));
    const { marks } = await attempts.reserve([once], at(1));
    await attempts.reserve([once], at(2));
    await attempts.forgive(marks, at(1), []);
    const counted = () => world.rows("SELECT failures, last_at FROM attempts WHERE key = 'ours'");
    expect(await counted()).toEqual([{ failures: 2, last_at: at(2) }]);
    const last = await attempts.reserve([once], at(3));
    await attempts.forgive(last.marks, at(3), []);
    expect(await counted()).toEqual([{ failures: 2, last_at: at(2) }]);
  });

  it('names nobody in what it counts', async () => {
    await wrong('private@shop.example', { ip: '10.8.8.8' });
    const rows = JSON.stringify(await world.rows('SELECT * FROM attempts'));
    expect(rows).not.toContain('private');
    expect(rows).not.toContain('10.8.8.8');
  });
});
