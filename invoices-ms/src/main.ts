import { constants, setPriority } from 'node:os';
import { main, startService } from '@orderwire/platform';
import { readConfig } from './config.js';
import { InvoicesModule } from './invoices.module.js';

await main(async () => {
  const config = readConfig();
  await startService('invoices-ms', InvoicesModule.with(config), config, { eventPauseMs: 200 });
  // Orders come first: on a busy machine the work of this process waits.
  setPriority(constants.priority.PRIORITY_LOW);
});
