import { endToEnd } from './test-kit/jest.mjs';

const e2e = `${import.meta.dirname}/e2e`;

/**
 * One worker: many specs share one system and others start their own; two at a time would compete
 * for the CPU.
 */
export default {
  ...endToEnd(e2e),
  globalSetup: `${e2e}/dist/jest-global-setup.js`,
  testTimeout: 300_000,
  maxWorkers: 1,
};
