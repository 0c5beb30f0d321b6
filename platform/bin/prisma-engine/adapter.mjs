import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** PostgreSQL's own type numbers: `"char"` of the catalogue, and `character`. */
const catalogueChar = 18;
const character = 1042;

/**
 * Prisma's adapter for `pg`, fit for migrations:
 * - a script goes to the server whole, as the native engine sends it; the adapter would cut it at every semicolon,
 *   also inside a function's body;
 * - the catalogue's `"char"` columns, which the adapter refuses, reach the engine as the single characters it expects
 *   (taken for text, a table's constraints make it panic: prisma/orm#29635);
 * - the shadow database is left by its own connections before it is dropped.
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
    return fit(await super.connect());
  }

  async connectToShadowDb() {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    const main = await this.connect();
    await main.executeScript(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    const shadowUrl = new URL(this.#url);
    shadowUrl.pathname = `/${name}`;
    const shadow = fit(await new PrismaPg(configuration(shadowUrl.href), this.#options).connect());
    const leave = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await leave();
      // By force: the server learns of the connections' end some time after us.
      await main.executeScript(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      await main.dispose();
    };
    return shadow;
  }
}

function configuration(url) {
  // No connection is closed for idling: one of them holds the lock that keeps two deployments apart.
  return { connectionString: url, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 0 };
}

function fit(adapter) {
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
    const noting = Object.create(queryable, {
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
    const result = await queryRaw.call(noting, query);
    for (const column of columns) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  return queryable;
}
