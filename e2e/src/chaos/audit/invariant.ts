import type { AuditSnapshot, OrderRow } from './snapshot.js';

/** A rule, and one sentence for each place where a snapshot breaks it. */
export interface Invariant {
  readonly rule: string;
  readonly check: (snapshot: AuditSnapshot) => string[];
}

/** Statuses of an order with a captured payment. */
const paid = new Set(['PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED']);

export const isPaid = ({ status }: Pick<OrderRow, 'status'>): boolean => paid.has(status);

/** Amounts added up by name. */
export function sums<Row extends { amount: number }>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): Map<string, number> {
  const all = new Map<string, number>();
  for (const row of rows) all.set(nameOf(row), (all.get(nameOf(row)) ?? 0) + row.amount);
  return all;
}

/** One sentence for each name with different sums. A missing sum is 0. */
export function differences(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
  describe: (name: string, one: number, other: number) => string,
): string[] {
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((name) => (one.get(name) ?? 0) !== (other.get(name) ?? 0))
    .map((name) => describe(name, one.get(name) ?? 0, other.get(name) ?? 0));
}
