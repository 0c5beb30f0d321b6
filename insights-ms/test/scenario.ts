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
import { v5 as uuidv5 } from 'uuid';

/** What happened at an owner: one event, and the fact that it has afterwards. */
export interface Happened {
  readonly owner: Owner;
  readonly contract: EventContract<object>;
  readonly event: object;
  /** Id of the fact; null for an event without a fact. */
  readonly factId: string | null;
}

const idOf = (name: string): string => uuidv5(name, uuidv5.URL);

const products = ['Mug', 'Pen', 'Lamp'].map((name, index) => ({
  ...{ productId: idOf(name), name, unitAmount: 500 * (index + 1) },
}));

const happened = <Payload extends object>(
  owner: Owner,
  contract: EventContract<Payload>,
  event: Payload,
  factId: string | null,
): Happened => ({ owner, contract: contract as unknown as EventContract<object>, event, factId });

/** Minutes after the first of November 2026. */
const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 1) + minutes * 60_000).toISOString();

/**
 * Orders of three days and two currencies: paid within minutes, cancelled, expired and unpaid, with
 * refunds, failed refunds, disputes and failed payments. Names change from order to order.
 */
export function scenario(orders: number, prefix = 'order'): Happened[] {
  return Array.from({ length: orders }, (_, index) => storyOf(index, `${prefix} ${index}`)).flat();
}

function storyOf(index: number, name: string): Happened[] {
  const orderId = idOf(name);
  const minute = (index * 97) % (3 * 1_440);
  const currency = index % 4 === 3 ? 'usd' : 'eur';
  const lines = products.slice(0, 1 + (index % 3)).map((product, line) => {
    const quantity = 1 + ((index + line) % 3);
    return {
      ...{ ...product, name: `${product.name} ${index}`, quantity },
      amount: product.unitAmount * quantity,
    };
  });
  const totalAmount = lines.reduce((sum, { amount }) => sum + amount, 0);
  const created = happened(
    'orders',
    OrderCreated,
    { orderId, currency, totalAmount, items: lines, createdAt: at(minute) },
    orderId,
  );
  const sessionId = `cs_${index}_${name}`;
  const webhook = { eventId: `evt_${index}`, type: 'checkout.session.expired', receivedAt: at(minute + 60) };
  const cancelled = (expired: boolean) =>
    happened(
      'orders',
      OrderCancelled,
      {
        ...{ orderId, reason: expired ? 'not paid in time' : 'on request', cancelledAt: at(minute + 60) },
        ...(expired && { expired }),
      },
      orderId,
    );
  switch (index % 8) {
    case 0:
      return [created];
    case 1:
      return [created, cancelled(true)];
    case 2:
      return [
        created,
        happened(
          'payments',
          PaymentFailed,
          { orderId, sessionId, webhook, reason: 'declined', currency, failedAt: at(minute + 30) },
          sessionId,
        ),
        cancelled(false),
      ];
  }
  const paidAt = at(minute + (index % 40));
  const paid = happened(
    'orders',
    OrderPaid,
    {
      ...{ orderId, currency, totalAmount, paymentId: `pi_${name}`, paidAt },
      recordedAt: new Date(Date.parse(paidAt) + 100 * (index % 60)).toISOString(),
    },
    orderId,
  );
  const payment = { orderId, paymentId: `pi_${name}`, currency, reason: 'fraudulent' };
  const refundId = idOf(`refund of ${name}`);
  const amount = Math.ceil(totalAmount / 2);
  const refunded = happened(
    'orders',
    OrderRefunded,
    {
      ...{ orderId, refundId, currency, amount, refundedAmount: amount, totalAmount, restock: [] },
      refundedAt: at(minute + 100),
    },
    refundId,
  );
  const refundFailed = happened(
    'payments',
    RefundFailed,
    {
      ...{ ...payment, refundId, amount, automatic: false, failure: 'account_closed' },
      at: at(minute + 200),
    },
    refundId,
  );
  const disputeId = `dp_${name}`;
  const dispute = (contract: typeof DisputeOpened, hours: number) =>
    happened(
      'payments',
      contract,
      {
        ...{ ...payment, disputeId, amount: totalAmount, at: at(minute + hours * 60) },
        openedAt: at(minute + 120),
      },
      disputeId,
    );
  switch (index % 8) {
    case 3:
      return [created, paid, refunded];
    case 4:
      return [created, paid, refunded, refundFailed];
    case 5:
      return [created, paid, dispute(DisputeOpened, 3), dispute(DisputeLost, 4), dispute(DisputeWon, 5)];
    case 6:
      return [created, paid, dispute(DisputeOpened, 3), dispute(DisputeLost, 4)];
    default:
      return [created, paid];
  }
}

/** Of an order that was never stored: no owner has a fact of it. */
export const neverStored = (name: string): Happened =>
  happened(
    'orders',
    OrderCancelled,
    { orderId: idOf(name), reason: 'the order could not be created', cancelledAt: at(5) },
    null,
  );
