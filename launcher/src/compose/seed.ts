import { seedCatalogue } from '../seeds/seed-catalogue.js';
import { readSeedConfig } from './config.js';
import { demoAccounts } from './demo-accounts.js';

const silent = {
  step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
  note: () => undefined,
  close: () => undefined,
};

/** A one-shot step of docker-compose.yml: puts the demo catalogue into an empty shop; a second run adds nothing. */
try {
  const added = await seedCatalogue(readSeedConfig().gatewayUrl, demoAccounts.staff, silent);
  console.log(added > 0 ? `${added} products in the catalogue` : 'the catalogue is not empty: nothing added');
} catch (error) {
  console.error(
    `The demo catalogue was not put in: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}
