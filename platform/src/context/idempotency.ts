import { createHash } from 'node:crypto';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { contextOrSystem } from './context.js';

const IDEMPOTENT_IDS = '0b1a5e36-9f3f-4a86-8f0c-5d6f2a1f7c44';

/**
 * The id of what the current request creates: the same for all requests of one caller with one
 * Idempotency-Key and one `scope`. Without a key, a new one each time.
 */
export function idempotentId(scope: string): string {
  const { idempotencyKey, actor } = contextOrSystem();
  return idempotencyKey
    ? uuidv5(JSON.stringify([scope, actor.role, actor.id, idempotencyKey]), IDEMPOTENT_IDS)
    : uuidv7();
}

/** Equal for equal requests: field order does not matter, and undefined equals absent. */
export const requestHash = (request: object): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(request)))
    .digest('hex');

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
