import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  CallerNotAllowed,
  ChangePassword,
  ConfirmEmailChange,
  DeleteAccount,
  GetProfile,
  guest,
  InvalidCredentials,
  InvalidMessage,
  OneTimeTokenInvalid,
  ListSessions,
  LogoutEverywhere,
  Logout,
  NotSignedIn,
  Refresh,
  RequestEmailChange,
  RevokeSession,
  SessionNotFound,
  SessionRevoked,
  type SignedIn,
  system,
  TokenInvalid,
  TooManyAttempts,
  UpdateProfile,
  UserDeleted,
  UserEmailChanged,
  UserEmailChangeRequested,
  UserEmailVerificationRequested,
  UserPasswordChanged,
  UserRegistrationAttempted,
  VerifyEmail,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { AuthWorld, customer, password } from './auth-world.js';

describe('an account', () => {
  let world: AuthWorld;
  const isOver = async (refreshToken: string) =>
    TokenInvalid.matches(await faultOf(world.request(Refresh, { refreshToken })));

  beforeAll(async () => {
    world = await AuthWorld.create();
  });
  afterAll(() => world.close());

  it('lists its own sessions only', async () => {
    await world.register();
    const first = await world.register({ device: 'Laptop', ip: '10.0.0.1' });
    const second = await world.login(first.user.email, { device: 'Phone', ip: '2001:db8::2' });
    const { data } = await world.request(ListSessions, {}, customer(first), {
      sessionId: second.sessionId,
    });
    expect(data).toMatchObject([
      { id: second.sessionId, device: 'Phone', ip: '2001:db8::2', current: true },
      { id: first.sessionId, device: 'Laptop', ip: '10.0.0.1', current: false },
    ]);
    expect(JSON.stringify(data)).not.toContain(second.refreshToken);
    const newest = await world.request(ListSessions, { limit: 1 }, customer(first));
    const cursor = newest.meta.nextCursor ?? '';
    const older = await world.request(ListSessions, { limit: 1, cursor }, customer(first));
    expect([...newest.data, ...older.data].map(({ id }) => id)).toEqual(data.map(({ id }) => id));
    expect(older.meta.nextCursor).toBeNull();
  });

  it('ends one session, once, and never another account’s', async () => {
    const first = await world.register();
    const second = await world.login(first.user.email);
    const stranger = await world.register();
    const theirs = await faultOf(
      world.request(RevokeSession, { sessionId: first.sessionId }, customer(stranger)),
    );
    expect(SessionNotFound.matches(theirs)).toBe(true);
    expect(await world.request(RevokeSession, { sessionId: second.sessionId }, customer(first))).toEqual({
      ended: 1,
    });
    const again = await faultOf(
      world.request(RevokeSession, { sessionId: second.sessionId }, customer(first)),
    );
    expect(SessionNotFound.matches(again)).toBe(true);
    expect(await isOver(second.refreshToken)).toBe(true);
    await world.request(Refresh, { refreshToken: first.refreshToken });
  });

  it('signs out one session and all sessions, and publishes each end', async () => {
    const first = await world.register();
    const second = await world.login(first.user.email);
    const third = await world.login(first.user.email);
    expect(await world.request(Logout, { refreshToken: second.refreshToken })).toEqual({ ended: 1 });
    expect(await world.request(Logout, { refreshToken: second.refreshToken })).toEqual({ ended: 0 });
    expect(await world.request(LogoutEverywhere, {}, customer(first))).toEqual({ ended: 2 });
    for (const { refreshToken } of [first, second, third]) expect(await isOver(refreshToken)).toBe(true);
    const ends = await world.published(SessionRevoked, first.user.id);
    expect(ends.map(({ reason }) => reason).sort()).toEqual([
      'logout',
      'logout_everywhere',
      'logout_everywhere',
    ]);
    expect(new Set(ends.map(({ sessionId }) => sessionId)).size).toBe(3);
  });

  it('changes its profile and nothing else', async () => {
    const person = await world.register();
    const address = { name: 'A', line1: 'Street 1', city: 'Bern', postalCode: '3000', country: 'CH' };
    const changes = { name: 'Renamed', phone: '+41311234567', locale: 'de-CH', addresses: [address] };
    expect(await world.request(UpdateProfile, changes, customer(person))).toMatchObject(changes);
    const cleared = await world.request(UpdateProfile, { phone: null }, customer(person));
    expect(cleared).toMatchObject({ phone: null, name: 'Renamed', addresses: [address] });
    const bad: object[] = [
      { role: 'admin' },
      { email: 'x@shop.example' },
      { name: null },
      { addresses: null },
      { phone: 'call me' },
      { locale: '../../etc' },
      { addresses: Array.from({ length: 11 }, () => address) },
      { name: 'two\nlines' },
    ];
    for (const change of bad) {
      const fault = await faultOf(world.request(UpdateProfile, change, customer(person)));
      expect([change, InvalidMessage.matches(fault)]).toEqual([change, true]);
    }
    expect(await world.request(GetProfile, {}, customer(person))).toEqual(cleared);
    expect(await world.rows("SELECT details FROM audit_log WHERE action = 'update_profile'")).toHaveLength(2);
    const [audited] = await world.rows(
      "SELECT details FROM audit_log WHERE action = 'update_profile' ORDER BY at, id",
    );
    expect(audited).toEqual({ details: { fields: 'name, phone, locale, addresses' } });
  });

  it('changes its password and stays signed in only in the session that did so', async () => {
    const here = await world.register();
    const there = await world.login(here.user.email);
    const request = { currentPassword: password, newPassword: 'something else' };
    const asking = { sessionId: here.sessionId };
    expect(await world.request(ChangePassword, request, customer(here), asking)).toEqual({ ended: 1 });
    expect(await isOver(there.refreshToken)).toBe(true);
    await world.request(Refresh, { refreshToken: here.refreshToken });
    await world.login(here.user.email, { password: 'something else' });
    expect(await world.published(UserPasswordChanged, here.user.id)).toMatchObject([{ by: 'change' }]);
    expect(await world.audited(here.user.id)).toContain('change_password success');
  });

  it('forgets its known networks when its password changes', async () => {
    const person = await world.register({ ip: '10.21.0.1' });
    await world.login(person.user.email, { ip: '10.21.0.2' });
    const request = { currentPassword: password, newPassword: 'something else' };
    await world.request(ChangePassword, request, customer(person), { ip: '10.21.0.3' });
    expect(
      await world.rows('SELECT network FROM known_places WHERE account_id = $1', [person.user.id]),
    ).toEqual([{ network: '10.21.0.3' }]);
  });

  it('does not let a stolen access token change or guess the password', async () => {
    const person = await world.register();
    const guess = () =>
      faultOf(
        world.request(
          ChangePassword,
          { currentPassword: 'a guess', newPassword: 'mine now!' },
          customer(person),
        ),
      );
    const all: unknown[] = [];
    for (let i = 0; i < 5; i++) all.push(await guess());
    expect(all.every((fault) => InvalidCredentials.matches(fault))).toBe(true);
    await world.freezeDelays();
    expect(TooManyAttempts.matches(await guess())).toBe(true);
    await world.login(person.user.email);
  });

  it('limits password checks, right or wrong, because each costs a hash', async () => {
    const person = await world.register();
    const ask = () =>
      world.request(RequestEmailChange, { newEmail: 'x@shop.example', password }, customer(person));
    for (let i = 0; i < 11; i++) await ask();
    await world.freezeDelays();
    expect(TooManyAttempts.matches(await faultOf(ask()))).toBe(true);
    await world.login(person.user.email);
  });

  it('is deleted with all personal data; its id stays', async () => {
    const person = await world.register({ name: 'Vanishing Person', device: 'Old Phone', ip: '10.77.0.1' });
    const { id, email } = person.user;
    const wrong = await faultOf(
      world.request(DeleteAccount, { password: 'a guess at it' }, customer(person)),
    );
    expect(InvalidCredentials.matches(wrong)).toBe(true);
    expect(await world.request(DeleteAccount, { password }, customer(person))).toEqual({ deleted: true });
    expect(await isOver(person.refreshToken)).toBe(true);
    expect(NotSignedIn.matches(await faultOf(world.request(GetProfile, {}, customer(person))))).toBe(true);
    expect(InvalidCredentials.matches(await faultOf(world.login(email, { ip: '10.78.0.1' })))).toBe(true);
    expect(await world.published(UserDeleted, id)).toMatchObject([{ email, name: 'Vanishing Person' }]);
    const tables = ['accounts', 'sessions', 'one_time_tokens', 'known_places', 'audit_log', 'attempts'];
    for (const table of tables) {
      const rows = JSON.stringify(await world.rows(`SELECT * FROM ${table}`));
      for (const trace of [email, 'Vanishing', 'Old Phone', '10.77.0.1'])
        expect([table, trace, rows.includes(trace)]).toEqual([table, trace, false]);
    }
    expect(await world.rows('SELECT id FROM accounts WHERE id = $1', [id])).toEqual([{ id }]);
    expect((await world.register({ email })).user.id).not.toBe(id);
  });

  it('belongs to signed-in callers only', async () => {
    const callers: Actor[] = [guest, system, { role: 'customer', id: null }];
    for (const actor of callers) {
      const asked = [
        world.request(GetProfile, {}, actor),
        world.request(ListSessions, {}, actor),
        world.request(LogoutEverywhere, {}, actor),
        world.request(DeleteAccount, { password }, actor),
        world.request(UpdateProfile, { name: 'x' }, actor),
      ];
      const expected = actor === system ? CallerNotAllowed : NotSignedIn;
      for (const fault of await Promise.all(asked.map(faultOf))) expect(expected.matches(fault)).toBe(true);
    }
  });

  describe('that changes its address', () => {
    const invalid = async (asked: Promise<unknown>) => OneTimeTokenInvalid.matches(await faultOf(asked));
    const changeLink = async (person: SignedIn, newEmail: string) => {
      await world.request(RequestEmailChange, { newEmail, password }, customer(person));
      return world.emailToken(UserEmailChangeRequested, person);
    };

    it('gets the address that the token was sent to, verified', async () => {
      const person = await world.register();
      const verify = await world.emailToken(UserEmailVerificationRequested, person);
      const token = await changeLink(person, 'New.Home@Shop.Example');
      expect((await world.request(GetProfile, {}, customer(person))).email).toBe(person.user.email);
      const changed = await world.request(ConfirmEmailChange, { token }, customer(person));
      expect(changed).toMatchObject({ email: 'new.home@shop.example', emailVerified: true });
      expect(await world.published(UserEmailChanged, person.user.id)).toMatchObject([
        { email: 'new.home@shop.example', oldEmail: person.user.email },
      ]);
      expect(await invalid(world.request(VerifyEmail, { token: verify }, customer(person)))).toBe(true);
      expect((await world.login('new.home@shop.example')).user.id).toBe(person.user.id);
    });

    it('needs its password', async () => {
      const person = await world.register();
      const request = { newEmail: 'thief@shop.example', password: 'a guess at it' };
      expect(
        InvalidCredentials.matches(
          await faultOf(world.request(RequestEmailChange, request, customer(person))),
        ),
      ).toBe(true);
      expect(await world.audited(person.user.id)).toContain('request_email_change failure');
    });

    it('gets the same reply for a taken address, whose owner gets an event', async () => {
      const owner = await world.register();
      const person = await world.register();
      const answer = await world.request(
        RequestEmailChange,
        { newEmail: owner.user.email, password },
        customer(person),
      );
      expect(answer).toEqual({ accepted: true });
      expect(await world.published(UserEmailChangeRequested, person.user.id)).toEqual([]);
      expect(await world.published(UserRegistrationAttempted, owner.user.id)).toHaveLength(1);
    });

    it('does not get an address that was registered in the meantime', async () => {
      const person = await world.register();
      const token = await changeLink(person, 'contested@shop.example');
      await world.register({ email: 'contested@shop.example' });
      expect(await invalid(world.request(ConfirmEmailChange, { token }, customer(person)))).toBe(true);
    });

    it('does not get an address that is being registered at the same time', async () => {
      const person = await world.register();
      const token = await changeLink(person, 'wanted@shop.example');
      const holder = await world.sql.connect();
      try {
        await holder.query('BEGIN');
        await holder.query('LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE');
        // The account is written and its session is not: nothing is committed yet.
        const other = world.register({ email: 'wanted@shop.example' });
        await world.waiting(1);
        const change = invalid(world.request(ConfirmEmailChange, { token }, customer(person)));
        await world.waiting(2);
        await holder.query('COMMIT');
        expect((await other).user.email).toBe('wanted@shop.example');
        expect(await change).toBe(true);
      } finally {
        holder.release(true);
      }
      expect((await world.request(GetProfile, {}, customer(person))).email).toBe(person.user.email);
    });
  });
});
