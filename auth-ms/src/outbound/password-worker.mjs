import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';

// On Linux this is this thread's alone: whatever else the machine has to do goes first. Elsewhere it would slow down the whole service.
if (process.platform === 'linux') setPriority(10);

parentPort?.on('message', ({ id, stored, password, cost }) => {
  try {
    const result = stored === undefined ? hashSync(password, cost) : verifySync(stored, password);
    parentPort?.postMessage({ id, result });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
