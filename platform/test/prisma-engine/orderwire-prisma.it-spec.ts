import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrateService } from '../../src/index.js';
import { createTestDatabase, type TestDatabase } from '@orderwire/test-kit';
import { SampleService } from './sample-service.js';

describe('orderwire-prisma', () => {
  let database: TestDatabase;
  let service: SampleService;
  beforeEach(async () => {
    database = await createTestDatabase();
    service = new SampleService(database.url);
    service.schema();
  });
  afterEach(async () => {
    service.remove();
    await database.drop();
  });

  const rows = async (sql: string): Promise<Record<string, unknown>[]> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('generates the client without any database', async () => {
    const { code, output } = await service.prisma('generate', '');
    expect(output).toContain('Generated Prisma Client');
    expect(code).toBe(0);
    expect(existsSync(join(service.folder, 'src', 'outbound', 'generated', 'client.ts'))).toBe(true);
  });

  it('writes migrations for a new and a changed table, applies each once, reports the status, and drops its shadow database', async () => {
    expect((await service.prisma('migrate dev --create-only --name init')).code).toBe(0);
    const [init = ''] = service.migrations();
    expect(service.sql(init)).toContain('CREATE TABLE "things"');
    expect((await service.prisma('migrate status')).output).toContain('not yet been applied');
    // Prisma's own adapter would split this at the semicolons of the body.
    appendFileSync(
      service.sqlFile(init),
      `CREATE FUNCTION two() RETURNS int AS $$ BEGIN PERFORM ';'; RETURN 2; END $$ LANGUAGE plpgsql;
       ALTER TABLE things ADD CHECK (name <> '');`,
    );
    expect((await service.prisma('migrate deploy')).output).toContain('successfully applied');
    expect(await rows('SELECT two()')).toEqual([{ two: 2 }]);
    expect(await migrateService(service.folder, database.url)).toEqual([]);

    const again = await service.prisma('migrate deploy');
    expect(again.output).toContain('No pending migrations');
    expect(again.code).toBe(0);
    expect((await service.prisma('migrate status')).output).toContain('up to date');

    // The shadow database gets the edited migration as well.
    service.schema('note String?');
    expect((await service.prisma('migrate dev --name note')).code).toBe(0);
    expect(service.sql(service.migrations()[1] ?? '')).toContain('ADD COLUMN     "note" TEXT');
    expect(await rows('SELECT note FROM things')).toEqual([]);
    expect(await rows("SELECT datname FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow%'")).toEqual(
      [],
    );
  });

  it('prints the difference between nothing and the schema without a database', async () => {
    const { code, output } = await service.prisma(
      'migrate diff --from-empty --to-schema prisma/schema.prisma --script',
      '',
    );
    expect(output).toContain('CREATE TABLE "things"');
    expect(code).toBe(0);
  });

  it('creates a missing database', async () => {
    const url = new URL(database.url);
    url.pathname += '_new';
    service.migration('20260101000000_init');
    const { code } = await service.prisma('migrate deploy', url.href);
    expect(code).toBe(0);
    await rows(`DROP DATABASE ${url.pathname.slice(1)} WITH (FORCE)`);
  });

  it.each([
    ['a wrong password', (url: URL) => (url.password = 'wrong'), /P1000: .*refuses the credentials/],
    ['a server that is not there', (url: URL) => (url.port = '1'), /P1001: Can't reach the database server/],
    ['no URL', (url: URL) => (url.href = 'none:'), /Connection url is empty/],
  ])('reports what is wrong with %s', async (_name, spoil, words) => {
    const url = new URL(database.url);
    spoil(url);
    const { code, output } = await service.prisma('migrate deploy', url.protocol === 'none:' ? '' : url.href);
    expect(output).toMatch(words);
    expect(output).not.toContain(new URL(database.url).password + '@');
    expect(code).toBe(1);
  });

  it('reports the SQL error of a broken migration, and refuses later migrations', async () => {
    service.migration('20260101000000_init', 'CREATE TABLE broken (x int;');
    const first = await service.prisma('migrate deploy');
    expect(first.output).toContain('syntax error at or near ";"');
    const second = await service.prisma('migrate deploy');
    expect(second.output).toContain('P3009');
    expect([first.code, second.code]).toEqual([1, 1]);
    expect(await rows("SELECT to_regclass('things') AS things")).toEqual([{ things: null }]);
  });
});
