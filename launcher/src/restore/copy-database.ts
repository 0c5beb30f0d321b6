import { Client } from 'pg';
import { UserError } from '../user-error.js';

/** One table of a database. */
type Table = {
  schema: string;
  name: string;
  /** Without generated columns, quoted. */
  columns: string;
};

const BATCH = 2_000;

const findTables = `SELECT n.nspname AS schema, c.relname AS name,
    string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  GROUP BY 1, 2 ORDER BY 1, 2`;
const findSequences = `SELECT format('%I.%I', schemaname, sequencename) AS name, last_value::text AS value FROM pg_sequences`;

/**
 * Makes `target`, a copy of another version of the same database, equal to `source`: all rows and
 * sequences. Throws a UserError when their tables differ. `progress` receives each table and its
 * number of rows.
 */
export async function copyDatabase(
  source: string,
  target: string,
  progress: (table: string, rows: number) => void,
): Promise<void> {
  const [from, to] = [new Client({ connectionString: source }), new Client({ connectionString: target })];
  try {
    await Promise.all([from.connect(), to.connect()]);
    // The rows of all tables are of one moment. Triggers and foreign keys would refuse a copy.
    await from.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await to.query(`BEGIN; SET LOCAL session_replication_role = replica`);
    const { rows: tables } = await from.query<Table>(findTables);
    const { rows: existing } = await to.query<Table>(findTables);
    if (JSON.stringify(tables) !== JSON.stringify(existing))
      throw new UserError(
        'The tables at that time differ from those of this version. Restore all databases, with the version of that time.',
      );
    const names = tables.map(
      ({ schema, name }) => `${from.escapeIdentifier(schema)}.${from.escapeIdentifier(name)}`,
    );
    await to.query(`TRUNCATE ${names.join(', ')}`);
    for (const [index, table] of names.entries())
      progress(table, await copyTable(from, to, table, tables[index]?.columns ?? ''));
    const { rows: sequences } = await from.query<{ name: string; value: string | null }>(findSequences);
    for (const { name, value } of sequences)
      if (value !== null) await to.query('SELECT setval($1::text::regclass, $2::bigint)', [name, value]);
    await to.query('COMMIT');
  } finally {
    await Promise.all([from.end(), to.end()]);
  }
}

/** As JSON, which carries every type of ours without loss. */
async function copyTable(from: Client, to: Client, table: string, columns: string): Promise<number> {
  await from.query(
    `DECLARE copied NO SCROLL CURSOR FOR SELECT to_json(t)::text AS row FROM (SELECT ${columns} FROM ${table}) t`,
  );
  let count = 0;
  for (;;) {
    const { rows } = await from.query<{ row: string }>(`FETCH ${BATCH} FROM copied`);
    if (rows.length === 0) break;
    await to.query(
      `INSERT INTO ${table} (${columns}) OVERRIDING SYSTEM VALUE
       SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`,
      [`[${rows.map(({ row }) => row).join()}]`],
    );
    count += rows.length;
  }
  await from.query('CLOSE copied');
  return count;
}
