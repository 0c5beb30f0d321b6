import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createTestDatabase, type TestDatabase, waitUntil } from '@orderwire/test-kit';
import { checkStatements } from '@orderwire/test-kit/check-statements';
import {
  createLogger,
  Database,
  migrateMessaging,
  Readiness,
  type RunningService,
  statement,
} from '../src/index.js';
import { SampleWorld } from './sample-world.js';

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

describe('a bigint of a row', () => {
  const echo = statement<{ value: number }, { value: string }>(
    'sample.bigint',
    'SELECT :value::bigint AS value',
  );
  let created: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    created = await createTestDatabase();
    database = new Database({ url: created.url, poolSize: 1, logger: createLogger('test', 'silent') });
  });
  afterAll(async () => {
    await database.close();
    await created.drop();
  });

  const alone = (value: string) => database.run(echo, { value });
  const inTransaction = (value: string) => database.transaction((tx) => tx.run(echo, { value }));

  it.each([
    ['a statement', alone],
    ['a transaction', inTransaction],
  ])('is a number or fails %s, and is never rounded', async (_name, read) => {
    for (const exact of [0, 999_999_999_999, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])
      expect(await read(String(exact))).toEqual([{ value: exact }]);
    for (const beyond of ['9007199254740992', '-9007199254740993', '9223372036854775807'])
      await expect(read(beyond)).rejects.toThrow(beyond);
    expect(await read('1')).toEqual([{ value: 1 }]);
  });
});

describe('readiness', () => {
  let world: SampleWorld;
  beforeAll(async () => {
    world = await SampleWorld.create();
  });
  afterAll(() => world.close());

  const report = ({ app }: RunningService) => app.get(Readiness).report();

  it('names the column that a missing migration would add, and recovers when it is applied', async () => {
    await world.rows('ALTER TABLE copies RENAME seen TO later');
    const { service } = await world.launch();
    const missing = await report(service);
    expect(missing.status).toBe('not_ready');
    expect(missing.parts['statements']).toMatch(/^sample\.copy: column "seen" .*orderwire-migrate/);
    await world.rows('ALTER TABLE copies RENAME later TO seen');
    await waitUntil(
      () => report(service),
      ({ status, parts }) => status === 'ready' && parts['statements'] === 'ok',
    );
  });

  it('names a right that the role lacks', async () => {
    const { service } = await world.launch();
    const role = `clerk_${process.pid}`;
    await world.rows(`CREATE ROLE ${role}`);
    const url = new URL(world.config().DATABASE_URL);
    url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} -c role=${role}`);
    const database = new Database({ url: url.href, poolSize: 1, logger: world.log });
    expect(await service.app.get(Database).refusedStatements()).toEqual([]);
    expect(await database.refusedStatements()).toContain('sample.copy: permission denied for table copies');
    await database.close();
    await world.rows(`DROP ROLE ${role}`);
  });

  it('is lost with the reason while the disk of PostgreSQL is full, and comes back with room', async () => {
    const { service } = await world.launch();
    const database = service.app.get(Database);
    await database.ping();
    const full = Object.assign(new Error('could not extend file'), { code: '53100' });
    await expect(database.transaction(() => Promise.reject(full))).rejects.toBe(full);
    const { status, parts } = await waitUntil(
      () => report(service),
      (latest) => latest.status === 'not_ready',
    );
    expect([status, parts['database']]).toEqual(['not_ready', expect.stringContaining('disk')]);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 30_000);
    await database.ping().finally(() => clock.mockRestore());
  });

  it('is about this process: members of its queue group that hang do not end it', async () => {
    const hung = Array.from({ length: 30 }, () =>
      world.link.connection.subscribe('sample.book', { queue: 'sample-ms', callback: () => undefined }),
    );
    await world.link.connection.flush();
    const { service } = await world.launch();
    expect(await report(service)).toMatchObject({ status: 'ready', parts: { 'subject sample.book': 'ok' } });
    for (const each of hung) each.unsubscribe();
  });

  it('does not end while a table is locked: its last check was good', async () => {
    const { service } = await world.launch();
    expect((await report(service)).status).toBe('ready');
    const lock = await world.sql.connect();
    await lock.query('BEGIN; LOCK TABLE copies');
    Object.assign(service.app.get(Readiness), {
      latest: undefined,
      statements: { result: 'ok', at: -Infinity },
    });
    expect((await report(service)).status).toBe('ready');
    await lock.query('ROLLBACK');
    lock.release();
  });
});
