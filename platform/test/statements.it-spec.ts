import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@orderwire/test-kit';
import { checkStatements } from '@orderwire/test-kit/check-statements';
import { migrateMessaging } from '../src/index.js';

describe('the SQL statements of platform', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrateMessaging(database.url);
  });
  afterAll(() => database.drop());

  it('fit the migrated schema, their row types and their parameter types', async () => {
    const folder = new URL('..', import.meta.url).pathname;
    expect(await checkStatements(folder, database.url)).toEqual([]);
  });
});
