import type { FactoryProvider } from '@nestjs/common';
import { Database } from '@orderwire/platform';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.js';

/** Prisma on the service's own pool, which the platform opens and closes. */
export const prisma: FactoryProvider<PrismaClient> = {
  provide: PrismaClient,
  inject: [Database],
  useFactory: (database: Database) => new PrismaClient({ adapter: new PrismaPg(database.pool) }),
};
