import { constants, setPriority } from 'node:os';
import { main, publicHttp, startService } from '@orderwire/platform';
import { readConfig } from './config.js';
import { ShippingModule } from './shipping.module.js';

await main(async () => {
  const config = readConfig();
  const options = { ...publicHttp(config), eventPauseMs: 200 };
  await startService('shipping-ms', ShippingModule.with(config), config, options);
  // Orders come first: on a busy machine the work of this process waits.
  setPriority(constants.priority.PRIORITY_LOW);
});
