import type { OrderStatus } from '@orderwire/contracts';
import type { Tone } from '../../ui/states';

export const statusTones: Readonly<Record<OrderStatus, Tone>> = {
  PENDING: 'warn',
  PAID: 'good',
  SHIPPED: 'info',
  DELIVERED: 'good',
  CANCELLED: 'neutral',
  REFUNDED: 'neutral',
};
