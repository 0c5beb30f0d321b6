import { expect, test } from '@jest/globals';
import { InvalidArguments, parseArguments } from './reconcile-command.js';

test.each([
  ['an invalid time', ['--from', 'yesterday']],
  ['an end before the start', ['--from', '2026-02-01', '--to', '2026-01-01']],
  ['an unknown option', ['--frmo', '2026-01-01']],
  ['an unknown command', ['lits']],
  ['an unknown kind', ['list', '--kind', 'missing']],
  ['a page without a limit', ['list', '--limit', '0']],
  ['a position that is no difference', ['list', '--after', 'pi_1']],
])('%s is refused', (_name, args) => {
  expect(() => parseArguments(args, new Date('2026-03-01T00:00:00Z'))).toThrow(InvalidArguments);
});
