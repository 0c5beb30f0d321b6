import type { FactoryProvider } from '@nestjs/common';
import { Database } from '@orderwire/platform';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.js';

/**
 * The pool decides how long to wait for a connection, and the database how long a transaction may rest. Prisma's own limits are shorter,
 * and what they say would be taken for an error of ours instead of for a database that is busy.
 */
const transactionOptions = { maxWait: 10_000, timeout: 20_000 };

/** Prisma on the service's own pool, which the platform opens and closes. */
export const prisma: FactoryProvider<PrismaClient> = {
  provide: PrismaClient,
  inject: [Database],
  useFactory: (database: Database) =>
    new PrismaClient({ adapter: new PrismaPg(database.pool), transactionOptions }),
};
