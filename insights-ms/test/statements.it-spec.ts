import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@orderwire/test-kit';
import { checkStatements } from '@orderwire/test-kit/check-statements';
import '../src/insights.module.js';

const folder = new URL('..', import.meta.url).pathname;

describe('the SQL statements of insights-ms', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(folder);
  });
  afterAll(() => database.drop());

  it('fit the migrated schema, their row types and their parameter types', async () => {
    expect(await checkStatements(folder, database.url)).toEqual([]);
  });
});
