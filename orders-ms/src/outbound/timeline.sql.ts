import type { Entry } from '../domain/timeline.js';

/** SQL that writes timeline entries from the eight arrays of {@link entryArrays}, the first being parameter `$n`. */
export const insertEntries = (n: number, where = ''): string => `
  INSERT INTO timeline (id, order_id, at, step, cause, correlation_id, message, details)
  SELECT * FROM unnest($${n}::uuid[], $${n + 1}::uuid[], $${n + 2}::timestamptz[], $${n + 3}::text[], $${n + 4}::text[],
    $${n + 5}::text[], $${n + 6}::text[], $${n + 7}::jsonb[])
    AS e (id, order_id, at, step, cause, correlation_id, message, details) ${where}`;

/** The values for {@link insertEntries}. */
export const entryArrays = (entries: Entry[]): unknown[] => [
  entries.map((e) => e.id),
  entries.map((e) => e.orderId),
  entries.map((e) => e.at.toISOString()),
  entries.map((e) => e.step),
  entries.map((e) => e.cause),
  entries.map((e) => e.correlationId),
  entries.map((e) => e.message),
  entries.map((e) => JSON.stringify(e.details)),
];
