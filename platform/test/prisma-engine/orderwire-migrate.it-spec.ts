import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '@orderwire/test-kit';
import { waitUntil } from '@orderwire/test-kit';
import { SampleService } from './sample-service.js';

const FIRST = '20260101000000_init';
const SECOND = '20260102000000_more';

describe('orderwire-migrate', () => {
  let database: TestDatabase;
  let service: SampleService;
  beforeEach(async () => {
    database = await createTestDatabase();
    service = new SampleService(database.url);
    service.schema();
    service.migration(FIRST);
  });
  afterEach(async () => {
    service.remove();
    await database.drop();
  });
  const migrate = () => service.migrate({ DATABASE_URL: database.url });
  const applied = async (): Promise<unknown[]> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query('SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1');
    await client.end();
    return rows;
  };

  it('applies the migrations that the database lacks, once, oldest first', async () => {
    expect(await migrate()).toMatchObject({ code: 0, output: expect.stringContaining(`applied ${FIRST}`) });
    service.migration(SECOND);
    writeFileSync(service.sqlFile(SECOND), 'ALTER TABLE things ADD COLUMN more text;');
    expect(await migrate()).toMatchObject({ code: 0, output: expect.stringContaining(`applied ${SECOND}`) });
    expect(await migrate()).toMatchObject({ code: 0, output: expect.stringContaining('no pending') });
    expect(await applied()).toEqual([{ name: FIRST }, { name: SECOND }]);
  });

  it("records migrations in Prisma's table, as its CLI does", async () => {
    await migrate();
    expect((await service.prisma('migrate status')).output).toContain('up to date');
    service.migration(SECOND);
    writeFileSync(service.sqlFile(SECOND), 'ALTER TABLE things ADD COLUMN more text;');
    await service.prisma('migrate deploy');
    expect((await migrate()).output).toContain('no pending');
  });

  it('applies each migration once when two runners start at the same time', async () => {
    const both = await Promise.all([migrate(), migrate()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await applied()).toEqual([{ name: FIRST }]);
  });

  it('waits for another runner without a limit, before it takes the lock that Prisma gives up after ten seconds', async () => {
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query("SELECT pg_advisory_lock(hashtext('orderwire.migrations'))");
    const waiting = migrate();
    const { rows } = await waitUntil(
      () =>
        other.query(
          `SELECT l.pid, objid = 72707369 AS of_prisma FROM pg_locks l JOIN pg_database d ON d.oid = database
           WHERE datname = current_database() AND locktype = 'advisory' AND l.pid <> pg_backend_pid()`,
        ),
      (found) => found.rows.length > 0,
    );
    expect(rows).toEqual([expect.objectContaining({ of_prisma: false })]);
    await other.end();
    expect(await waiting).toMatchObject({ code: 0, output: expect.stringContaining(`applied ${FIRST}`) });
  });

  it('reports an applied migration whose file has changed, and applies the others', async () => {
    await migrate();
    writeFileSync(service.sqlFile(FIRST), '-- edited');
    service.migration(SECOND);
    writeFileSync(service.sqlFile(SECOND), 'ALTER TABLE things ADD COLUMN more text;');
    const { code, output } = await migrate();
    expect(output).toContain(`the file of the applied migration ${FIRST} has changed`);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining(`applied ${SECOND}`) });
  });

  it('fails at a broken migration and at every run after it, with the message of the database', async () => {
    writeFileSync(service.sqlFile(FIRST), 'CREATE TABLE broken (x int;');
    const first = await migrate();
    expect(first).toMatchObject({ code: 1, output: expect.stringContaining('syntax error at or near ";"') });
    expect(await migrate()).toMatchObject({ code: 1, output: expect.stringContaining(FIRST) });
  });

  it('reads the URL from a file', async () => {
    const file = join(service.folder, 'url');
    writeFileSync(file, `${database.url}\n`);
    expect(await service.migrate({ DATABASE_URL: '', DATABASE_URL_FILE: file })).toMatchObject({ code: 0 });
  });

  it.each([
    ['no URL', () => ({ DATABASE_URL: '' }), /DATABASE_URL is missing/],
    [
      'a file that is not there',
      () => ({ DATABASE_URL: '', DATABASE_URL_FILE: '/none' }),
      /DATABASE_URL_FILE names \/none, which does not exist/,
    ],
    [
      'a wrong password',
      () => ({ DATABASE_URL: withPassword(database.url, 'wr0ng') }),
      /Authentication failed: .* credentials given for/,
    ],
  ])('reports in one line what is wrong with %s, without the password', async (_what, variables, words) => {
    const { code, output } = await service.migrate(variables());
    expect(output.trim()).toMatch(words);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).not.toContain('wr0ng');
    expect(code).toBe(1);
  });
});

function withPassword(url: string, password: string): string {
  const changed = new URL(url);
  changed.password = password;
  return changed.href;
}
