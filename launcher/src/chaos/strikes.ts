import type { Random } from './random.js';

/** One blow: kill -9 of a process, or the loss of all that NATS has stored. */
export type Strike = { afterOrders: number } & (
  { kind: 'kill'; victim: string; replica: number } | { kind: 'lose_streams' }
);

/** Whom it hits, and how many replicas there are of each. */
export const replicas = { 'orders-ms': 2, 'payments-ms': 2, 'products-ms': 2 } as const;

const victims = {
  'orders-ms': 24,
  'payments-ms': 24,
  'products-ms': 16,
  'auth-ms': 4,
  'client-gateway': 8,
  'stripe-sandbox': 4,
  nats: 10,
  postgres: 10,
};

/** When which process is killed: `kills` blows spread over the orders, and in the middle the streams are lost once. */
export function planStrikes(random: Random, { orders, kills }: { orders: number; kills: number }): Strike[] {
  const blows = Array.from({ length: kills }, (_, index): Strike => {
    const own = random.of(`strike ${index}`);
    const victim = own.weighted(victims);
    const several = (replicas as Record<string, number>)[victim] ?? 1;
    const afterOrders = Math.floor(((index + own.next()) * orders) / kills);
    return { kind: 'kill', victim, replica: own.whole(0, several - 1), afterOrders };
  });
  return [...blows, { kind: 'lose_streams' as const, afterOrders: Math.floor(orders / 2) }].sort(
    (one, other) => one.afterOrders - other.afterOrders,
  );
}
