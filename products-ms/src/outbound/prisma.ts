import type { FactoryProvider } from '@nestjs/common';
import { Database } from '@orderwire/platform';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.js';

/**
 * Longer than the limits of the pool (waiting for a connection) and of the database (idle
 * transaction). Prisma's shorter defaults would report a busy database as an internal error.
 */
const transactionOptions = { maxWait: 10_000, timeout: 20_000 };

/** Prisma on the service's own pool, which the platform opens and closes. */
export const prisma: FactoryProvider<PrismaClient> = {
  provide: PrismaClient,
  inject: [Database],
  useFactory: (database: Database) =>
    new PrismaClient({ adapter: new PrismaPg(database.pool), transactionOptions }),
};
