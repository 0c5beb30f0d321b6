import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createTestDatabase } from '../src/postgres/test-database.js';

let service: string;
beforeEach(() => {
  service = mkdtempSync(join(tmpdir(), 'orderwire service '));
});
afterEach(() => rmSync(service, { recursive: true, force: true }));

function migration(name: string, sql: string): void {
  mkdirSync(join(service, 'prisma', 'migrations', name), { recursive: true });
  writeFileSync(join(service, 'prisma', 'migrations', name, 'migration.sql'), sql);
}

it("gives each test a database of its own with the service's migrations applied in order", async () => {
  migration('20260102_second', 'INSERT INTO things VALUES (2)');
  migration('20260101_first', 'CREATE TABLE things (id int)');
  const [one, two] = await Promise.all([createTestDatabase(service), createTestDatabase(service)]);
  expect(one.url).not.toBe(two.url);
  const client = new Client({ connectionString: one.url });
  await client.connect();
  expect((await client.query('SELECT id FROM things')).rows).toEqual([{ id: 2 }]);
  await client.end();
  await Promise.all([one.drop(), two.drop()]);
});

it('drops a database that is still in use', async () => {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();
  await database.drop();
  await expect(client.query('SELECT 1')).rejects.toThrow();
});
