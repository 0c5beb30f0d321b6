import { AlreadyPaid, isUnavailable } from '@orderwire/contracts';
import type { HeldUpBy } from './order.js';

const MINUTE_MS = 60_000;
const SOONEST_MS = 2 * MINUTE_MS;
const LATEST_MS = 60 * MINUTE_MS;

/**
 * When an overdue order that could not be cancelled is looked at again: after half the time it has been overdue for, so more
 * and more seldom, but never sooner than in 2 minutes and never later than in an hour.
 */
export function lookAgainAt(overdueSince: Date, now: Date): Date {
  const overdue = now.getTime() - overdueSince.getTime();
  return new Date(now.getTime() + Math.min(LATEST_MS, Math.max(SOONEST_MS, overdue / 2)));
}

/** What an error says of why an order could not be cancelled. */
export function heldUpBy(error: unknown): HeldUpBy {
  if (AlreadyPaid.matches(error)) return 'payment_processing';
  return isUnavailable(error) ? 'payments_unavailable' : 'payment_session_not_expirable';
}
