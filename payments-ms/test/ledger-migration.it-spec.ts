import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@orderwire/test-kit';
import pg from 'pg';

const folder = new URL('../prisma/migrations/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => /^\d{14}_/.test(name))
  .toSorted();
const ledger = names.findIndex((name) => name.endsWith('_ledger'));

let database: TestDatabase;
let sql: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.url, max: 1 });
  // Its connection may still be open when the database is dropped.
  sql.on('error', () => undefined);
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const migrate = async (some: string[]) => {
  for (const name of some) await sql.query(readFileSync(new URL(`${name}/migration.sql`, folder), 'utf8'));
};

describe('the migration that creates the ledger', () => {
  test('posts the existing payments, each in its currency', async () => {
    await migrate(names.slice(0, ledger));
    await sql.query(
      `INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status) VALUES
         ('pi_1', gen_random_uuid(), 'cs_1', 4498, 'usd', '2026-01-02T03:04:05Z', 'succeeded'),
         ('pi_2', gen_random_uuid(), 'cs_2', 5000, 'jpy', '2026-01-02T03:04:05Z', 'amount_mismatch'),
         ('pi_3', gen_random_uuid(), 'cs_3', 0, 'usd', '2026-01-02T03:04:05Z', 'succeeded')`,
    );
    await migrate(names.slice(ledger));
    const { rows } = await sql.query<Record<string, unknown>>(
      `SELECT movement, account, currency, amount::int, payment_id, at = '2026-01-02T03:04:05Z' AS then
       FROM ledger_entries ORDER BY movement, account`,
    );
    const one = { movement: 'capture:pi_1', currency: 'usd', payment_id: 'pi_1', then: true };
    const two = { movement: 'capture:pi_2', currency: 'jpy', payment_id: 'pi_2', then: true };
    expect(rows).toEqual([
      { ...one, account: 'captured', amount: -4498 },
      { ...one, account: 'receivable', amount: 4498 },
      { ...two, account: 'captured', amount: -5000 },
      { ...two, account: 'receivable', amount: 5000 },
    ]);
  });
});
