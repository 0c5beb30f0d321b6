import { renderTracker } from '../api/render.js';
import type { Core } from '../core.js';
import type { TrackerRecord, TrackerState } from '../store/records.js';

const MESSAGES: Record<TrackerState, string> = {
  unknown: 'No information yet',
  pre_transit: 'Shipping label created',
  in_transit: 'Accepted and on its way',
  out_for_delivery: 'Out for delivery',
  delivered: 'Delivered',
  available_for_pickup: 'Available for pickup',
  return_to_sender: 'Returned to sender',
  failure: 'Delivery failed',
  cancelled: 'Cancelled',
  error: 'The carrier reported an error',
};

/** One line of the history of a parcel. */
export const detailOf = (status: TrackerState, message?: string): TrackerRecord['details'][number] => ({
  status,
  message: message ?? MESSAGES[status],
  at: new Date().toISOString(),
});

/** Moves a parcel to a state and publishes `tracker.updated`. Any order is possible, as with carriers. */
export function moveTracker(core: Core, tracker: TrackerRecord, status: TrackerState, message?: string) {
  const details = [...tracker.details, detailOf(status, message)];
  const moved = core.store.put('tracker', { ...tracker, details, updatedAt: new Date().toISOString() });
  core.deliveries.publish('tracker.updated', renderTracker(core, moved));
  return moved;
}
