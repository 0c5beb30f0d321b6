import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger, Database, migrateService } from '@orderwire/platform';
import { createTestDatabase, type TestDatabase } from '@orderwire/test-kit';
import pg from 'pg';
import { v4, v7 } from 'uuid';
import { timelinePartitions } from '../src/timeline/timeline-partitions.job.js';

const folder = new URL('..', import.meta.url).pathname;
const DAY_MS = 86_400_000;

describe('the timeline', () => {
  let test: TestDatabase;
  let sql: pg.Pool;
  const log = createLogger('test', 'silent');
  beforeEach(async () => {
    test = await createTestDatabase();
    sql = new pg.Pool({ connectionString: test.url });
  });
  afterEach(async () => {
    await sql.end();
    await test.drop();
  });

  const rows = async (text: string, values: unknown[] = []) =>
    (await sql.query<Record<string, unknown>>(text, values)).rows;
  const placeOrder = async (id: string) => {
    await sql.query(
      `INSERT INTO orders (id, currency, total_amount, total_items, actor, payment_session_expires_at, created_at)
       VALUES ($1, 'usd', 1, 1, '{}', now(), now())`,
      [id],
    );
    await sql.query(
      `INSERT INTO timeline (id, order_id, at, step, cause, message) VALUES ($1, $2, now(), 'created', 'c', 'm')`,
      [v7(), id],
    );
    return id;
  };
  const tableOf = async (orderId: string) =>
    (await rows('SELECT tableoid::regclass::text AS name FROM timeline WHERE order_id = $1', [orderId]))[0]?.[
      'name'
    ];

  it('of an earlier version keeps every entry when it becomes partitioned, and its orders', async () => {
    const earlier = mkdtempSync(join(tmpdir(), 'orderwire-migrations-'));
    try {
      cpSync(join(folder, 'prisma'), join(earlier, 'prisma'), {
        recursive: true,
        filter: (source) => !/\/20261209\d+_\w*timeline/.test(source),
      });
      await migrateService(earlier, test.url);
    } finally {
      rmSync(earlier, { recursive: true });
    }
    const order = await placeOrder(v7({ msecs: Date.now() - 400 * DAY_MS }));
    const stray = await placeOrder(v4().replace(/^./, 'f'));
    const before = await rows('SELECT * FROM timeline ORDER BY id');
    expect(await migrateService(folder, test.url)).toHaveLength(3);
    expect(await rows('SELECT * FROM timeline ORDER BY id')).toEqual(before);
    expect(await tableOf(order)).toMatch(/^timeline_until_\d{6}01$/);
    expect(await tableOf(stray)).toBe('timeline_default');
    for (const id of [order, stray])
      await expect(rows('DELETE FROM orders WHERE id = $1', [id])).rejects.toThrow(/foreign key/);
    await expect(rows('UPDATE timeline SET order_id = $1', [v7()])).rejects.toThrow(/foreign key/);
  });

  it('has a partition for each month two weeks before it begins, and loses none', async () => {
    await migrateService(folder, test.url);
    const database = new Database({ url: test.url, poolSize: 2, logger: log });
    try {
      const job = await timelinePartitions.useFactory(database, log);
      const old = await placeOrder(v7({ msecs: Date.now() - 900 * DAY_MS }));
      await job.maintain(undefined, Date.now() + 100 * DAY_MS);
      const later = await placeOrder(v7({ msecs: Date.now() + 113 * DAY_MS }));
      for (const id of [old, later]) expect(await tableOf(id)).toMatch(/^timeline_until_\d{6}01$/);
      expect(await tableOf(old)).not.toBe(await tableOf(later));
    } finally {
      await database.close();
    }
  });
});
