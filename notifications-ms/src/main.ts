import { constants, setPriority } from 'node:os';
import { main, publicHttp, startService } from '@orderwire/platform';
import { readConfig } from './config.js';
import { NotificationsModule } from './notifications.module.js';

await main(async () => {
  const config = readConfig();
  const options = { ...publicHttp(config), eventPauseMs: 200 };
  await startService('notifications-ms', NotificationsModule.with(config), config, options);
  // Orders come first; a mail still leaves within seconds on a busy machine.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
});
