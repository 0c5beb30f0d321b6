import { main, publicHttp, startService } from '@orderwire/platform';
import { readConfig } from './config.js';
import { PaymentsModule } from './payments.module.js';

await main(async () => {
  const config = readConfig();
  await startService('payments-ms', PaymentsModule.with(config), config, publicHttp(config));
});
