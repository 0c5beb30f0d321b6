import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { allStatements, createLogger, Database, failpointStatements } from '@orderwire/platform';
import { Client, type Submittable } from 'pg';
import type { DeclaredStatement } from './declared-statements.js';

/**
 * Compares every SQL statement that a service declares as `statement<Row, Params>('name', sql)`
 * with the migrated schema: PostgreSQL prepares it, its result columns are the fields of `Row` with
 * fitting types, and its parameters are the fields of `Params`. Resolves with one line per
 * difference, and per failpoint of a statement that the service does not have. The service's module
 * must be imported before, so that its statements are declared.
 *
 * @param folder the service's folder, with tsconfig.json
 * @param databaseUrl a database with all of the service's migrations
 */
export async function checkStatements(folder: string, databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  const database = new Database({ url: databaseUrl, poolSize: 1, logger: createLogger('test', 'silent') });
  await client.connect();
  try {
    const differences: string[] = [];
    for (const declared of await declaredStatements(folder)) {
      const registered = allStatements().get(declared.name);
      if (!registered) differences.push(`${declared.name} is not loaded with the service's module`);
      else
        for (const difference of await compare(client, declared, registered))
          differences.push(`${declared.name}: ${difference}`);
    }
    for (const name of failpointStatements[consumerPrefix(folder)] ?? [])
      if (!allStatements().has(name)) differences.push(`${name} has failpoints and is no statement`);
    // The statements of a FactTable have no literal name, and no types to compare.
    const refused = await database.refusedStatements();
    return [...differences, ...refused.filter((problem) => problem.startsWith('facts.'))];
  } finally {
    await Promise.all([client.end(), database.close()]);
  }
}

/** `orders_ms` of the package `@orderwire/orders-ms`. */
function consumerPrefix(folder: string): string {
  const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string };
  return name.replace(/^.*\//, '').replaceAll('-', '_');
}

/** Reads the declarations in a thread: Jest's own module loading is slow for a file as large as the compiler. */
async function declaredStatements(folder: string): Promise<DeclaredStatement[]> {
  const thread = new Worker(new URL('declared-statements.js', import.meta.url), { workerData: folder });
  const [declared] = (await once(thread, 'message')) as [DeclaredStatement[]];
  return declared;
}

async function compare(
  client: Client,
  { row, params }: DeclaredStatement,
  { text, parameters }: { readonly text: string; readonly parameters: readonly string[] },
): Promise<string[]> {
  const differences: string[] = [];
  let columns: Column[];
  try {
    columns = await describeStatement(client, text);
  } catch (error) {
    return [`PostgreSQL does not prepare it: ${(error as Error).message}`];
  }
  for (const name of params)
    if (!parameters.includes(name)) differences.push(`the parameter ${name} does not occur in the SQL`);
  for (const name of parameters)
    if (!params.includes(name)) differences.push(`:${name} is no field of its parameter type`);
  if (!row) return differences;
  for (const { name, type } of columns) {
    const declared = row.get(name);
    const fitting = typesOf[type];
    if (declared === undefined) differences.push(`the column ${name} is no field of its row type`);
    else if (fitting && !declared.split(' | ').every((kind) => fitting.includes(kind)))
      differences.push(`the column ${name} is ${fitting.join(' or ')}, not ${declared}`);
  }
  for (const name of row.keys())
    if (!columns.some((column) => column.name === name)) differences.push(`no column is named ${name}`);
  return differences;
}

/**
 * TypeScript types by PostgreSQL's type OID, as a service's `Database` converts them. Other types are
 * not compared.
 */
const typesOf: Readonly<Record<number, readonly string[]>> = {
  16: ['boolean'],
  17: ['Buffer', 'Buffer<ArrayBufferLike>'],
  20: ['number'],
  21: ['number'],
  23: ['number'],
  700: ['number'],
  701: ['number'],
  1114: ['Date'],
  1184: ['Date'],
  1700: ['string'],
};

interface Column {
  readonly name: string;
  /** OID. */
  readonly type: number;
}

/** Parses a statement and resolves with its result columns, without running it. */
function describeStatement(client: Client, text: string): Promise<Column[]> {
  return new Promise((resolve, reject) => {
    let columns: Column[] = [];
    let failure: Error | undefined;
    const query = {
      submit(connection: ExtendedQuery): void {
        connection.parse({ text, name: '', types: [] });
        connection.describe({ type: 'S', name: '' });
        connection.sync();
      },
      handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
        columns = fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
      },
      handleError(error: Error): void {
        failure = error;
      },
      handleReadyForQuery(): void {
        if (failure) reject(failure);
        else resolve(columns);
      },
    };
    client.query(query as unknown as Submittable);
  });
}

/** The messages of PostgreSQL's extended query protocol that `pg`'s connection can send. */
interface ExtendedQuery {
  parse(query: { text: string; name: string; types: number[] }): void;
  describe(target: { type: 'S'; name: string }): void;
  sync(): void;
}
