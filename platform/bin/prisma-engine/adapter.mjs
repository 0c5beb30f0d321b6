import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';

/** Types of PostgreSQL's catalogue that the adapter does not know, and what it may take them for. */
const knownTypes = new Map([
  [18, 1042], // "char" → character
  [1002, 1014], // "char"[] → character[]
]);

/** A connection that reports the catalogue's "char" columns, which the engine reads, as a type the adapter knows. */
class CatalogueClient extends pg.Client {
  query(...args) {
    const last = args.at(-1);
    if (typeof last === 'function') {
      args[args.length - 1] = (error, result) => last(error, withKnownTypes(result));
    }
    const answer = super.query(...args);
    return typeof answer?.then === 'function' ? answer.then(withKnownTypes) : answer;
  }
}

function withKnownTypes(result) {
  for (const { fields = [] } of Array.isArray(result) ? result : result ? [result] : []) {
    for (const field of fields) field.dataTypeID = knownTypes.get(field.dataTypeID) ?? field.dataTypeID;
  }
  return result;
}

/**
 * Prisma's adapter for `pg`, fit for migrations:
 * - a script goes to the server whole, as the native engine sends it; the adapter would cut it at every semicolon,
 *   also inside a function's body;
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
    return sendScriptsWhole(await super.connect());
  }

  async connectToShadowDb() {
    const name = pg.escapeIdentifier(`prisma_migrate_shadow_db_${randomUUID()}`);
    const main = await this.connect();
    await main.executeScript(`CREATE DATABASE ${name}`);
    const shadowUrl = new URL(this.#url);
    shadowUrl.pathname = `/${name.slice(1, -1)}`;
    const shadow = sendScriptsWhole(await new PrismaPg(configuration(shadowUrl.href), this.#options).connect());
    const leave = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await leave();
      await main.executeScript(`DROP DATABASE IF EXISTS ${name}`);
      await main.dispose();
    };
    return shadow;
  }
}

function configuration(url) {
  return { connectionString: url, Client: CatalogueClient, connectionTimeoutMillis: 10_000 };
}

function sendScriptsWhole(adapter) {
  adapter.executeScript = async (script) => {
    await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
  };
  return adapter;
}
