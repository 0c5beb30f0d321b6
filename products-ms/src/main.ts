import { main, startService } from '@orderwire/platform';
import { readConfig } from './config.js';
import { ProductsModule } from './products.module.js';

await main(async () => {
  const config = readConfig();
  await startService('products-ms', ProductsModule.with(config), config);
});
