import { readConfig } from './config.js';
import { runCarrier } from './sandbox.js';

try {
  const carrier = await runCarrier(readConfig());
  const stop = (): void => void carrier.close().then(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
