import { main, publicHttp, startService } from '@orderwire/platform';
import { readConfig } from './config.js';
import { ShippingModule } from './shipping.module.js';

await main(async () => {
  const config = readConfig();
  await startService('shipping-ms', ShippingModule.with(config), config, publicHttp(config));
});
