import { createLogger, Database, main, migrateMessaging, Outbox } from '@orderwire/platform';
import { AppointAdmin } from './application/appoint-admin.js';
import { EndSessions } from './application/end-sessions.js';
import { readConfig } from './config.js';
import { AccountRepository } from './outbound/account.repository.js';
import { AuditRepository } from './outbound/audit.repository.js';
import { RefreshTokens } from './outbound/refresh-tokens.js';
import { SessionRepository } from './outbound/session.repository.js';

/** `node dist/make-admin.js ada@shop.example`: makes a registered account an admin. */
await main(async () => {
  const [email] = process.argv.slice(2);
  if (!email) throw new Error('say whose account: node dist/make-admin.js ada@shop.example');
  const config = readConfig();
  await migrateMessaging(config.DATABASE_URL);
  const logger = createLogger('auth-ms', config.LOG_LEVEL);
  const database = new Database({ url: config.DATABASE_URL, poolSize: 2, logger });
  try {
    const outbox = new Outbox();
    const endSessions = new EndSessions(
      new SessionRepository(database, new RefreshTokens(config.AUTH_KEY_SECRET)),
      outbox,
    );
    const accounts = new AccountRepository(database);
    const appoint = new AppointAdmin(database, outbox, accounts, new AuditRepository(database), endSessions);
    const changed = await appoint.execute(email);
    process.stdout.write(changed ? `${email} is an admin now\n` : `${email} was an admin already\n`);
  } finally {
    await database.close();
  }
});
