import type { AuditSnapshot, OrderRow, StripeSnapshot } from './snapshot.js';

/** A rule, and one sentence for each place where a snapshot breaks it. */
export interface Invariant {
  readonly rule: string;
  readonly check: (snapshot: AuditSnapshot) => string[];
}

/** Statuses of an order with a captured payment. */
const paid = new Set(['PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED']);

export const isPaid = ({ status }: Pick<OrderRow, 'status'>): boolean => paid.has(status);

/** Orders by payment intent. */
export const ordersByIntent = ({ ledger }: StripeSnapshot): Map<string, string | null> =>
  new Map(ledger.map(({ intentId, orderId }) => [intentId, orderId]));

/** Amounts added up by name. */
export function sums(amounts: readonly (readonly [name: string, amount: number])[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const [name, amount] of amounts) all.set(name, (all.get(name) ?? 0) + amount);
  return all;
}

/** One sentence for each name with different values. `missing` is the value of an absent name. */
export function differences<Value extends string | number>(
  one: ReadonlyMap<string, Value>,
  other: ReadonlyMap<string, Value>,
  missing: Value,
  describe: (name: string, one: Value, other: Value) => string,
): string[] {
  return [...new Set([...one.keys(), ...other.keys()])]
    .map((name) => [name, one.get(name) ?? missing, other.get(name) ?? missing] as const)
    .filter(([, here, there]) => here !== there)
    .map((different) => describe(...different));
}
