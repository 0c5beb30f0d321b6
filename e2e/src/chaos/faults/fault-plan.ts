import type { MailFault } from '@orderwire/test-kit/shop-client';
import type { SeededRandom } from '../seeded-random.js';

/** One injected fault. */
export type FaultEvent = { afterOrders: number } & (
  | { kind: 'kill'; service: string; replica: number }
  /** SIGSTOP, and SIGCONT after `seconds`. */
  | { kind: 'hang'; service: string; replica: number; seconds: number }
  /** The loss of everything that JetStream has stored. */
  | { kind: 'lose_streams' }
  /** The stream of all events is deleted and provisioned again. */
  | { kind: 'remake_stream' }
  /** A copy of a database is made, and replaces it later. */
  | { kind: 'back_up' | 'restore'; service: string }
);

/** Processes by service; one of each other service. */
export const replicas: Record<string, number> = {
  'orders-ms': 2,
  'payments-ms': 2,
  'products-ms': 2,
  'notifications-ms': 2,
  'invoices-ms': 2,
  'shipping-ms': 2,
  'insights-ms': 2,
};

/** An event whose consumer hangs is delivered again after this time. */
export const ACK_WAIT_SECONDS = 5;

const killWeights = {
  'orders-ms': 24,
  'payments-ms': 24,
  'products-ms': 16,
  'notifications-ms': 12,
  'invoices-ms': 8,
  'shipping-ms': 8,
  'insights-ms': 4,
  'auth-ms': 4,
  'client-gateway': 8,
  'stripe-sandbox': 4,
  nats: 10,
  postgres: 10,
};

const hangWeights = {
  'orders-ms': 1,
  'payments-ms': 1,
  'products-ms': 1,
  'notifications-ms': 1,
  'invoices-ms': 1,
  'shipping-ms': 1,
  'insights-ms': 1,
};

/** Their restore loses no order and no account, which the shoppers of a run would miss. */
const restoreWeights = { 'payments-ms': 1, 'products-ms': 1 };

/** Hung replicas in a run with some kills: one per five of them. */
const KILLS_PER_HANG = 5;

/**
 * Spreads `kills` kills and some hung replicas over the orders. Loses all streams once, remakes the
 * stream of all events once, and restores a database once. Sorted by time.
 */
export function planFaults(
  random: SeededRandom,
  { orders, kills }: { orders: number; kills: number },
): FaultEvent[] {
  // The names are part of the seed: another one would change every recorded run.
  const spread = (
    name: string,
    count: number,
    fault: (own: SeededRandom, afterOrders: number) => FaultEvent,
  ) =>
    Array.from({ length: count }, (_, index) => {
      const own = random.derive(`${name} ${index}`);
      return fault(own, Math.floor(((index + own.next()) * orders) / count));
    });
  const replicaOf = (own: SeededRandom, weights: Record<string, number>) => {
    const service = own.weighted(weights);
    return { service, replica: own.integer(0, (replicas[service] ?? 1) - 1) };
  };
  const at = (part: number) => Math.floor(orders * part);
  const service = random.derive('restore').weighted(restoreWeights);
  return [
    ...spread('strike', kills, (own, afterOrders) => ({
      kind: 'kill',
      ...replicaOf(own, killWeights),
      afterOrders,
    })),
    ...spread('hang', Math.ceil(kills / KILLS_PER_HANG), (own, afterOrders) => ({
      kind: 'hang',
      ...replicaOf(own, hangWeights),
      seconds: own.integer(ACK_WAIT_SECONDS + 1, 3 * ACK_WAIT_SECONDS),
      afterOrders,
    })),
    { kind: 'lose_streams' as const, afterOrders: at(1 / 2) },
    { kind: 'remake_stream' as const, afterOrders: at(1 / 4) },
    { kind: 'back_up' as const, service, afterOrders: at(5 / 8) },
    { kind: 'restore' as const, service, afterOrders: at(7 / 8) },
  ].sort((one, other) => one.afterOrders - other.afterOrders);
}

/**
 * Faults of the mailbox: mails that it refuses for the time being, and replies that are lost after it
 * has stored a mail, which is then sent again.
 */
export const mailboxFaults = [
  { at: 'data', code: 450, times: 3 },
  { at: 'data', disconnect: true, stored: true, times: 2 },
] satisfies MailFault[];

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
