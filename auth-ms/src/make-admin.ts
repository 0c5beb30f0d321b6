import { createPrisma, createLogger, Database, main, migrateMessaging, Outbox } from '@orderwire/platform';
import { AccountRepository } from './accounts/account.repository.js';
import { MakeAdminUseCase } from './admin/make-admin.use-case.js';
import { AuditRepository } from './audit/audit.repository.js';
import { readConfig, refreshTokenKeys } from './config.js';
import { PrismaClient } from './generated/client.js';
import { EndSessionsUseCase } from './sessions/end-sessions.use-case.js';
import { RefreshTokens } from './sessions/refresh-tokens.js';
import { SessionRepository } from './sessions/session.repository.js';

/** `node dist/make-admin.js ada@shop.example` makes a registered account an admin. */
await main(async () => {
  const [email] = process.argv.slice(2);
  if (!email) throw new Error('an e-mail address is missing: node dist/make-admin.js ada@shop.example');
  const config = readConfig();
  const logger = createLogger('auth-ms', config.LOG_LEVEL);
  await migrateMessaging(config.DATABASE_URL, (reason) => logger.warn(reason));
  const database = new Database({ url: config.DATABASE_URL, poolSize: 2, logger });
  try {
    const outbox = new Outbox();
    const tokens = new RefreshTokens(refreshTokenKeys(config.AUTH_KEY_SECRET));
    const sessions = new SessionRepository(database, tokens);
    const makeAdmin = new MakeAdminUseCase(
      database,
      outbox,
      new AccountRepository(database),
      new AuditRepository(database, await createPrisma(PrismaClient, database)),
      new EndSessionsUseCase(sessions, outbox),
    );
    const changed = await makeAdmin.execute(email);
    process.stdout.write(changed ? `${email} is an admin now\n` : `${email} was an admin already\n`);
  } finally {
    await database.close();
  }
});
