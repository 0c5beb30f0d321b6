import type { DisputeState, OrderStatus } from '@orderwire/contracts';
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

const disputeTones: Readonly<Record<DisputeState, Tone>> = { open: 'bad', won: 'good', lost: 'bad' };

export const DisputeBadge = ({ dispute }: { dispute: DisputeState }) => (
  <Badge tone={disputeTones[dispute]}>{m.orders.disputes[dispute]}</Badge>
);
