import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Postgres, startPostgres } from '@orderwire/test-kit';
import { Client } from 'pg';
import { parseRestoreArguments } from '../src/commands/restore.js';
import { repositoryRoot } from '../src/repository.js';
import { topology } from '../src/topology.js';
import {
  archiveSettings,
  type Backup,
  backupFolders,
  listBackups,
  makeBackup,
  pruneBackups,
  verifyBackup,
} from '../src/restore/base-backup.js';
import { copyDatabase } from '../src/restore/copy-database.js';
import { chooseBackup, recoverCluster } from '../src/restore/recover-cluster.js';

const silent = () => undefined;

/** Tables with what a copy could lose: a generated column, an identity, big numbers, bytes, a trigger. */
const schema = `
  CREATE SCHEMA messaging;
  CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), total bigint, twice bigint GENERATED ALWAYS AS (total * 2) STORED,
    at timestamptz DEFAULT clock_timestamp(), hash bytea DEFAULT '\\x00ff', tags text[] DEFAULT '{a,"b c"}', reply json DEFAULT '{"b": 1,  "a": 2}', note text);
  CREATE TABLE messaging.outbox (position bigint GENERATED ALWAYS AS IDENTITY, order_id uuid REFERENCES orders (id));
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$;
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON orders EXECUTE FUNCTION refuse();`;

async function query<Row extends object>(url: string, ...texts: string[]): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const text of texts) ({ rows } = (await client.query(text)) as unknown as { rows: Row[] });
    return rows;
  } finally {
    await client.end();
  }
}

