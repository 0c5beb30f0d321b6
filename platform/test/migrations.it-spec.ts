import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase, waitUntil } from '@orderwire/test-kit';
import { Client } from 'pg';
import { migrateService } from '../src/migrations/migrate.js';
import { folderWith } from './migration-folder.js';

describe('a migration', () => {
  let test: TestDatabase;
  let admin: Client;
  beforeEach(async () => {
    test = await createTestDatabase();
    admin = new Client({ connectionString: test.url });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await test.drop();
  });

  it('lets others go on while it waits for a lock, and is applied when the lock is released', async () => {
    const folder = folderWith(
      '1_column',
      'ALTER TABLE busy ADD COLUMN later int; ALTER TABLE busy ADD COLUMN last int;',
    );
    await admin.query('CREATE TABLE busy (id int)');
    await admin.query('BEGIN; SELECT 1 FROM busy');
    const other = new Client({ connectionString: test.url });
    await other.connect();
    const reasons: string[] = [];
    const migrating = migrateService(folder, test.url, undefined, (reason) => reasons.push(reason));
    await waitUntil(() => reasons.length, Boolean);
    expect(reasons[0]).toContain('1_column needs a lock that another transaction holds');
    // It would queue behind a migration that waits without a limit.
    expect((await other.query('SELECT * FROM busy')).rows).toEqual([]);
    await admin.query('COMMIT');
    expect(await migrating).toEqual(['1_column']);
    expect((await admin.query('SELECT count(*)::int AS n FROM _prisma_migrations')).rows).toEqual([{ n: 1 }]);
    await other.end();
    rmSync(folder, { recursive: true });
  });

  it('is applied in a later attempt when a deadlock ended the first one', async () => {
    const folder = folderWith(
      '1_deadlock',
      `DO $$ BEGIN
         IF NOT EXISTS (SELECT FROM unlocked) THEN RAISE 'deadlock' USING ERRCODE = 'deadlock_detected'; END IF;
       END $$;`,
    );
    await admin.query('CREATE TABLE unlocked (id int)');
    const reasons: string[] = [];
    const migrating = migrateService(folder, test.url, undefined, (reason) => reasons.push(reason));
    await waitUntil(() => reasons.length, Boolean);
    await admin.query('INSERT INTO unlocked VALUES (1)');
    expect(await migrating).toEqual(['1_deadlock']);
    rmSync(folder, { recursive: true });
  });
});
