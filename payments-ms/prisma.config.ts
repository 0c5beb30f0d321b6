import { defineConfig } from 'prisma/config';

// `generate` and `validate` need no database; every other command stops and says that the URL is empty.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // eslint-disable-next-line no-restricted-syntax -- Prisma's own configuration: the service never reads it
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
