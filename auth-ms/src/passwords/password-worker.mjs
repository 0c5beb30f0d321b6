import { hashSync, verifySync } from '@node-rs/argon2';

/**
 * One task of the pool: makes a hash, or checks a password against a stored one. After a failed
 * check `padding` costs the work that the stored hash lacks. Undefined when the deadline has
 * passed.
 *
 * @param {{ password: string | Uint8Array, cost: object, stored?: string, padding?: object,
 * deadline?: number }} task
 */
export default function runTask({ password, cost, stored, padding, deadline }) {
  if (deadline && deadline <= Date.now()) return undefined;
  if (stored === undefined) return hashSync(password, cost);
  const matches = verifySync(stored, password);
  if (!matches && padding) hashSync(password, padding);
  return matches;
}
