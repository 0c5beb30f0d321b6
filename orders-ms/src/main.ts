import { main, startService } from '@orderwire/platform';
import { readConfig } from './config.js';
import { OrdersModule } from './orders.module.js';

await main(async () => {
  const config = readConfig();
  await startService('orders-ms', OrdersModule.with(config), config);
});
