import type { SeededRandom } from './seeded-random.js';

/**
 * One injected fault: `kill -9` of a process, or the loss of everything that JetStream has stored.
 */
export type FaultEvent = { afterOrders: number } & (
  { kind: 'kill'; service: string; replica: number } | { kind: 'lose_streams' }
);

/** Processes by service; one of each other service. */
export const replicas: Record<string, number> = { 'orders-ms': 2, 'payments-ms': 2, 'products-ms': 2 };

const killWeights = {
  'orders-ms': 24,
  'payments-ms': 24,
  'products-ms': 16,
  'auth-ms': 4,
  'client-gateway': 8,
  'stripe-sandbox': 4,
  nats: 10,
  postgres: 10,
};

/**
 * Spreads `kills` kills over the orders, and loses the streams once in the middle. Sorted by time.
 */
export function planFaults(
  random: SeededRandom,
  { orders, kills }: { orders: number; kills: number },
): FaultEvent[] {
  const events = Array.from({ length: kills }, (_, index): FaultEvent => {
    // The name is part of the seed: another one would change every recorded run.
    const own = random.derive(`strike ${index}`);
    const service = own.weighted(killWeights);
    const count = replicas[service] ?? 1;
    const afterOrders = Math.floor(((index + own.next()) * orders) / kills);
    return { kind: 'kill', service, replica: own.integer(0, count - 1), afterOrders };
  });
  return [...events, { kind: 'lose_streams' as const, afterOrders: Math.floor(orders / 2) }].sort(
    (one, other) => one.afterOrders - other.afterOrders,
  );
}

/** Settings of the sandbox's fault injection: every kind that it has. */
export const stripeFaultSettings = (seed: number) => ({
  seed,
  webhooks: {
    duplicate: 0.1,
    reorder: 0.1,
    delay: { probability: 0.1, maxMs: 1_500 },
    drop: 0.03,
    burst: { probability: 0.02, copies: 5 },
    badSignature: 0.02,
    oldSignature: 0.02,
    truncated: 0.02,
  },
  api: {
    rateLimited429: 0.01,
    error500Before: 0.02,
    error500After: 0.02,
    timeoutAfter: { probability: 0.005, ms: 9_000 },
    resetAfter: 0.01,
  },
  checkout: { webhookBeforeAnswer: 0.1, paidAsItExpires: 0.3 },
  refunds: { failLater: 0.05, pending: 0.1 },
  disputes: { probability: 0.02, won: 0.4, lost: 0.4 },
});
