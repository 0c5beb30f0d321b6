import type { ReturnStatus, ShipmentStatus } from '@orderwire/contracts';
import { Badge, type Tone } from '../../ui/states';
import { m } from '../messages';

const tones: Readonly<Record<ShipmentStatus, Tone>> = {
  pending: 'neutral',
  ready: 'warn',
  action_required: 'bad',
  label_purchased: 'info',
  shipped: 'info',
  delivered: 'good',
  voiding: 'neutral',
  voided: 'neutral',
  cancelled: 'neutral',
};

export const ShipmentBadge = ({ status }: { status: ShipmentStatus }) => (
  <Badge tone={tones[status]}>{m.shipping.statuses[status]}</Badge>
);

const returnTones: Readonly<Record<ReturnStatus, Tone>> = {
  pending: 'neutral',
  action_required: 'bad',
  label_purchased: 'info',
  shipped: 'info',
  received: 'good',
};

export const ReturnBadge = ({ status }: { status: ReturnStatus }) => (
  <Badge tone={returnTones[status]}>{m.shipping.returnStatuses[status]}</Badge>
);
