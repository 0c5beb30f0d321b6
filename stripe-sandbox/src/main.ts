import { readConfig } from './config.js';
import { runSandbox } from './sandbox.js';

try {
  const sandbox = await runSandbox(readConfig());
  const stop = (): void => void sandbox.close().then(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
