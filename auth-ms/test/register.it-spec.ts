import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  EmailTaken,
  GetProfile,
  InvalidMessage,
  Register,
  TooManyAttempts,
  UserEmailVerificationRequested,
  UserRegistered,
  UserRegistrationAttempted,
  WeakPassword,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { ThrottleService } from '../src/throttling/throttle.service.js';
import { AuthWorld, customer, password } from './auth-world.js';

describe('registering', () => {
  let world: AuthWorld;
  const accounts = async () =>
    (await world.rows<{ n: number }>('SELECT count(*)::int AS n FROM accounts'))[0]?.n;

  beforeAll(async () => {
    world = await AuthWorld.create();
  });
  afterAll(() => world.close());

  it('creates a customer who is signed in and whose address is unverified', async () => {
    const made = await world.register({ name: 'Ada', email: ' Ada@Shop.Example ', device: 'Browser' });
    expect(made.user).toMatchObject({
      name: 'Ada',
      email: 'ada@shop.example',
      role: 'customer',
      emailVerified: false,
    });
    expect(Date.parse(made.expiresAt) - Date.now()).toBeGreaterThan(9 * 60_000);
    expect(await world.request(GetProfile, {}, customer(made))).toEqual(made.user);
    expect(await world.published(UserRegistered, made.user.id)).toMatchObject([
      { email: 'ada@shop.example', name: 'Ada' },
    ]);
    const [mail] = await world.published(UserEmailVerificationRequested, made.user.id);
    expect(mail).toMatchObject({ email: 'ada@shop.example', tokenId: expect.any(String) });
    expect(await world.audited(made.user.id)).toEqual(['register success']);
  });

  it('neither publishes nor stores the password', async () => {
    const { user } = await world.register();
    const rows = await world.rows('SELECT payload, headers FROM messaging.outbox');
    const stored = await world.rows('SELECT * FROM accounts WHERE id = $1', [user.id]);
    const audit = await world.rows('SELECT * FROM audit_log');
    expect(JSON.stringify([rows, stored, audit])).not.toContain(password);
  });

  it('refuses a taken address without details, and notifies its owner once an hour', async () => {
    const { user } = await world.register({ email: 'owner@shop.example' });
    const before = await accounts();
    for (let i = 0; i < 2; i++) {
      const fault = await faultOf(
        world.register({ email: 'OWNER@shop.example', name: 'Eve', password: 'another pass' }),
      );
      expect(EmailTaken.matches(fault)).toBe(true);
      expect(fault).toMatchObject({ details: undefined });
    }
    expect(await accounts()).toBe(before);
    expect(await world.published(UserRegistrationAttempted, user.id)).toMatchObject([
      { email: 'owner@shop.example', name: user.name },
    ]);
    expect(await world.audited(user.id)).toEqual([
      'register success',
      'register failure',
      'register failure',
    ]);
    expect((await world.login('owner@shop.example')).user.id).toBe(user.id);
  });

  it('creates one account when an address is registered twice at the same time', async () => {
    const both = await Promise.allSettled(
      [1, 2].map((n) => world.register({ email: 'race@shop.example', ip: `10.7.0.${n}` })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('delays a network that tries taken addresses', async () => {
    const { user } = await world.register();
    const tries: unknown[] = [];
    for (let i = 0; i < 6; i++) {
      if (i === 5) await world.freezeDelays();
      tries.push(await faultOf(world.register({ email: user.email, ip: '10.66.0.1' })));
    }
    expect(tries.at(-1)).toMatchObject({ code: 'auth.too_many_attempts', kind: 'too_many' });
    expect((tries.at(-1) as { details: { retryAfterMs: number } }).details.retryAfterMs).toBeGreaterThan(0);
    // Other networks are not affected.
    expect((await world.register()).user.role).toBe('customer');
  });

  it('delays it also when it creates an account in between', async () => {
    const { user } = await world.register();
    const ip = '10.66.0.2';
    const probe = () => faultOf(world.register({ email: user.email, ip }));
    for (let i = 0; i < 4; i++) expect(EmailTaken.matches(await probe())).toBe(true);
    await world.register({ ip });
    expect(EmailTaken.matches(await probe())).toBe(true);
    await world.freezeDelays();
    expect(TooManyAttempts.matches(await probe())).toBe(true);
  });

  it('forgets tried addresses after a day, however many accounts the network creates', async () => {
    const { user } = await world.register();
    const ip = '10.66.0.4';
    const probe = () => faultOf(world.register({ email: user.email, ip }));
    const later = (hours: number) =>
      world.rows("UPDATE attempts SET last_at = last_at - $1 * interval '1 hour'", [hours]);
    for (let i = 0; i < 5; i++) expect(EmailTaken.matches(await probe())).toBe(true);
    await later(20);
    await world.register({ ip });
    await later(5);
    for (let i = 0; i < 5; i++) expect(EmailTaken.matches(await probe())).toBe(true);
    await world.freezeDelays();
    expect(TooManyAttempts.matches(await probe())).toBe(true);
  });

  it('does not delay a network that only creates accounts', async () => {
    for (let i = 0; i < 7; i++) await world.register({ ip: '10.66.0.3' });
  });

  it.each<[string, object]>([
    ['a role', { role: 'admin' }],
    ['an unknown field', { emailVerified: true }],
    ['a password of seven characters', { password: '1234567' }],
    ['a password of ten kilobytes', { password: 'x'.repeat(10_240) }],
    ['a password that is an object', { password: { $ne: '' } }],
    ['no e-mail', { email: undefined }],
    ['an e-mail with a second header', { email: 'eve@shop.example\r\nBcc: all@shop.example' }],
    ['an e-mail with a Cyrillic letter', { email: 'аda@shop.example' }],
    ['a name of two lines', { name: 'Eve\r\nBcc: all@shop.example' }],
    ['a name with a right-to-left override', { name: 'Eve \u202eadA' }],
    ['an empty name', { name: '' }],
  ])('refuses %s and changes nothing', async (_what, fields) => {
    const before = await accounts();
    const plain = { name: 'Eve', email: 'eve@shop.example', password };
    const fault = await faultOf(world.request(Register, { ...plain, ...fields }));
    expect(InvalidMessage.matches(fault)).toBe(true);
    expect(JSON.stringify(fault)).not.toContain(password);
    expect(await accounts()).toBe(before);
  });

  it('is not affected by a polluted prototype', async () => {
    const request = JSON.parse(
      `{"name":"Eve","email":"proto@shop.example","password":"${password}","__proto__":{"role":"admin"}}`,
    ) as { name: string; email: string; password: string };
    expect(InvalidMessage.matches(await faultOf(world.request(Register, request)))).toBe(true);
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  it('refuses a common password, and one that is the account’s address', async () => {
    const common = await faultOf(world.register({ password: 'Password1' }));
    expect(WeakPassword.matches(common)).toBe(true);
    const own = await faultOf(
      world.register({ email: 'longname@shop.example', password: 'longname@shop.example' }),
    );
    expect(own).toMatchObject({ code: 'auth.weak_password', details: { reason: 'personal' } });
  });

  it('is counted for an IPv6 /56 four times and a /48 sixteen times as high as an address', async () => {
    await world.rows('DELETE FROM attempts');
    const throttle = world.get(ThrottleService);
    const attempt = (subnet: number) =>
      throttle.register({ ip: `2001:db8:a:${subnet.toString(16)}::1`, device: null }, new Date());
    const accepted = async (subnets: number[]) => {
      for (const subnet of subnets) await attempt(subnet);
    };
    await accepted(Array.from({ length: 16 }, (_, n) => n));
    await accepted([0x10]);
    await world.freezeDelays();
    expect(TooManyAttempts.matches(await faultOf(attempt(0x11)))).toBe(true);
    await world.rows('UPDATE attempts SET last_at = now()');
    await accepted(Array.from({ length: 48 }, (_, n) => 0x100 * (n + 1)));
    await world.freezeDelays();
    expect(TooManyAttempts.matches(await faultOf(attempt(0xff00)))).toBe(true);
  });
});
