import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  GetEmailToken,
  guest,
  NotAllowed,
  OneTimeTokenInvalid,
  RequestEmailChange,
  RequestPasswordReset,
  type SignedIn,
  system,
  UserEmailChangeRequested,
  UserEmailVerificationRequested,
  UserPasswordResetRequested,
  VerifyEmail,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { AuthWorld, customer, password } from './auth-world.js';

describe('one-time tokens', () => {
  let world: AuthWorld;
  const invalid = async (asked: Promise<unknown>) => OneTimeTokenInvalid.matches(await faultOf(asked));
  const reset = async (person: SignedIn) => {
    await world.request(RequestPasswordReset, { email: person.user.email });
    return world.emailToken(UserPasswordResetRequested, person);
  };
  const change = async (person: SignedIn) => {
    const newEmail = 'elsewhere@shop.example';
    await world.request(RequestEmailChange, { newEmail, password }, customer(person));
    return world.emailToken(UserEmailChangeRequested, person);
  };

  beforeAll(async () => {
    world = await AuthWorld.create();
  });
  afterAll(() => world.close());

  it('are in no table and no event: tokens are stored as hashes, and events carry their ids', async () => {
    const person = await world.register();
    const tokens = [
      await world.emailToken(UserEmailVerificationRequested, person),
      await reset(person),
      await change(person),
    ];
    const stored = await world.rows('SELECT t::text FROM one_time_tokens t');
    const events = await world.rows('SELECT o::text FROM messaging.outbox o');
    for (const token of tokens) expect(JSON.stringify([stored, events])).not.toContain(token);
  });

  it('are given to the sender of the e-mail while they are valid and unused', async () => {
    const person = await world.register();
    const [requested] = await world.published(UserEmailVerificationRequested, person.user.id);
    const get = (tokenId = requested?.tokenId ?? '') => world.request(GetEmailToken, { tokenId }, system);
    const { token } = await get();
    expect(await get()).toEqual({ token });
    expect(await invalid(get(uuidv7()))).toBe(true);
    await world.request(VerifyEmail, { token }, customer(person));
    expect(await invalid(get())).toBe(true);
  });

  it.each([
    ['is replaced by a newer one', 'used_at = now()'],
    ['expires', 'expires_at = now()'],
    ['was made with a key that is gone', "hash = sha256('another token')"],
  ])('are not given to the sender of an e-mail when the token %s', async (_when, change) => {
    const person = await world.register();
    await world.rows(`UPDATE one_time_tokens SET ${change} WHERE account_id = $1`, [person.user.id]);
    expect(await invalid(world.emailToken(UserEmailVerificationRequested, person))).toBe(true);
  });

  it('are given to services only', async () => {
    const tokenId = uuidv7();
    const ask = async (actor: Actor) => faultOf(world.request(GetEmailToken, { tokenId }, actor));
    expect(NotAllowed.matches(await ask(guest))).toBe(true);
    expect(NotAllowed.matches(await ask(await world.promoted('admin')))).toBe(true);
  });
});
