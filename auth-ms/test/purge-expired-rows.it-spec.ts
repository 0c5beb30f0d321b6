import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PurgeExpiredRowsUseCase } from '../src/housekeeping/purge-expired-rows.use-case.js';
import { AuthWorld, customer } from './auth-world.js';

const DAY = 24 * 3_600_000;

describe('purging expired rows', () => {
  let world: AuthWorld;
  const purge = (days = 0) => world.get(PurgeExpiredRowsUseCase).execute(new Date(Date.now() + days * DAY));
  const count = async (table: string) =>
    (await world.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n;

  beforeAll(async () => {
    world = await AuthWorld.create({ settings: { AUDIT_DAYS: 100 } });
  });
  afterAll(() => world.close());

  it('keeps all rows that are in use', async () => {
    await world.register();
    const tables = ['attempts', 'one_time_tokens', 'refresh_tokens', 'sessions', 'known_places', 'audit_log'];
    const all = () => Promise.all(tables.map(count));
    const before = await all();
    expect(before.every((n) => Number(n) > 0)).toBe(true);
    await purge();
    await purge(1);
    expect(await all()).toEqual(before);
  });

  it.each([
    ['attempts', 2],
    ['one_time_tokens', 10],
    ['refresh_tokens', 37],
    ['sessions', 37],
    ['known_places', 90],
    ['audit_log', 100],
  ])('keeps %s for %d days and then deletes them', async (table, days) => {
    await world.register();
    await purge(days - 0.1);
    expect(await count(table)).toBeGreaterThan(0);
    await purge(days + 0.1);
    expect(await count(table)).toBe(0);
  });

  it('keeps audit entries about failures of anonymous callers for 30 days only', async () => {
    const person = await world.register();
    await expect(world.login(person.user.email ?? '', { password: 'wrong' })).rejects.toThrow();
    const failures = "audit_log WHERE outcome = 'failure'";
    await purge(29.9);
    expect(await count(failures)).toBe(1);
    await purge(30.1);
    expect(await count(failures)).toBe(0);
    expect(await count('audit_log')).toBeGreaterThan(0);
  });

  it('deletes a backlog of any size, and skips locked rows', async () => {
    await world.rows(
      `INSERT INTO attempts (key, last_at) SELECT 'old' || n, now() - interval '3 days' FROM generate_series(1, 10100) n`,
    );
    const holder = await world.sql.connect();
    try {
      await holder.query('BEGIN');
      await holder.query("SELECT FROM attempts WHERE key = 'old5' FOR UPDATE");
      await purge();
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    expect(await world.rows("SELECT key FROM attempts WHERE key LIKE 'old%'")).toEqual([{ key: 'old5' }]);
  });

  it('continues with the other tables when one cannot be purged', async () => {
    await world.rows("INSERT INTO attempts (key, last_at) VALUES ('old', now() - interval '3 days')");
    const person = await world.register();
    await world.rows('UPDATE known_places SET last_seen_at = $1', [new Date(0)]);
    await world.rows('ALTER TABLE attempts RENAME COLUMN last_at TO elsewhere');
    await world.rows('ALTER TABLE sessions RENAME COLUMN expires_at TO elsewhere');
    try {
      await purge();
    } finally {
      await world.rows('ALTER TABLE attempts RENAME COLUMN elsewhere TO last_at');
      await world.rows('ALTER TABLE sessions RENAME COLUMN elsewhere TO expires_at');
    }
    expect(await count('known_places')).toBe(0);
    expect(customer(person).id).toBe(person.user.id);
    await purge();
    expect(await world.rows("SELECT FROM attempts WHERE key = 'old'")).toEqual([]);
  });
});
