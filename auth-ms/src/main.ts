import { main, startService } from '@orderwire/platform';
import { AuthModule } from './auth.module.js';
import { readConfig } from './config.js';

await main(async () => {
  const config = readConfig();
  await startService('auth-ms', AuthModule.with(config), config);
});
