import { constants, setPriority } from 'node:os';
import { main, startService } from '@orderwire/platform';
import { readConfig } from './config.js';
import { InsightsModule } from './insights.module.js';

await main(async () => {
  const config = readConfig();
  await startService('insights-ms', InsightsModule.with(config), config, { eventPauseMs: 200 });
  // Orders come first: on a busy machine the work of this process waits.
  setPriority(constants.priority.PRIORITY_LOW);
});
