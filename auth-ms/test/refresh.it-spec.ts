import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { guest, Logout, Refresh, SessionRevoked, TokenInvalid } from '@orderwire/contracts';
import { RefreshTokens } from '../src/outbound/refresh-tokens.js';
import { AuthWorld, customer, refusal } from './auth-world.js';

describe('trading a refresh token', () => {
  let world: AuthWorld;
  const refresh = (refreshToken: string) =>
    world.ask(Refresh, { refreshToken }, guest, { ip: '10.9.9.9', device: 'a tab' });
  const refused = async (refreshToken: string) => TokenInvalid.matches(await refusal(refresh(refreshToken)));
  /** As if the newest generation had begun so long ago. */
  const age = (sessionId: string, seconds: number) =>
    world.rows("UPDATE sessions SET rotated_at = rotated_at - $2 * interval '1 second' WHERE id = $1", [
      sessionId,
      seconds,
    ]);

  beforeAll(async () => {
    world = await AuthWorld.create({ replicas: 2 });
  });
  afterAll(() => world.close());

  it('gives the next one, in the same session', async () => {
    const first = await world.register();
    const second = await refresh(first.refreshToken);
    expect(second).toMatchObject({ sessionId: first.sessionId, user: { id: first.user.id } });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    const third = await refresh(second.refreshToken);
    expect(third.sessionId).toBe(first.sessionId);
  });

  it('forgives the token before the newest at once: a lost answer, a second tab', async () => {
    const first = await world.register();
    const [a, b] = await Promise.all([refresh(first.refreshToken), refresh(first.refreshToken)]);
    expect(a.refreshToken).not.toBe(b.refreshToken);
    // Both tabs go on, and still both are in one line of generations.
    expect((await refresh(a.refreshToken)).sessionId).toBe(first.sessionId);
    expect((await refresh(b.refreshToken)).sessionId).toBe(first.sessionId);
    expect(await world.announced(SessionRevoked, first.user.id)).toEqual([]);
  });

  it('ends the session when a used token comes back after the grace', async () => {
    const first = await world.register();
    const second = await refresh(first.refreshToken);
    await age(first.sessionId, 61);
    expect(await refused(first.refreshToken)).toBe(true);
    expect(await refused(second.refreshToken)).toBe(true);
    expect(await world.announced(SessionRevoked, first.user.id)).toMatchObject([
      { sessionId: first.sessionId, reason: 'token_reuse' },
    ]);
    expect(await world.audited(first.user.id)).toEqual(['register success', 'refresh failure']);
  });

  it('ends the session when a token two generations old comes back, however soon', async () => {
    const first = await world.register();
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);
    expect(await refused(first.refreshToken)).toBe(true);
    expect(await refused(third.refreshToken)).toBe(true);
  });

  it('lets a thief who joined within the grace live no longer than the next use of the owner and the grace', async () => {
    const first = await world.register();
    const owner = await refresh(first.refreshToken);
    const thief = await refresh(first.refreshToken);
    await refresh(owner.refreshToken);
    await age(first.sessionId, 61);
    expect(await refused(thief.refreshToken)).toBe(true);
    expect(await world.announced(SessionRevoked, first.user.id)).toHaveLength(1);
  });

  it('forgives the token before the newest for as long as a client takes to notice a dead connection', async () => {
    const first = await world.register();
    await refresh(first.refreshToken);
    await age(first.sessionId, 45);
    expect((await refresh(first.refreshToken)).sessionId).toBe(first.sessionId);
  });

  it('leaves no more rows however often it is done, and an old token still ends the session', async () => {
    const first = await world.register();
    let newest = first.refreshToken;
    for (let i = 0; i < 6; i++) newest = (await refresh(newest)).refreshToken;
    const kept = 'SELECT generation FROM refresh_tokens WHERE session_id = $1 ORDER BY generation';
    expect(await world.rows(kept, [first.sessionId])).toEqual([{ generation: 5 }, { generation: 6 }]);
    expect(await refused(first.refreshToken)).toBe(true);
    expect(await world.announced(SessionRevoked, first.user.id)).toMatchObject([{ reason: 'token_reuse' }]);
    expect(await refused(newest)).toBe(true);
  });

  it('takes no token for what it says of itself: a made-up one opens nothing and ends nothing', async () => {
    const first = await world.register();
    let newest = first.refreshToken;
    for (let i = 0; i < 3; i++) newest = (await refresh(newest)).refreshToken;
    const { sessionId } = first;
    const ours = world.only.get(RefreshTokens);
    const theirs = new RefreshTokens(randomBytes(32).toString('base64'));
    const madeUp = [ours.make({ sessionId, generation: 3 }), ours.make({ sessionId, generation: 2 })];
    for (let generation = 0; generation < 5; generation++)
      madeUp.push(theirs.make({ sessionId, generation }));
    for (const { secret } of madeUp) expect(await refused(secret)).toBe(true);
    expect((await refresh(newest)).sessionId).toBe(sessionId);
  });

  it('touches no other session of the account', async () => {
    const first = await world.register();
    const other = await world.login(first.user.email);
    await refresh(first.refreshToken);
    await age(first.sessionId, 61);
    expect(await refused(first.refreshToken)).toBe(true);
    expect((await refresh(other.refreshToken)).sessionId).toBe(other.sessionId);
  });

  it('stays within one line when many come at once', async () => {
    const first = await world.register();
    const all = await Promise.all(Array.from({ length: 12 }, () => refresh(first.refreshToken)));
    expect(new Set(all.map(({ refreshToken }) => refreshToken)).size).toBe(12);
    const [session] = await world.rows('SELECT generation FROM sessions WHERE id = $1', [first.sessionId]);
    expect(session).toEqual({ generation: 1 });
    expect(await world.announced(SessionRevoked, first.user.id)).toEqual([]);
  });

  it('takes turns in one session: a copy never sets its generations back', async () => {
    const first = await world.register();
    const second = await refresh(first.refreshToken);
    const holder = await world.sql.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM sessions WHERE id = $1 FOR UPDATE', [first.sessionId]);
      const newest = refresh(second.refreshToken);
      await world.waiting(1);
      const copy = refused(first.refreshToken);
      await world.waiting(2);
      await holder.query('COMMIT');
      // The newest token moved on first; when its turn came, the copy was two generations behind.
      expect((await newest).sessionId).toBe(first.sessionId);
      expect(await copy).toBe(true);
    } finally {
      holder.release(true);
    }
    const [session] = await world.rows('SELECT generation FROM sessions WHERE id = $1', [first.sessionId]);
    expect(session).toEqual({ generation: 2 });
    expect(await world.announced(SessionRevoked, first.user.id)).toHaveLength(1);
  });

  it('refuses what is unknown, ended or too old, in the same words', async () => {
    const one = await world.register();
    await world.ask(Logout, { refreshToken: one.refreshToken });
    const two = await world.register();
    await world.rows("UPDATE sessions SET expires_at = now() - interval '1 second' WHERE id = $1", [
      two.sessionId,
    ]);
    const tokens = [
      one.refreshToken,
      two.refreshToken,
      'x',
      '"; DROP TABLE sessions; --',
      two.refreshToken.slice(1),
    ];
    const said = await Promise.all(tokens.map(async (token) => (await refusal(refresh(token))) as Error));
    expect(new Set(said.map(({ message }) => message)).size).toBe(1);
    expect(said.every((fault) => TokenInvalid.matches(fault))).toBe(true);
  });

  it('notes tokens that open nothing: once a minute and network, and no address of an account that is gone', async () => {
    const noted = () =>
      world.rows("SELECT user_id, ip, details FROM audit_log WHERE action = 'refresh' AND ip = '10.9.9.10'");
    const ask = (refreshToken: string) =>
      refusal(world.ask(Refresh, { refreshToken }, guest, { ip: '10.9.9.10' }));
    const over = await world.register();
    await world.ask(Logout, { refreshToken: over.refreshToken });
    for (const token of ['unknown', over.refreshToken, 'unknown too']) await ask(token);
    const note = { user_id: null, ip: '10.9.9.10', details: { reason: 'invalid_token' } };
    expect(await noted()).toEqual([note]);
    await world.rows("UPDATE attempts SET last_at = last_at - interval '61 seconds'");
    await ask('unknown');
    expect(await noted()).toEqual([note, note]);
  });

  it('keeps no token that could be used, only hashes', async () => {
    const first = await world.register();
    const rows = await world.rows('SELECT * FROM refresh_tokens WHERE session_id = $1', [first.sessionId]);
    expect(JSON.stringify(rows)).not.toContain(first.refreshToken);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(first.refreshToken, 'base64url').toString('hex'));
    expect(customer(first).id).toBe(first.user.id);
  });
});
