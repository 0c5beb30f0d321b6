import type { TimelineEntry, TimelineStep } from '@orderwire/contracts';

export type Phase = 'placed' | 'payment' | 'handling' | 'shipping' | 'refund' | 'risk' | 'cancelled';

const phases: Readonly<Record<TimelineStep, Phase>> = {
  created: 'placed',
  payment_session_opened: 'payment',
  payment_session_failed: 'payment',
  payment_session_expired: 'payment',
  webhook_seen: 'payment',
  payment_delayed: 'payment',
  paid: 'payment',
  payment_failed: 'payment',
  payment_rejected: 'payment',
  status_changed: 'handling',
  assigned: 'handling',
  claimed: 'handling',
  parcel_shipped: 'shipping',
  parcel_delivered: 'shipping',
  cancelled: 'cancelled',
  refund_requested: 'refund',
  refunded: 'refund',
  refund_failed: 'refund',
  dispute_opened: 'risk',
  dispute_won: 'risk',
  dispute_lost: 'risk',
  fraud_warning: 'risk',
  review_opened: 'risk',
  review_closed: 'risk',
};

export const phaseOf = ({ step }: Pick<TimelineEntry, 'step'>): Phase => phases[step] ?? 'handling';

export interface PhaseGroup<Entry> {
  readonly phase: Phase;
  /** At least one, oldest first. */
  readonly entries: readonly [Entry, ...Entry[]];
}

/** The same entries, with those of one phase that follow each other together. */
export function groupByPhase<Entry extends Pick<TimelineEntry, 'step'>>(
  entries: readonly Entry[],
): PhaseGroup<Entry>[] {
  const groups: { phase: Phase; entries: [Entry, ...Entry[]] }[] = [];
  for (const entry of entries) {
    const phase = phaseOf(entry);
    const last = groups.at(-1);
    if (last?.phase === phase) last.entries.push(entry);
    else groups.push({ phase, entries: [entry] });
  }
  return groups;
}
