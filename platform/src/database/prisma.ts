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
 * Provides {@link createPrisma}. It sends no query at the start, but `at_start` it compiles its query
 * compiler, which takes half a second of CPU time and 50 MB: for services whose shoppers wait for
 * its queries. Others do so at the first query, which is one of staff.
 */
export const prismaProvider = <Client extends { $connect(): Promise<void> }>(
  Client: PrismaClass<Client>,
  compile: 'at_start' | 'at_first_query' = 'at_first_query',
): FactoryProvider<Client> => ({
  provide: Client,
  inject: [Database],
  useFactory: async (database: Pick<Database, 'pool'>) => {
    const client = await createPrisma(Client, database);
    if (compile === 'at_start') await client.$connect();
    return client;
  },
});
