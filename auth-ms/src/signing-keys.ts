import { createPrisma, createLogger, Database, KeyEncryption, main } from '@orderwire/platform';
import { noOrigin } from './accounts/caller.js';
import { AuditRepository } from './audit/audit.repository.js';
import { scheduleOf } from './auth.module.js';
import { encryptionKeys, readConfig } from './config.js';
import { SigningKeyRepository } from './keys/signing-key.repository.js';
import { PrismaClient } from './generated/client.js';

const USAGE = 'node dist/signing-keys.js list | withdraw';

/** Lists the published signing keys, or withdraws all of them after a leak. */
await main(async () => {
  const [command = 'list', ...others] = process.argv.slice(2);
  if (!['list', 'withdraw'].includes(command) || others.length > 0) throw new Error(`usage: ${USAGE}`);
  const config = readConfig();
  const logger = createLogger('auth-ms', config.LOG_LEVEL);
  const database = new Database({ url: config.DATABASE_URL, poolSize: 2, logger });
  try {
    const now = new Date();
    const keys = new SigningKeyRepository(
      database,
      new KeyEncryption(encryptionKeys(config.AUTH_KEY_SECRET)),
      scheduleOf(config),
    );
    if (command === 'withdraw') {
      await keys.replaceAll(now);
      const entry = { action: 'withdraw_signing_keys', outcome: 'success' as const, from: noOrigin };
      const audit = new AuditRepository(database, await createPrisma(PrismaClient, database));
      await audit.record(database, { ...entry, userId: null, details: { by: 'signing-keys' } }, now);
      process.stdout.write(
        'All signing keys are withdrawn: every process refuses their access tokens within a minute. Sessions continue with new tokens.\n',
      );
    } else await keys.rotate(now);
    const signing = keys.current(now).kid;
    for (const { kid } of keys.published(now))
      process.stdout.write(`${kid} ${kid === signing ? 'signs' : 'verifies'}\n`);
  } finally {
    await database.close();
  }
});
