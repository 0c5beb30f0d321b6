import type {
  DisputeEvent,
  OrderCancelledEvent,
  OrderCreatedEvent,
  OrderPaidEvent,
  OrderRefundedEvent,
  PaymentFailedEvent,
  RefundEvent,
} from '@orderwire/contracts';

/** What one event tells about an order. Absent fields are not known by it. */
export interface OrderChange {
  readonly id: string;
  readonly currency?: string;
  readonly placedAt?: string;
  readonly totalAmount?: number;
  /** Of the lines, one element per product in each list. */
  readonly productIds?: readonly string[];
  readonly units?: readonly number[];
  readonly amounts?: readonly number[];
  readonly paidAt?: string;
  readonly recordedAt?: string;
  readonly captured?: number;
  readonly cancelledAt?: string;
  readonly expired?: boolean;
}

/** The name of a product in an order. */
export interface ProductName {
  readonly id: string;
  readonly name: string;
  readonly namedAt: string;
  /** The order. */
  readonly namedBy: string;
}

export interface RefundChange {
  readonly id: string;
  readonly currency: string;
  readonly amount: number;
  readonly refundedAt?: string;
  readonly failedAt?: string;
}

export interface DisputeChange {
  readonly id: string;
  readonly currency: string;
  readonly amount: number;
  readonly openedAt: string;
  /** See {@link disputeStages}. */
  readonly stage: number;
}

export interface FailedPaymentChange {
  readonly id: string;
  readonly currency: string;
  readonly failedAt: string;
}

/** What a batch of events changes. Applying it again, or after later events, changes nothing. */
export interface Changes {
  readonly orders?: readonly OrderChange[];
  readonly productNames?: readonly ProductName[];
  readonly refunds?: readonly RefundChange[];
  readonly disputes?: readonly DisputeChange[];
  readonly failedPayments?: readonly FailedPaymentChange[];
}

/** A lost dispute can be won on appeal, and a won one is final. */
export const disputeStages = { opened: 0, lost: 1, won: 2 } as const;

export const ordersPlaced = (events: readonly OrderCreatedEvent[]): Changes => ({
  orders: events.map(({ orderId, currency, totalAmount, createdAt, items }) => {
    const sold = soldOf(items);
    return {
      ...{ id: orderId, currency, totalAmount, placedAt: createdAt },
      productIds: [...sold.keys()],
      units: [...sold.values()].map(({ units }) => units),
      amounts: [...sold.values()].map(({ amount }) => amount),
    };
  }),
  productNames: events.flatMap(({ orderId: namedBy, createdAt: namedAt, items }) =>
    items.map(({ productId: id, name }) => ({ id, name, namedAt, namedBy })),
  ),
});

/** Sums the lines of each product. */
function soldOf(items: OrderCreatedEvent['items']): Map<string, { units: number; amount: number }> {
  const sold = new Map<string, { units: number; amount: number }>();
  for (const { productId, quantity, amount } of items) {
    const before = sold.get(productId) ?? { units: 0, amount: 0 };
    sold.set(productId, { units: before.units + quantity, amount: before.amount + amount });
  }
  return sold;
}

/** Nothing is captured for a free order: it has no payment, or one without amount (`cs_…`). */
export const ordersPaid = (events: readonly OrderPaidEvent[]): Changes => ({
  orders: events.map(({ orderId, currency, totalAmount, paymentId, paidAt, recordedAt }) => ({
    ...{ id: orderId, currency, paidAt },
    captured: paymentId.startsWith('pi_') ? totalAmount : 0,
    ...(recordedAt && { recordedAt }),
  })),
});

export const ordersCancelled = (events: readonly OrderCancelledEvent[]): Changes => ({
  orders: events.map(({ orderId: id, cancelledAt, expired = false }) => ({ id, cancelledAt, expired })),
});

export const refundsSucceeded = (events: readonly OrderRefundedEvent[]): Changes => ({
  refunds: events.map(({ refundId: id, currency, amount, refundedAt }) => ({
    ...{ id, currency, amount, refundedAt },
  })),
});

export const refundsFailed = (events: readonly RefundEvent[]): Changes => ({
  refunds: events.map(({ refundId: id, currency, amount, at: failedAt }) => ({
    ...{ id, currency, amount, failedAt },
  })),
});

export const disputesAt =
  (stage: keyof typeof disputeStages) =>
  (events: readonly DisputeEvent[]): Changes => ({
    disputes: events.map(({ disputeId: id, currency, amount, at, openedAt = at }) => ({
      ...{ id, currency, amount, openedAt, stage: disputeStages[stage] },
    })),
  });

/** Events of earlier versions have no currency. Their facts have one. */
export const paymentsFailed = (events: readonly PaymentFailedEvent[]): Changes => ({
  failedPayments: events.flatMap(({ sessionId: id, currency, failedAt, webhook }) =>
    currency ? [{ id, currency, failedAt: failedAt ?? webhook.receivedAt }] : [],
  ),
});
