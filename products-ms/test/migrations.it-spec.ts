import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createTestDatabase } from '@orderwire/test-kit';
import pg from 'pg';

const migration = (name: string): string =>
  readFileSync(new URL(`../prisma/migrations/${name}/migration.sql`, import.meta.url), 'utf8');

describe('the migration to the stock ledger', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let sql: pg.Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    sql = new pg.Pool({ connectionString: database.url, max: 1 });
    // Its connection may still be open when the database is dropped.
    sql.on('error', () => undefined);
    await sql.query(migration('20261121000000_init'));
    await sql.query(migration('20261121120000_price_of_a_hold'));
  });
  afterAll(async () => {
    await sql.end();
    await database.drop();
  });

  it('opens the ledger with the adjustments and one entry for all orders, so that its sums are the counters', async () => {
    const id = (n: number) => `0190a000-0000-7000-8000-00000000000${n}`;
    for (const n of [1, 2, 3, 4])
      await sql.query(`INSERT INTO products (id, name) VALUES ($1, 'x')`, [id(n)]);
    const stock = (n: number, ...counters: number[]) =>
      sql.query('INSERT INTO stock (product_id, available, reserved, sold) VALUES ($1, $2, $3, $4)', [
        id(n),
        ...counters,
      ]);
    const adjusted = (n: number, as: number, delta: number, reason: string) =>
      sql.query(
        `INSERT INTO stock_adjustments (id, product_id, delta, reason, actor_role, actor_id, created_at)
         VALUES ($1, $2, $3, $4, 'staff', 'someone', '2026-01-02T03:04:05.678Z')`,
        [id(as), id(n), delta, reason],
      );
    await stock(1, 4, 3, 5);
    await adjusted(1, 5, 10, 'initial stock');
    await adjusted(1, 6, 2, 'found two');
    await stock(2, 7, 0, 0);
    await adjusted(2, 7, 7, 'initial stock');
    await stock(3, 0, 0, 0);
    // Sold out: fewer units are available than the adjustments add up to.
    await stock(4, 0, 0, 9);
    await adjusted(4, 8, 9, 'initial stock');

    await sql.query(migration('20261121180000_stock_ledger'));

    const { rows } = await sql.query<Record<string, unknown>>(
      `SELECT right(product_id::text, 1) AS product, movement, d_available, d_reserved, d_sold::int, reason, actor_role, actor_id,
         at = '2026-01-02T03:04:05.678Z' AS old
       FROM stock_ledger ORDER BY product_id, id`,
    );
    const byHand = {
      movement: 'adjusted',
      d_reserved: 0,
      d_sold: 0,
      actor_role: 'staff',
      actor_id: 'someone',
      old: true,
    };
    const opening = {
      movement: 'adjusted',
      reason: 'opening of the ledger',
      actor_role: 'system',
      actor_id: null,
      old: false,
    };
    expect(rows).toEqual([
      { product: '1', d_available: 10, reason: 'initial stock', ...byHand },
      { product: '1', d_available: 2, reason: 'found two', ...byHand },
      { product: '1', d_available: -8, d_reserved: 3, d_sold: 5, ...opening },
      { product: '2', d_available: 7, reason: 'initial stock', ...byHand },
      { product: '4', d_available: 9, reason: 'initial stock', ...byHand },
      { product: '4', d_available: -9, d_reserved: 0, d_sold: 9, ...opening },
    ]);
    const { rows: wrong } = await sql.query(
      `SELECT product_id FROM stock s WHERE NOT (available, reserved, sold) = (
         SELECT coalesce(sum(d_available), 0), coalesce(sum(d_reserved), 0), coalesce(sum(d_sold), 0)
         FROM stock_ledger e WHERE e.product_id = s.product_id)`,
    );
    expect(wrong).toEqual([]);
  });
});
