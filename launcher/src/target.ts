import { UserError } from './user-error.js';

/** The running system that a command addresses: embedded (`npm start`) or in containers. */
export type Target = 'embedded' | 'compose';

/** Parses `--target`. Throws a UserError for an unknown target. */
export function parseTarget(name: string | undefined): Target {
  if (name === undefined || name === 'embedded' || name === 'compose') return name ?? 'embedded';
  throw new UserError(`--target: unknown target "${name}"; use embedded (npm start) or compose.`);
}
