import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { readTestingEnvironment } from '../config.js';

/**
 * Below the ephemeral ports (Linux: from 32768). Each Jest worker has a range of its own and uses
 * its ports in turn, so that no other worker takes a port whose server is being restarted.
 */
const LOWEST = 20_000;
const LANES = 4;
const LANE_WIDTH = 3_000;

let next = randomInt(LANE_WIDTH);

/**
 * A TCP port of 127.0.0.1 that was free a moment ago. The system does not assign it as an ephemeral
 * port. Another process may still bind exactly this port first, so callers retry.
 */
export async function freePort(): Promise<number> {
  const { jestWorker = 0 } = readTestingEnvironment();
  for (let attempt = 1; attempt <= 100; attempt++) {
    const port = LOWEST + (jestWorker % LANES) * LANE_WIDTH + (next++ % LANE_WIDTH);
    if (await isPortFree(port)) return port;
  }
  return anyPort();
}

/** An ephemeral port. */
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

/** Whether a port of 127.0.0.1 has no listener. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
