import { readConfig } from './config.js';
import { runMailbox } from './mailbox.js';

try {
  const mailbox = await runMailbox(readConfig());
  const stop = (): void => void mailbox.close().then(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
