import { PrismaPg } from '@prisma/adapter-pg';
import { Database } from '@orderwire/platform';
import { PrismaClient } from './generated/client.js';

/** Prisma on the service's own pool: reads off the hot path. */
export const prismaProvider = {
  provide: PrismaClient,
  inject: [Database],
  useFactory: (database: Database) => new PrismaClient({ adapter: new PrismaPg(database.pool) }),
};
