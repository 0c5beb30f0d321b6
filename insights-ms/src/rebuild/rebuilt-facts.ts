import {
  DisputeLost,
  DisputeOpened,
  DisputeWon,
  type EventContract,
  OrderCancelled,
  OrderCreated,
  OrderPaid,
  OrderRefunded,
  type Owner,
  PaymentFailed,
  RefundFailed,
} from '@orderwire/contracts';
import {
  type Changes,
  disputesAt,
  ordersCancelled,
  ordersPaid,
  ordersPlaced,
  paymentsFailed,
  refundsFailed,
  refundsSucceeded,
} from '../projections/changes.js';

/** Where the facts of one subject are read, and what they change. */
export interface RebuiltFacts {
  readonly owner: Owner;
  readonly contract: EventContract<object>;
  readonly changesOf: (events: readonly object[]) => Changes;
}

const facts = <Payload extends object>(
  owner: Owner,
  contract: EventContract<Payload>,
  changesOf: (events: readonly Payload[]) => Changes,
): RebuiltFacts => ({
  owner,
  contract: contract as unknown as EventContract<object>,
  changesOf: changesOf as (events: readonly object[]) => Changes,
});

/** All that a rebuild reads. Every event that is counted has its facts here. */
export const rebuiltFacts: readonly RebuiltFacts[] = [
  facts('orders', OrderCreated, ordersPlaced),
  facts('orders', OrderPaid, ordersPaid),
  facts('orders', OrderCancelled, ordersCancelled),
  facts('orders', OrderRefunded, refundsSucceeded),
  facts('payments', RefundFailed, refundsFailed),
  facts('payments', DisputeOpened, disputesAt('opened')),
  facts('payments', DisputeLost, disputesAt('lost')),
  facts('payments', DisputeWon, disputesAt('won')),
  facts('payments', PaymentFailed, paymentsFailed),
];

/** How far a rebuild has read the facts of one subject. */
export interface FactsRead {
  /** Null before the first page. */
  readonly cursor: string | null;
  readonly facts: number;
  readonly complete: boolean;
}

export const nothingRead: FactsRead = { cursor: null, facts: 0, complete: false };
