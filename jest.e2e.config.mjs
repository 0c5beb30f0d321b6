import { endToEnd } from './test-kit/jest.mjs';

const launcher = `${import.meta.dirname}/launcher`;

/** One worker: many test files share one system, others bring up their own, and two at a time would measure the machine. */
export default {
  ...endToEnd(launcher),
  globalSetup: `${launcher}/dist/test-run/e2e-setup.js`,
  globalTeardown: `${launcher}/dist/test-run/e2e-teardown.js`,
  testTimeout: 300_000,
  maxWorkers: 1,
};
