import type { PaymentState } from '@orderwire/contracts';
import { Badge, type Tone } from '../../ui/states';
import { m } from '../messages';

const tones: Readonly<Record<PaymentState, Tone>> = {
  captured: 'good',
  refund_pending: 'warn',
  partially_refunded: 'neutral',
  refunded: 'neutral',
  disputed: 'bad',
  dispute_lost: 'bad',
  rejected: 'warn',
};

export const StateBadge = ({ state }: { state: PaymentState }) => (
  <Badge tone={tones[state]}>{m.orderPayments.states[state]}</Badge>
);
