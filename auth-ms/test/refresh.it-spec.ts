import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { guest, Logout, Refresh, SessionRevoked, TokenInvalid } from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { RefreshTokens } from '../src/sessions/refresh-tokens.js';
import { AuthWorld, customer } from './auth-world.js';

describe('refreshing a session', () => {
  let world: AuthWorld;
  const refresh = (refreshToken: string) =>
    world.request(Refresh, { refreshToken }, guest, { ip: '10.9.9.9', device: 'a tab' });
  const refused = async (refreshToken: string) => TokenInvalid.matches(await faultOf(refresh(refreshToken)));
  /** Makes the newest generation older by this many seconds. */
  const age = (sessionId: string, seconds: number) =>
    world.rows("UPDATE sessions SET rotated_at = rotated_at - $2 * interval '1 second' WHERE id = $1", [
      sessionId,
      seconds,
    ]);

  beforeAll(async () => {
    world = await AuthWorld.create({ replicas: 2 });
  });
  afterAll(() => world.close());

  it('returns the next token of the same session', async () => {
    const first = await world.register();
    const second = await refresh(first.refreshToken);
    expect(second).toMatchObject({ sessionId: first.sessionId, user: { id: first.user.id } });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    const third = await refresh(second.refreshToken);
    expect(third.sessionId).toBe(first.sessionId);
  });

  it('accepts the previous token at once, for a lost reply or a second tab', async () => {
    const first = await world.register();
    const [a, b] = await Promise.all([refresh(first.refreshToken), refresh(first.refreshToken)]);
    expect(a.refreshToken).not.toBe(b.refreshToken);
    // Both tabs continue in the same chain of generations.
    expect((await refresh(a.refreshToken)).sessionId).toBe(first.sessionId);
    expect((await refresh(b.refreshToken)).sessionId).toBe(first.sessionId);
    expect(await world.published(SessionRevoked, first.user.id)).toEqual([]);
  });

  it('ends the session when a used token is presented after the grace period', async () => {
    const first = await world.register();
    const second = await refresh(first.refreshToken);
    await age(first.sessionId, 61);
    expect(await refused(first.refreshToken)).toBe(true);
    expect(await refused(second.refreshToken)).toBe(true);
    expect(await world.published(SessionRevoked, first.user.id)).toMatchObject([
      { sessionId: first.sessionId, reason: 'token_reuse' },
    ]);
    expect(await world.audited(first.user.id)).toEqual(['register success', 'refresh failure']);
  });

  it('ends the session when a token two generations old is presented, at any time', async () => {
    const first = await world.register();
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);
    expect(await refused(first.refreshToken)).toBe(true);
    expect(await refused(third.refreshToken)).toBe(true);
  });

  it('detects a thief who joined within the grace period after the next use of the owner', async () => {
    const first = await world.register();
    const owner = await refresh(first.refreshToken);
    const thief = await refresh(first.refreshToken);
    await refresh(owner.refreshToken);
    await age(first.sessionId, 61);
    expect(await refused(thief.refreshToken)).toBe(true);
    expect(await world.published(SessionRevoked, first.user.id)).toHaveLength(1);
  });

  it('accepts the previous token for as long as a client takes to notice a dead connection', async () => {
    const first = await world.register();
    await refresh(first.refreshToken);
    await age(first.sessionId, 45);
    expect((await refresh(first.refreshToken)).sessionId).toBe(first.sessionId);
  });

  it('keeps two generations of hashes, and an older token still ends the session', async () => {
    const first = await world.register();
    let newest = first.refreshToken;
    for (let i = 0; i < 6; i++) newest = (await refresh(newest)).refreshToken;
    const kept = 'SELECT generation FROM refresh_tokens WHERE session_id = $1 ORDER BY generation';
    expect(await world.rows(kept, [first.sessionId])).toEqual([{ generation: 5 }, { generation: 6 }]);
    expect(await refused(first.refreshToken)).toBe(true);
    expect(await world.published(SessionRevoked, first.user.id)).toMatchObject([{ reason: 'token_reuse' }]);
    expect(await refused(newest)).toBe(true);
  });

  it('ignores forged tokens: they neither open nor end a session', async () => {
    const first = await world.register();
    let newest = first.refreshToken;
    for (let i = 0; i < 3; i++) newest = (await refresh(newest)).refreshToken;
    const { sessionId } = first;
    const ours = world.get(RefreshTokens);
    const theirs = new RefreshTokens([randomBytes(32)]);
    const forged = [ours.issue({ sessionId, generation: 3 }), ours.issue({ sessionId, generation: 2 })];
    for (let generation = 0; generation < 5; generation++)
      forged.push(theirs.issue({ sessionId, generation }));
    for (const { secret } of forged) expect(await refused(secret)).toBe(true);
    expect((await refresh(newest)).sessionId).toBe(sessionId);
  });

  it('does not affect other sessions of the account', async () => {
    const first = await world.register();
    const other = await world.login(first.user.email);
    await refresh(first.refreshToken);
    await age(first.sessionId, 61);
    expect(await refused(first.refreshToken)).toBe(true);
    expect((await refresh(other.refreshToken)).sessionId).toBe(other.sessionId);
  });

  it('stays in one chain when many refresh at the same time', async () => {
    const first = await world.register();
    const all = await Promise.all(Array.from({ length: 12 }, () => refresh(first.refreshToken)));
    expect(new Set(all.map(({ refreshToken }) => refreshToken)).size).toBe(12);
    const [session] = await world.rows('SELECT generation FROM sessions WHERE id = $1', [first.sessionId]);
    expect(session).toEqual({ generation: 1 });
    expect(await world.published(SessionRevoked, first.user.id)).toEqual([]);
  });

  it('serialises refreshes of one session: a copy never sets its generation back', async () => {
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
      // The newest token was refreshed first; the copy was then two generations behind.
      expect((await newest).sessionId).toBe(first.sessionId);
      expect(await copy).toBe(true);
    } finally {
      holder.release(true);
    }
    const [session] = await world.rows('SELECT generation FROM sessions WHERE id = $1', [first.sessionId]);
    expect(session).toEqual({ generation: 2 });
    expect(await world.published(SessionRevoked, first.user.id)).toHaveLength(1);
  });

  it('refuses unknown, ended and expired tokens with the same message', async () => {
    const one = await world.register();
    await world.request(Logout, { refreshToken: one.refreshToken });
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
    const faults = await Promise.all(tokens.map(async (token) => (await faultOf(refresh(token))) as Error));
    expect(new Set(faults.map(({ message }) => message)).size).toBe(1);
    expect(faults.every((fault) => TokenInvalid.matches(fault))).toBe(true);
  });

  it('records invalid tokens in the audit log once a minute per network', async () => {
    const recorded = () =>
      world.rows("SELECT user_id, ip, details FROM audit_log WHERE action = 'refresh' AND ip = '10.9.9.10'");
    const ask = (refreshToken: string) =>
      faultOf(world.request(Refresh, { refreshToken }, guest, { ip: '10.9.9.10' }));
    const over = await world.register();
    await world.request(Logout, { refreshToken: over.refreshToken });
    for (const token of ['unknown', over.refreshToken, 'unknown too']) await ask(token);
    const entry = { user_id: null, ip: '10.9.9.10', details: { reason: 'invalid_token' } };
    expect(await recorded()).toEqual([entry]);
    await world.rows("UPDATE attempts SET last_at = last_at - interval '61 seconds'");
    await ask('unknown');
    expect(await recorded()).toEqual([entry, entry]);
  });

  it('stores hashes only', async () => {
    const first = await world.register();
    const rows = await world.rows('SELECT * FROM refresh_tokens WHERE session_id = $1', [first.sessionId]);
    expect(JSON.stringify(rows)).not.toContain(first.refreshToken);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(first.refreshToken, 'base64url').toString('hex'));
    expect(customer(first).id).toBe(first.user.id);
  });
});
