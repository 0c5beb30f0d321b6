import { expect, test } from '@jest/globals';
import { BadArguments, readArguments } from './reconcile-arguments.js';

test.each([
  ['a time that is none', ['--from', 'yesterday']],
  ['an end before its beginning', ['--from', '2026-02-01', '--to', '2026-01-01']],
  ['an unknown option', ['--frmo', '2026-01-01']],
])('%s is refused', (_name, args) => {
  expect(() => readArguments(args, new Date('2026-03-01T00:00:00Z'))).toThrow(BadArguments);
});
