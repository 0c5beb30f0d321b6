import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { readTestingEnvironment } from './config.js';

/**
 * Below the ports that systems give to whoever asks for any, or connects to somebody (Linux: from 32768). Each of jest's workers has a
 * lane of its own, and goes along it: so no other worker is given a port whose server is just being started again.
 */
const LOWEST = 20_000;
const LANES = 4;
const LANE_WIDTH = 3_000;

let next = randomInt(LANE_WIDTH);

/**
 * A TCP port of 127.0.0.1 that was free a moment ago. Nobody gets it by chance before it is used, as long as the system
 * keeps to its usual range; whoever wants just this one may still take it first: callers retry.
 */
export async function freePort(): Promise<number> {
  const { jestWorker = 0 } = readTestingEnvironment();
  for (let attempt = 1; attempt <= 100; attempt++) {
    const port = LOWEST + (jestWorker % LANES) * LANE_WIDTH + (next++ % LANE_WIDTH);
    if (await isPortFree(port)) return port;
  }
  return anyPort();
}

/** What the system gives. */
function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}

/** Whether nobody listens on this port of 127.0.0.1. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
