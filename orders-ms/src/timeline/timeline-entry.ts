import type { TimelineEntry, TimelineStep } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';

/** What happened: a message for people, and details for programs. */
export type TimelineEvent = Pick<TimelineEntry, 'step' | 'message' | 'details'>;

/** A timeline entry to be stored. */
export interface NewTimelineEntry extends TimelineEvent {
  /** UUIDv7, so that entries of the same millisecond keep their order. */
  id: string;
  orderId: string;
  at: Date;
  /** Subject of the request or event, or Stripe's event id. */
  cause: string;
  correlationId: string;
}

export const timelineEntry = (
  orderId: string,
  { at = new Date(), cause, correlationId }: { at?: Date; cause: string; correlationId: string },
  event: TimelineEvent,
): NewTimelineEntry => ({ id: uuidv7(), orderId, at, cause, correlationId, ...event });

const staffSteps: ReadonlySet<TimelineStep> = new Set([
  'assigned',
  'dispute_opened',
  'dispute_won',
  'dispute_lost',
]);

/**
 * The timeline as shoppers see it: without assignments, disputes and notes. Of the person behind
 * a step it shows the role, not the account.
 */
export const forShoppers = (entries: readonly TimelineEntry[]): TimelineEntry[] =>
  entries
    .filter(({ step }) => !staffSteps.has(step))
    .map(({ details: { byId: _account, note: _note, ...details }, ...rest }) => ({ ...rest, details }));
