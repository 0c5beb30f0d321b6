import { readFileSync } from 'node:fs';
import { integration } from './platform/jest.mjs';

const { workspaces } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

export default {
  globalSetup: '<rootDir>/platform/dist/testing/jest-global-setup.js',
  globalTeardown: '<rootDir>/platform/dist/testing/jest-global-teardown.js',
  projects: workspaces.map((name) => integration(`${import.meta.dirname}/${name}`, name)),
  testTimeout: 60_000,
  maxWorkers: 2,
};
