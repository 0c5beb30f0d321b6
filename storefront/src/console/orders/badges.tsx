import type { DisputeState, OrderPaymentState, OrderStatus, OrderView } from '@orderwire/contracts';
import { Badge, type Tone } from '../../ui/states';
import { m } from '../messages';

const statusTones: Readonly<Record<OrderStatus, Tone>> = {
  PENDING: 'warn',
  PAID: 'good',
  SHIPPED: 'info',
  DELIVERED: 'info',
  CANCELLED: 'neutral',
  REFUNDED: 'neutral',
};

export const StatusBadge = ({ status }: { status: OrderStatus }) => (
  <Badge tone={statusTones[status]}>{m.orders.statuses[status]}</Badge>
);

const paymentTones: Readonly<Record<OrderPaymentState, Tone>> = {
  awaiting_payment: 'warn',
  payment_processing: 'info',
  paid: 'good',
  free: 'good',
  refund_pending: 'warn',
  partially_refunded: 'neutral',
  refunded: 'neutral',
  dispute_open: 'bad',
  dispute_lost: 'bad',
  cancelled: 'neutral',
};

export const PaymentBadge = ({ state }: { state: OrderPaymentState }) => (
  <Badge tone={paymentTones[state]}>{m.orders.paymentStates[state]}</Badge>
);

const disputeTones: Readonly<Record<DisputeState, Tone>> = { open: 'bad', won: 'good', lost: 'bad' };

export const DisputeBadge = ({ dispute }: { dispute: DisputeState }) => (
  <Badge tone={disputeTones[dispute]}>{m.orders.disputes[dispute]}</Badge>
);

/** What has to be checked before the order is shipped. */
export const MarkBadges = ({ order }: { order: OrderView }) => (
  <>
    {order.fraudWarning && <Badge tone="bad">{m.orders.marks.fraudWarning}</Badge>}
    {order.review === 'open' && <Badge tone="warn">{m.orders.marks.review}</Badge>}
  </>
);
