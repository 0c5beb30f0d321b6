import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase, waitUntil } from '@orderwire/test-kit';
import pg from 'pg';
import { v4, v7 } from 'uuid';
import { createLogger, Database, migrateMessaging } from '../src/index.js';
import { recordInInbox } from '../src/events/event-handler.js';
import { messageTables } from '../src/partitions/message-tables.js';
import { PartitionsJob } from '../src/partitions/partitions.job.js';

const DAY_MS = 86_400_000;
const folder = new URL('../migrations/', import.meta.url);

describe('outbox and inbox', () => {
  let test: TestDatabase;
  let database: Database;
  let sql: pg.Pool;
  const warnings: string[] = [];
  const log = createLogger('test', 'silent');
  log.warn = (context: { err?: Error; table: string; rows?: number }) =>
    warnings.push(`${context.table} ${context.err?.message ?? context.rows}`);
  beforeEach(async () => {
    warnings.length = 0;
    test = await createTestDatabase();
    database = new Database({ url: test.url, poolSize: 4, logger: createLogger('test', 'silent') });
    sql = new pg.Pool({ connectionString: test.url });
  });
  afterEach(async () => {
    expect(warnings.filter((warning) => !/ \d+$/.test(warning))).toEqual([]);
    await Promise.all([database.close(), sql.end()]);
    await test.drop();
  });

  const rows = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
    (await sql.query<Row>(text, values)).rows;
  const partitions = async (table: 'outbox' | 'inbox') =>
    (
      await rows<{ name: string }>(
        `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1`,
        [`messaging.${table}`],
      )
    ).map(({ name }) => name);
  const tableOf = async (id: string) =>
    (
      await rows<{ name: string }>(
        'SELECT tableoid::regclass::text AS name FROM messaging.outbox WHERE id = $1',
        [id],
      )
    )[0]?.name;
  const idAt = (time: number) => v7({ msecs: time });
  const add = async (id: string, publishedAt: Date | null) => {
    await sql.query(
      `INSERT INTO messaging.outbox (id, subject, aggregate_id, payload, headers, published_at)
       VALUES ($1, 'sample.booked', 'a', '{}', '{}', $2)`,
      [id, publishedAt],
    );
    return id;
  };
  const consume = (id: string) => database.transaction((tx) => recordInInbox(tx, 'sample_ms_copy', [id]));
  const job = () => new PartitionsJob(database, log, messageTables);
  const maintainIn = (days: number) => job().maintain(undefined, Date.now() + days * DAY_MS);
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

  describe('of an earlier version', () => {
    const before = ['0001', '0002', '0003', '0004', '0005', '0006', '0007'];
    beforeEach(async () => {
      await sql.query(`CREATE SCHEMA messaging;
        CREATE TABLE messaging.migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`);
      for (const name of readdirSync(folder).toSorted())
        if (before.includes(name.slice(0, 4))) {
          await sql.query(readFileSync(new URL(name, folder), 'utf8'));
          await sql.query('INSERT INTO messaging.migrations (name) VALUES ($1)', [name]);
        }
    });

    it('keep every row and the order of publication when they become partitioned', async () => {
      await add(v7(), new Date());
      await add(idAt(Date.now() - 20 * DAY_MS), null);
      const stray = await add(v4().replace(/^./, 'f'), null);
      await sql.query(`INSERT INTO messaging.inbox (consumer, event_id) SELECT 'c', unnest($1::text[])`, [
        [v7(), stray, 'stream:7:9'],
      ]);
      const stored = () =>
        Promise.all([
          rows('SELECT * FROM messaging.outbox ORDER BY position'),
          rows('SELECT * FROM messaging.inbox ORDER BY event_id'),
        ]);
      const earlier = await stored();
      await migrateMessaging(test.url);
      expect(await stored()).toEqual(earlier);
      expect(await tableOf(stray)).toBe('messaging.outbox_default');
      await migrateMessaging(test.url);
      expect(await stored()).toEqual(earlier);
      const newest = await add(v7(), null);
      const [row] = await rows('SELECT id FROM messaging.outbox ORDER BY position DESC LIMIT 1');
      expect(row).toEqual({ id: newest });
    });

    it('serve the statements of that version, on connections that have prepared them', async () => {
      const insert = {
        name: 'i',
        text: `INSERT INTO messaging.inbox (consumer, event_id)
        SELECT 'c', unnest($1::text[]) ON CONFLICT DO NOTHING RETURNING event_id`,
      };
      const mark = {
        name: 'm',
        text: `UPDATE messaging.outbox SET published_at = now()
        WHERE id = ANY ((SELECT $1::uuid[])::uuid[]) RETURNING *`,
      };
      const client = await sql.connect();
      try {
        const id = await add(v7(), null);
        for (const statement of [insert, mark]) await client.query({ ...statement, values: [[]] });
        await migrateMessaging(test.url);
        expect((await client.query({ ...insert, values: [[id]] })).rows).toEqual([{ event_id: id }]);
        expect((await client.query({ ...insert, values: [[id]] })).rows).toEqual([]);
        expect((await client.query({ ...mark, values: [[id]] })).rows).toHaveLength(1);
      } finally {
        client.release();
      }
    });

    it('are not read under an exclusive lock: the validated bound proves what a partition may have', async () => {
      await sql.query('INSERT INTO messaging.migrations (name) VALUES ($1)', ['0012_inbox_partitions.sql']);
      await migrateMessaging(test.url);
      const [bound] = await rows(
        `SELECT convalidated FROM pg_constraint WHERE conname = 'inbox_bound' AND conrelid = 'messaging.inbox'::regclass`,
      );
      expect(bound).toEqual({ convalidated: true });
    });
  });

  describe('with partitions', () => {
    beforeEach(() => migrateMessaging(test.url));

    it('have a partition for every week to come in two weeks, and an event is stored in that of its id', async () => {
      await job().maintain();
      for (const day of [0, 7, 13]) {
        const name = await tableOf(await add(idAt(Date.now() + day * DAY_MS), null));
        expect(name).toMatch(/^messaging\.outbox_until_\d{8}$/);
      }
      await maintainIn(70);
      const newest = async (table: 'outbox' | 'inbox') => (await partitions(table)).at(-1)?.slice(-8);
      expect(await newest('inbox')).toBe(await newest('outbox'));
      expect(await tableOf(await add(idAt(Date.now() + 80 * DAY_MS), null))).toMatch(/_until_/);
    });

    it('store an event that has no partition, which moves to its partition once that is created', async () => {
      const early = await add(idAt(Date.now() + 40 * DAY_MS), null);
      expect(await tableOf(early)).toBe('messaging.outbox_default');
      await maintainIn(35);
      expect(await tableOf(early)).toMatch(/^messaging\.outbox_until_/);
    });

    it('lose a partition whose events were published 14 days ago', async () => {
      const [oldest] = (await partitions('outbox')).toSorted().reverse();
      await add(v7(), daysAgo(15));
      await maintainIn(40);
      expect(await partitions('outbox')).not.toContain(oldest);
      expect(await rows('SELECT FROM messaging.outbox')).toEqual([]);
    });

    it.each([
      ['was not published', () => null],
      ['was published 13 days ago', () => daysAgo(13)],
    ])('keep a partition with one event that %s', async (_, publishedAt) => {
      await add(v7(), daysAgo(15));
      const kept = await add(v7(), publishedAt());
      await maintainIn(40);
      expect(await tableOf(kept)).toMatch(/^messaging\.outbox_until_/);
    });

    it('consume a replayed event once, also when the partition of its week was dropped', async () => {
      const id = v7();
      await consume(id);
      await sql.query(`UPDATE messaging.inbox SET processed_at = now() - interval '29 days'`);
      await maintainIn(60);
      expect(await consume(id)).toEqual(new Set());
      await sql.query(`UPDATE messaging.inbox SET processed_at = now() - interval '31 days'`);
      await maintainIn(60);
      expect(await rows('SELECT FROM messaging.inbox')).toEqual([]);
      expect(await consume(id)).toEqual(new Set([id]));
      expect(await consume(id)).toEqual(new Set());
      await maintainIn(60);
      expect(await consume(id)).toEqual(new Set());
    });

    it('delete old rows of the default partition, and no others', async () => {
      const stray = () => v4().replace(/^./, 'f');
      await add(stray(), daysAgo(15));
      const kept = [await add(stray(), daysAgo(13)), await add(stray(), null)];
      await job().maintain();
      const left = await rows<{ id: string }>('SELECT id FROM messaging.outbox ORDER BY position');
      expect(left.map(({ id }) => id)).toEqual(kept);
      expect(warnings).toEqual(['messaging.outbox 2']);
    });

    it('are maintained by several replicas at a time', async () => {
      await add(v7(), daysAgo(15));
      await Promise.all([maintainIn(40), maintainIn(40), maintainIn(40)]);
      await maintainIn(40);
      const names = await partitions('outbox');
      expect(new Set(names).size).toBe(names.length);
      expect(await rows('SELECT FROM messaging.outbox')).toEqual([]);
    });

    it('drop a partition once no transaction uses the table, and delay other statements only shortly', async () => {
      const id = await add(v7(), null);
      // Creates the partitions up to that day, so that only a drop is left to do.
      await maintainIn(40);
      await sql.query('UPDATE messaging.outbox SET published_at = $1 WHERE id = $2', [daysAgo(15), id]);
      const client = await sql.connect();
      try {
        await client.query('BEGIN; SELECT FROM messaging.outbox');
        const maintained = maintainIn(40);
        await waitUntil(
          () =>
            rows(`SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                  WHERE d.datname = current_database() AND locktype = 'relation' AND NOT granted`),
          (waiting) => waiting.length > 0,
        );
        // It would wait for the transaction above if the job waited for its lock without a limit.
        expect(await rows('SELECT FROM messaging.outbox')).toHaveLength(1);
        await client.query('COMMIT');
        await maintained;
      } finally {
        client.release();
      }
      expect(await rows('SELECT FROM messaging.outbox')).toEqual([]);
    });
  });
});
