import { createLogger, Database, main } from '@orderwire/platform';
import { AccountRepository } from './accounts/account.repository.js';
import { demoAccounts, seedDemoAccounts } from './demo-accounts.js';
import { readConfig } from './config.js';
import { PasswordHasher } from './passwords/password-hasher.gateway.js';

/** Creates the demo accounts and prints them as JSON, by role. */
await main(async () => {
  const config = readConfig();
  if (config.NODE_ENV === 'production')
    throw new Error('demo accounts are for development, not for production');
  const logger = createLogger('auth-ms', config.LOG_LEVEL);
  const database = new Database({ url: config.DATABASE_URL, poolSize: 2, logger });
  try {
    await seedDemoAccounts(database, new AccountRepository(database), await PasswordHasher.create(1));
  } finally {
    await database.close();
  }
  const byRole = demoAccounts.map(({ role, email, password }) => [role, { email, password }] as const);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(byRole))}\n`);
});
