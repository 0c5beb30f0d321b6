import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The house rules a machine can check. Each message gives the reason, so nobody needs to look it
 * up.
 */
const house = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message:
      'Only config.ts reads process.env: it validates every name at start. Take the value from the config.',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(send|emit)$/][callee.object.property.name=/client|proxy/i]',
    message:
      'Ask through RpcClient.ask(Contract, …) and announce through outbox.add(tx, Contract, …): both are typed, and neither loses messages.',
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/generated/**', '**/node_modules/**', '.orderwire/**', 'coverage/**'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-syntax': ['error', ...house],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'max-lines': ['error', { max: 300 }],
    },
  },
  {
    files: [
      '**/config.ts',
      '**/prisma.config.ts',
      'launcher/**/*.ts',
      'e2e/**/*.ts',
      '**/test/**/*.ts',
      '**/*.spec.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', house[1]] },
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
);
