/** Jest settings shared by every workspace: TypeScript through swc, ES modules, `.js` specifiers resolved to `.ts`. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/', '/dist/'],
};

/** Unit tests: `*.spec.ts` beside the file they speak of. They touch no server. */
export const unit = (rootDir, displayName) => ({
  ...base,
  rootDir,
  displayName,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
});

/** Integration tests: `test/*.it-spec.ts` against a real PostgreSQL (started once per run) and real NATS servers. */
export const integration = (rootDir, displayName) => ({
  ...base,
  rootDir,
  displayName,
  testMatch: ['<rootDir>/test/**/*.it-spec.ts'],
});

/** End-to-end tests: `e2e/*.e2e-spec.ts` against all services as processes. */
export const endToEnd = (rootDir) => ({
  ...base,
  rootDir,
  displayName: 'end-to-end',
  testMatch: ['<rootDir>/e2e/**/*.e2e-spec.ts'],
});
