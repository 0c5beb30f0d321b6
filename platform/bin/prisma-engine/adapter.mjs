import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** PostgreSQL's type OIDs of the catalogue's `"char"` and of `character`. */
const catalogueChar = 18;
const character = 1042;

/**
 * Prisma's adapter for `pg`, changed for migrations:
 * - a script is sent to the server as one query, as the native engine does; the adapter would split
 *   it at every semicolon, also inside a function's body;
 * - the catalogue's `"char"` columns, which the adapter refuses, reach the engine as the single
 *   characters it expects (taken for text, a table's constraints make it panic: prisma/orm#29635);
 * - the shadow database has no connections of its own when it is dropped.
 */
export class MigrationAdapterFactory extends PrismaPg {
  #url;
  #options;

  /** @param {string} url */
  constructor(url) {
    const options = { schema: new URL(url).searchParams.get('schema') ?? undefined };
    super(configuration(url), options);
    this.#url = url;
    this.#options = options;
  }

  async connect() {
    return adapted(await super.connect());
  }

  async connectToShadowDb() {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    const main = await this.connect();
    await main.executeScript(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    const shadowUrl = new URL(this.#url);
    shadowUrl.pathname = `/${name}`;
    const shadow = adapted(await new PrismaPg(configuration(shadowUrl.href), this.#options).connect());
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      // FORCE: the server notices closed connections a little later.
      await main.executeScript(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      await main.dispose();
    };
    return shadow;
  }
}

function configuration(url) {
  // No idle connection is closed: one of them holds the lock against a second deployment.
  return { connectionString: url, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 0 };
}

function adapted(adapter) {
  readCatalogue(adapter);
  adapter.executeScript = async (script) => {
    await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
  };
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (isolationLevel) => readCatalogue(await startTransaction(isolationLevel));
  return adapter;
}

function readCatalogue(queryable) {
  const queryRaw = queryable.queryRaw;
  const performIO = queryable.performIO.bind(queryable);
  queryable.queryRaw = async (query) => {
    const columns = [];
    const recording = Object.create(queryable, {
      performIO: {
        value: async (sent) => {
          const result = await performIO(sent);
          result.fields.forEach((field, column) => {
            if (field.dataTypeID !== catalogueChar) return;
            field.dataTypeID = character;
            columns.push(column);
          });
          return result;
        },
      },
    });
    const result = await queryRaw.call(recording, query);
    for (const column of columns) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  return queryable;
}
