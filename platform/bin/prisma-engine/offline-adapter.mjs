import { ColumnTypeEnum, DriverAdapterError } from '@prisma/driver-adapter-utils';

/**
 * Stands in for a missing database, so that two schemas can be compared without one. The engine's
 * first query (schema and version) gets the result of an empty PostgreSQL 18; all others fail.
 */
export const offlineAdapterFactory = {
  provider: 'postgres',
  adapterName: 'offline',
  connect: async () => adapter,
  connectToShadowDb: refuse,
};

const adapter = {
  provider: 'postgres',
  adapterName: 'offline',
  queryRaw: async ({ sql }) => (sql.includes('version()') ? version : refuse()),
  executeRaw: refuse,
  executeScript: refuse,
  startTransaction: refuse,
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  dispose: async () => undefined,
};

const version = {
  columnNames: ['exists', 'version', 'numeric_version'],
  columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
  rows: [[true, 'PostgreSQL 18.4', 180_004]],
};

async function refuse() {
  throw new DriverAdapterError({
    kind: 'postgres',
    code: 'N/A',
    severity: 'ERROR',
    message: 'This needs a database: set DATABASE_URL.',
  });
}
