import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Project rules. Each message gives its reason. */
const projectRules = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message:
      'Only config.ts reads process.env: it validates every name at start. Take the value from the config.',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(send|emit)$/][callee.object.property.name=/client|proxy/i]',
    message:
      'Send requests with RpcClient.request(Contract, …); publish events with outbox.add(tx, Contract, …). Both are typed, and neither loses messages.',
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/generated/**', '**/node_modules/**', '.orderwire/**', 'coverage/**'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommended],
    rules: {
      'no-restricted-syntax': ['error', ...projectRules],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 300 }],
    },
  },
  {
    files: ['**/config.ts', '**/prisma.config.ts', 'launcher/**/*.ts', '**/test/**/*.ts', '**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', projectRules[1]] },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        WebAssembly: 'readonly',
        module: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    files: ['storefront/public/*.js'],
    languageOptions: {
      globals: {
        ...{ document: 'readonly', localStorage: 'readonly' },
        ...{ self: 'readonly', addEventListener: 'readonly' },
      },
    },
  },
);
