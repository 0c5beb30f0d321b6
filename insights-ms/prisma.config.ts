import { defineConfig } from 'prisma/config';

// `generate` and `validate` need no database; every other command stops and says that the URL is
// empty.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
