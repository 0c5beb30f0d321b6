import type { TimelineStep } from '@orderwire/contracts';
import {
  Ban,
  CircleAlert,
  CircleCheck,
  Clock,
  CreditCard,
  Link2,
  PackageCheck,
  ShieldAlert,
  ShoppingCart,
  Truck,
  Undo2,
  UserRound,
  Webhook,
  type LucideIcon,
} from 'lucide-react';
import { classNames } from '../../../ui/class-names';

const neutral = 'bg-muted text-soft';
const good = 'bg-good-soft text-good';
const bad = 'bg-bad-soft text-bad';
const warn = 'bg-warn-soft text-warn';

const looks: Readonly<Record<TimelineStep, readonly [LucideIcon, string]>> = {
  created: [ShoppingCart, neutral],
  payment_session_opened: [Link2, neutral],
  payment_session_failed: [CircleAlert, bad],
  payment_session_expired: [Clock, neutral],
  webhook_seen: [Webhook, neutral],
  payment_delayed: [Clock, warn],
  paid: [CreditCard, good],
  payment_failed: [CircleAlert, bad],
  payment_rejected: [CircleAlert, warn],
  status_changed: [UserRound, neutral],
  parcel_shipped: [Truck, good],
  parcel_delivered: [PackageCheck, good],
  assigned: [UserRound, neutral],
  claimed: [UserRound, neutral],
  cancelled: [Ban, neutral],
  refund_requested: [Undo2, warn],
  refunded: [Undo2, good],
  refund_failed: [CircleAlert, bad],
  dispute_opened: [ShieldAlert, bad],
  dispute_won: [CircleCheck, good],
  dispute_lost: [ShieldAlert, bad],
  fraud_warning: [ShieldAlert, bad],
  review_opened: [ShieldAlert, warn],
  review_closed: [CircleCheck, neutral],
};

export function EntryIcon({ step }: { step: TimelineStep }) {
  const [Icon, look] = looks[step] ?? [Clock, neutral];
  return (
    <span className={classNames('relative grid size-7 shrink-0 place-items-center rounded-full', look)}>
      <Icon aria-hidden className="size-3.5" />
    </span>
  );
}
