import type { FactoryProvider } from '@nestjs/common';
import type { PrismaPg } from '@prisma/adapter-pg';
import { Database } from './database.js';

interface PrismaOptions {
  adapter: PrismaPg;
  transactionOptions: { maxWait: number; timeout: number };
}

/** The class that `prisma generate` writes. */
type PrismaClass<Client> = new (options: PrismaOptions) => Client;

/**
 * Longer than the limits of the pool (waiting for a connection) and of the database (idle
 * transaction), in milliseconds. Prisma's shorter defaults would report a busy database as an
 * internal error.
 */
const transactionOptions = { maxWait: 10_000, timeout: 20_000 };

/** A Prisma client on the service's own pool, which the platform opens and closes. */
export async function createPrisma<Client>(
  Client: PrismaClass<Client>,
  { pool }: Pick<Database, 'pool'>,
): Promise<Client> {
  // Services without a database do not load it.
  const { PrismaPg } = await import('@prisma/adapter-pg');
  return new Client({ adapter: new PrismaPg(pool), transactionOptions });
}

/**
 * Provides {@link createPrisma}, connected, which sends no query: otherwise the first request would
 * wait while Prisma compiles its query compiler, half a second of CPU time.
 */
export const prismaProvider = <Client extends { $connect(): Promise<void> }>(
  Client: PrismaClass<Client>,
): FactoryProvider<Client> => ({
  provide: Client,
  inject: [Database],
  useFactory: async (database: Pick<Database, 'pool'>) => {
    const client = await createPrisma(Client, database);
    await client.$connect();
    return client;
  },
});