describe('backup and restore', () => {
  let dataDir: string;
  let backup: Backup;
  /** Between the second and the third order. */
  let at: Date;
  let rowsAt: object[];
  const cluster = () => join(dataDir, 'postgres');
  const target = () => join(dataDir, 'recovered');
  const password = 'restored';
  const recovery = (changes: object = {}) => ({
    dataDir,
    cluster: cluster(),
    target: target(),
    at,
    logFile: join(dataDir, 'restore.log'),
    password,
    ...changes,
  });
  const start = () => startPostgres({ dataDir: cluster(), password, settings: archiveSettings(dataDir) });
  const place = (url: string, total: string) =>
    query(
      url,
      `WITH o AS (INSERT INTO orders (total, note) VALUES (${total}, 'é''') RETURNING id) INSERT INTO messaging.outbox (order_id) SELECT id FROM o`,
    );
  const rowsOf = (url: string) =>
    query<object>(
      url,
      'SELECT o.*, reply::text, position FROM orders o JOIN messaging.outbox ON order_id = id ORDER BY position',
    );

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'orderwire-backup-'));
    chmodSync(dataDir, 0o755);
    const postgres = await start();
    try {
      await query(postgres.adminUrl, 'CREATE DATABASE orders');
      const url = postgres.url('orders');
      await query(url, schema);
      await place(url, '9007199254740993');
      backup = await makeBackup({ dataDir, cluster: cluster(), adminUrl: postgres.adminUrl }, silent);
      await place(url, '2');
      rowsAt = await rowsOf(url);
      at = (await query<{ at: Date }>(url, 'SELECT clock_timestamp() AS at'))[0]?.at ?? new Date();
      await place(url, '3');
      // The part of the WAL that only the archive has.
      await query(postgres.adminUrl, 'SELECT pg_switch_wal()', 'CHECKPOINT');
    } finally {
      await postgres.stop();
    }
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

  it('a cluster is recovered as it was at a time after the backup, and one database is copied out of it', async () => {
    let [recovered, current]: (Postgres | undefined)[] = [];
    try {
      recovered = await recoverCluster(recovery(), silent);
      expect(await rowsOf(recovered.url('orders'))).toEqual(rowsAt);

      current = await startPostgres({ dataDir: cluster(), password });
      await query(current.adminUrl, 'CREATE DATABASE orders_restored TEMPLATE orders');
      await copyDatabase(recovered.url('orders'), current.url('orders_restored'), silent);
      expect(await rowsOf(current.url('orders_restored'))).toEqual(rowsAt);
      await place(current.url('orders_restored'), '4');
      const positions = (await rowsOf(current.url('orders_restored'))).map((row) =>
        Number((row as { position: string }).position),
      );
      expect(positions.slice(0, 2)).toEqual([1, 2]);
      // A recovered sequence may skip numbers, and gives none twice.
      expect(positions[2]).toBeGreaterThan(2);
      await query(current.url('orders_restored'), 'ALTER TABLE orders ADD COLUMN later int');
      await expect(
        copyDatabase(recovered.url('orders'), current.url('orders_restored'), silent),
      ).rejects.toThrow(/differ from those of this version/);
    } finally {
      await recovered?.stop();
      await current?.stop();
    }
  });

  it('a backup is complete, verified and private', async () => {
    expect(listBackups(dataDir)).toEqual([backup]);
    const { archive } = backupFolders(dataDir);
    await verifyBackup(backup, archive);
    expect(backup.files['PG_VERSION']).toBeDefined();
    expect(Object.keys(backup.files).filter((name) => /^pg_wal\/|postmaster/.test(name))).toEqual([]);
    for (const file of [
      join(backup.folder, 'PG_VERSION'),
      join(backup.folder, 'manifest.json'),
      join(archive, backup.lastSegment),
    ])
      expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('a damaged, incomplete, later or foreign backup is refused, and so is a time that the WAL does not reach', async () => {
    const { backups, archive } = backupFolders(dataDir);
    const file = join(backup.folder, 'PG_VERSION');
    const before = readFileSync(file);
    writeFileSync(file, '17\n');
    await expect(verifyBackup(backup, archive)).rejects.toThrow(/damaged: PG_VERSION has changed/);
    writeFileSync(file, before);
    mkdirSync(join(backups, '20990101T000000Z'));
    expect(listBackups(dataDir)).toHaveLength(1);
    expect(() => chooseBackup(recovery({ at: new Date(backup.startedAt) }))).toThrow(
      /no complete backup before/,
    );
    expect(() => chooseBackup(recovery({ at: new Date(backup.startedAt), backup: backup.name }))).toThrow(
      /after the time to restore/,
    );
    const manifest = join(backup.folder, 'manifest.json');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, JSON.stringify({ ...JSON.parse(text), version: '17' }));
    expect(() => chooseBackup(recovery())).toThrow(/is of PostgreSQL 17/);
    writeFileSync(manifest, text);
    await expect(recoverCluster(recovery({ at: new Date(Date.now() + 3_600_000) }), silent)).rejects.toThrow(
      /The WAL ends before/,
    );
    expect(readdirSync(dataDir)).not.toContain('recovered');
  });

  it('the archive never overwrites a segment, and accepts the same one again', () => {
    const { archive } = backupFolders(dataDir);
    const run = (content: string) => {
      const segment = join(dataDir, 'segment');
      writeFileSync(segment, content);
      const script = join(repositoryRoot, 'deploy/postgres/archive-wal.sh');
      return spawnSync('sh', [script, archive, segment, 'A'.repeat(24)], { encoding: 'utf8' });
    };
    expect(run('one').status).toBe(0);
    expect(run('one').status).toBe(0);
    expect(run('two')).toMatchObject({ status: 1, stderr: expect.stringContaining('is another segment') });
    expect(readFileSync(join(archive, 'A'.repeat(24)), 'utf8')).toBe('one');
    rmSync(join(archive, 'A'.repeat(24)));
  });

  it('old backups go with the WAL that only they need', () => {
    const { archive } = backupFolders(dataDir);
    const old = `00000001${'0'.repeat(16)}`;
    writeFileSync(join(archive, old), '');
    expect(pruneBackups(dataDir, 1)).toEqual([]);
    expect(readdirSync(archive)).not.toContain(old);
    expect(readdirSync(archive)).toContain(backup.firstSegment);
  });

  it('the command names what is wrong with its arguments', () => {
    const parse = (...args: string[]) => parseRestoreArguments(args, new Date('2026-02-01T00:00:00Z'));
    expect(parse('--database', 'orders', '--at', '2026-01-31T10:00:00Z').chosen).toMatchObject([
      { service: 'orders-ms' },
    ]);
    expect(parse('--database', 'all', '--at', '2026-01-31T10:00:00+01:00').chosen).toHaveLength(
      topology.filter(({ database }) => database).length,
    );
    expect(() => parse('--database', 'mails', '--at', '2026-01-31T10:00:00Z')).toThrow(/Say which database/);
    expect(() => parse('--database', 'all', '--at', 'yesterday')).toThrow(/is not a time/);
    expect(() => parse('--database', 'all', '--at', '2026-03-01T00:00:00Z')).toThrow(/is in the future/);
  });
});
