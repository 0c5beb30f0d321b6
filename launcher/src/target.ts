import { UserError } from './user-error.js';

/** Which running system a command is for: the embedded one of `npm start`, or the one in containers. */
export type Target = 'embedded' | 'compose';

/** Reads `--target`. Throws a UserError for anything but the two. */
export function targetNamed(name: string | undefined): Target {
  if (name === undefined || name === 'embedded' || name === 'compose') return name ?? 'embedded';
  throw new UserError(`--target: there is no "${name}"; there are embedded (npm start) and compose.`);
}
