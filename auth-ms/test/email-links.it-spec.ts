import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  ConfirmEmailChange,
  DeleteAccount,
  DisableAccount,
  type EventContract,
  GetProfile,
  guest,
  InvalidCredentials,
  ListFacts,
  OneTimeTokenInvalid,
  NotSignedIn,
  Refresh,
  RequestEmailChange,
  RequestEmailVerification,
  RequestPasswordReset,
  ResetPassword,
  SessionRevoked,
  type SignedIn,
  system,
  UserDeleted,
  UserEmailChangeRequested,
  UserEmailVerificationRequested,
  UserEmailVerified,
  type UserMailTokenEvent,
  UserPasswordChanged,
  UserPasswordResetRequested,
  VerifyEmail,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { ConstantTimeResponse } from '../src/email-links/constant-time-response.js';
import { AuthWorld, customer, password } from './auth-world.js';

describe('one-time tokens', () => {
  let world: AuthWorld;
  const tokenOf = <E extends UserMailTokenEvent>(event: EventContract<E>, person: SignedIn) =>
    world.emailToken(event, person);
  /** Makes all tokens older, so that the next one is not too soon. */
  const later = () =>
    world.rows("UPDATE one_time_tokens SET created_at = created_at - interval '20 minutes'");
  const invalid = async (asked: Promise<unknown>) => OneTimeTokenInvalid.matches(await faultOf(asked));
  const resetLink = async (person: SignedIn) => {
    await later();
    await world.request(RequestPasswordReset, { email: person.user.email });
    return tokenOf(UserPasswordResetRequested, person);
  };
  const changeLink = async (person: SignedIn, newEmail: string) => {
    await later();
    await world.request(RequestEmailChange, { newEmail, password }, customer(person));
    return tokenOf(UserEmailChangeRequested, person);
  };

  beforeAll(async () => {
    world = await AuthWorld.create();
  });
  afterAll(() => world.close());

  it('verify an address once', async () => {
    const person = await world.register();
    const token = await tokenOf(UserEmailVerificationRequested, person);
    expect(await world.request(VerifyEmail, { token }, customer(person))).toMatchObject({
      id: person.user.id,
      emailVerified: true,
    });
    expect(await world.published(UserEmailVerified, person.user.id)).toMatchObject([
      { email: person.user.email },
    ]);
    expect(await invalid(world.request(VerifyEmail, { token }, customer(person)))).toBe(true);
  });

  it('leave facts of verifications and of the deletion of the account', async () => {
    const factsOf = async ({ subject }: { subject: string }, userId: string) => {
      const { facts } = await world.request(ListFacts.auth, { subject }, system);
      return facts.map(({ event }) => event).filter((event) => event['userId'] === userId);
    };
    const person = await world.register();
    const { id } = person.user;
    const token = await tokenOf(UserEmailVerificationRequested, person);
    await world.request(VerifyEmail, { token }, customer(person));
    expect(await factsOf(UserEmailVerified, id)).toEqual(await world.published(UserEmailVerified, id));
    // The address that was verified first is no longer that of the account.
    const changed = await changeLink(person, 'moved@shop.example');
    await world.request(ConfirmEmailChange, { token: changed }, customer(person));
    expect(await factsOf(UserEmailVerified, id)).toEqual(
      (await world.published(UserEmailVerified, id)).slice(1),
    );
    expect(await factsOf(UserDeleted, id)).toEqual([]);
    await world.request(DeleteAccount, { password }, customer(person));
    expect(await factsOf(UserDeleted, id)).toMatchObject([{ userId: id, email: '', name: '' }]);
    expect(await factsOf(UserEmailVerified, id)).toEqual([]);
  });

  it('verify an address again, which publishes the event again: guest orders may have been placed since', async () => {
    const person = await world.register();
    const verify = async () =>
      world.request(
        VerifyEmail,
        { token: await tokenOf(UserEmailVerificationRequested, person) },
        customer(person),
      );
    await verify();
    const since = await world.rows('SELECT email_verified_at FROM accounts WHERE id = $1', [person.user.id]);
    await later();
    await world.request(RequestEmailVerification, {}, customer(person));
    expect((await verify()).emailVerified).toBe(true);
    expect(await world.published(UserEmailVerified, person.user.id)).toMatchObject([
      { email: person.user.email },
      { email: person.user.email },
    ]);
    expect(
      await world.rows('SELECT email_verified_at FROM accounts WHERE id = $1', [person.user.id]),
    ).toEqual(since);
  });

  it('stop working when a newer one is issued, which happens at most once a minute', async () => {
    const person = await world.register();
    const old = await tokenOf(UserEmailVerificationRequested, person);
    await world.request(RequestEmailVerification, {}, customer(person));
    expect(await world.published(UserEmailVerificationRequested, person.user.id)).toHaveLength(1);
    await later();
    await world.request(RequestEmailVerification, {}, customer(person));
    expect(await invalid(world.request(VerifyEmail, { token: old }, customer(person)))).toBe(true);
    const token = await tokenOf(UserEmailVerificationRequested, person);
    expect((await world.request(VerifyEmail, { token }, customer(person))).emailVerified).toBe(true);
  });

  it('expire', async () => {
    const person = await world.register();
    const token = await resetLink(person);
    await world.rows('UPDATE one_time_tokens SET expires_at = to_timestamp(0) WHERE account_id = $1', [
      person.user.id,
    ]);
    expect(await invalid(world.request(ResetPassword, { token, newPassword: 'a new password' }))).toBe(true);
    await world.login(person.user.email);
  });

  it('work for their own purpose only', async () => {
    const person = await world.register();
    const token = await tokenOf(UserEmailVerificationRequested, person);
    expect(await invalid(world.request(ResetPassword, { token, newPassword: 'a new password' }))).toBe(true);
    expect(await invalid(world.request(ConfirmEmailChange, { token }, customer(person)))).toBe(true);
    expect((await world.request(VerifyEmail, { token }, customer(person))).emailVerified).toBe(true);
  });

  it('work for their own account only, and stay valid for it when another one tries', async () => {
    const person = await world.register();
    const other = await world.register();
    const verify = await tokenOf(UserEmailVerificationRequested, person);
    expect(await invalid(world.request(VerifyEmail, { token: verify }, customer(other)))).toBe(true);
    expect(NotSignedIn.matches(await faultOf(world.request(VerifyEmail, { token: verify })))).toBe(true);
    const change = await changeLink(person, 'moved@shop.example');
    expect(await invalid(world.request(ConfirmEmailChange, { token: change }, customer(other)))).toBe(true);
    expect(NotSignedIn.matches(await faultOf(world.request(ConfirmEmailChange, { token: change })))).toBe(
      true,
    );
    expect((await world.request(GetProfile, {}, customer(person))).emailVerified).toBe(false);
    expect((await world.request(VerifyEmail, { token: verify }, customer(person))).emailVerified).toBe(true);
    const { email } = await world.request(ConfirmEmailChange, { token: change }, customer(person));
    expect(email).toBe('moved@shop.example');
  });

  it('set a forgotten password, end every session and verify the address', async () => {
    const person = await world.register();
    const token = await resetLink(person);
    expect(await world.request(ResetPassword, { token, newPassword: 'a new password' })).toEqual({
      ended: 1,
    });
    await faultOf(world.request(Refresh, { refreshToken: person.refreshToken }));
    expect(InvalidCredentials.matches(await faultOf(world.login(person.user.email)))).toBe(true);
    const again = await world.login(person.user.email, { password: 'a new password' });
    expect(again.user.emailVerified).toBe(true);
    expect(await world.published(SessionRevoked, person.user.id)).toMatchObject([
      { reason: 'password_reset' },
    ]);
    expect(await world.published(UserPasswordChanged, person.user.id)).toMatchObject([{ by: 'reset' }]);
    expect(await invalid(world.request(ResetPassword, { token, newPassword: 'yet another one' }))).toBe(true);
  });

  it('set one password when used twice at the same time', async () => {
    const person = await world.register();
    const token = await resetLink(person);
    const both = ['first new one', 'second new one'].map((newPassword) =>
      world.request(ResetPassword, { token, newPassword }),
    );
    const outcome = (await Promise.allSettled(both)).map(({ status }) => status);
    expect(outcome.sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('for a password reset stay valid when a stranger requests others, and all end when one is used', async () => {
    const person = await world.register();
    const own = await resetLink(person);
    const others: string[] = [];
    for (let i = 0; i < 4; i++) others.push(await resetLink(person));
    expect(new Set([own, ...others]).size).toBe(5);
    expect(await world.request(ResetPassword, { token: own, newPassword: 'a new password' })).toEqual({
      ended: 1,
    });
    for (const token of others)
      expect(await invalid(world.request(ResetPassword, { token, newPassword: 'a third password' }))).toBe(
        true,
      );
  });

  it('for a password reset are issued to one account at growing intervals', async () => {
    const person = await world.register();
    const minutes = (n: number) =>
      world.rows("UPDATE one_time_tokens SET created_at = created_at - $1 * interval '1 minute'", [n]);
    const mails = async () => (await world.published(UserPasswordResetRequested, person.user.id)).length;
    const counts: number[] = [];
    for (let minute = 0; minute < 8; minute++) {
      expect(await world.request(RequestPasswordReset, { email: person.user.email })).toEqual({
        accepted: true,
      });
      counts.push(await mails());
      await minutes(1);
    }
    expect(counts).toEqual([1, 2, 2, 3, 3, 3, 3, 4]);
  });

  it('stay valid after a weak password', async () => {
    const person = await world.register();
    const token = await resetLink(person);
    await faultOf(world.request(ResetPassword, { token, newPassword: 'password' }));
    const newPassword = 'a new password';
    expect(await world.request(ResetPassword, { token, newPassword })).toEqual({ ended: 1 });
  });

  it('for a password reset are requested with the same reply for every address', async () => {
    const person = await world.register();
    const known = await world.request(RequestPasswordReset, { email: person.user.email });
    const unknown = await world.request(RequestPasswordReset, { email: 'unknown@shop.example' });
    const nonsense = await world.request(RequestPasswordReset, { email: 'nonsense' });
    expect([unknown, nonsense]).toEqual([known, known]);
    expect(await world.published(UserPasswordResetRequested, person.user.id)).toHaveLength(1);
  });

  it('are requested with the same response time, whether or not an account exists', async () => {
    const pause = jest.spyOn(world.get(ConstantTimeResponse), 'pause').mockResolvedValue();
    try {
      const [person, owner] = [await world.register(), await world.register()];
      const asked = [person.user.email, person.user.email, 'unknown@shop.example', 'nonsense'];
      for (const email of asked) await world.request(RequestPasswordReset, { email });
      expect(pause).toHaveBeenCalledTimes(asked.length);
      for (const newEmail of [owner.user.email, 'free@shop.example'])
        await world.request(RequestEmailChange, { newEmail, password }, customer(person));
      expect(pause).toHaveBeenCalledTimes(asked.length + 2);
    } finally {
      pause.mockRestore();
    }
  });

  it('do not work for a disabled account', async () => {
    const person = await world.register();
    const token = await resetLink(person);
    await world.request(DisableAccount, { userId: person.user.id }, await world.promoted('admin'));
    expect(await invalid(world.request(ResetPassword, { token, newPassword: 'a new password' }))).toBe(true);
    // None is issued either.
    expect(await invalid(resetLink(person))).toBe(true);
    expect(await world.published(UserPasswordResetRequested, person.user.id)).toHaveLength(1);
  });

  it('are recorded in the audit log when they are invalid', async () => {
    await world.rows('DELETE FROM attempts');
    const person = await world.register();
    const token = 'made up';
    for (let i = 0; i < 2; i++) {
      await invalid(
        world.request(ResetPassword, { token, newPassword: 'a new password' }, guest, { ip: '10.70.0.1' }),
      );
      await invalid(world.request(VerifyEmail, { token }, customer(person), { ip: '10.70.0.1' }));
      await invalid(world.request(ConfirmEmailChange, { token }, customer(person), { ip: '10.70.0.1' }));
    }
    const { id } = person.user;
    expect(
      await world.rows(
        "SELECT action, outcome, user_id FROM audit_log WHERE ip = '10.70.0.1' ORDER BY at, id",
      ),
    ).toEqual([
      { action: 'reset_password', outcome: 'failure', user_id: null },
      { action: 'verify_email', outcome: 'failure', user_id: id },
      { action: 'change_email', outcome: 'failure', user_id: id },
    ]);
  });

  it('of a stranger who registered with the owner’s address are void once the owner resets the password', async () => {
    const stranger = await world.register({ email: 'victim@shop.example' });
    const trap = await changeLink(stranger, 'stranger@shop.example');
    const token = await resetLink(stranger);
    await world.request(ResetPassword, { token, newPassword: 'the owner’s own' }, guest, { ip: '10.22.0.1' });
    expect(await invalid(world.request(ConfirmEmailChange, { token: trap }, customer(stranger)))).toBe(true);
    await faultOf(world.request(Refresh, { refreshToken: stranger.refreshToken }));
    // The stranger's network is no longer known either.
    const networks = 'SELECT network FROM known_places WHERE account_id = $1';
    expect(await world.rows(networks, [stranger.user.id])).toEqual([{ network: '10.22.0.1' }]);
  });
});
