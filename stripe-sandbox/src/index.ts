import { type Config, readConfig } from './config.js';
import { runSandbox, type RunningSandbox } from './sandbox.js';

export type { FaultSettings } from './faults/settings.js';
export type { Account } from './ledger/account.js';
export type { Total } from './ledger/totals.js';
export type { RunningSandbox } from './sandbox.js';
export { sign } from './webhooks/signature.js';

/** Options for tests. Defaults: any free port, memory only, no log. */
export interface SandboxOptions extends Partial<Config> {
  /** Unix milliseconds; for tests that move the clock. */
  now?: () => number;
}

/** Default key and endpoint secret of a sandbox for tests. */
export const TEST_SECRET_KEY = 'sk_test_sandbox';
export const TEST_ENDPOINT_SECRET = 'whsec_sandbox';

/** Starts a sandbox in this process, for the tests of other workspaces. */
export async function startSandbox({ now, ...options }: SandboxOptions = {}): Promise<RunningSandbox> {
  const defaults = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    STRIPE_SECRET: options.secretKey ?? TEST_SECRET_KEY,
    STRIPE_ENDPOINT_SECRET: options.endpointSecret ?? TEST_ENDPOINT_SECRET,
  });
  return runSandbox({ ...defaults, ...options }, now);
}
