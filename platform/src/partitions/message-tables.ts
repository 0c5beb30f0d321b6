import type { PartitionedTable } from './partitioned-table.js';

/** Days after its publication that an event is kept: twice as long as in the stream, so that a replay can restore it. */
export const OUTBOX_DAYS = 14;

const outbox: PartitionedTable = {
  table: 'messaging.outbox',
  key: 'id',
  every: 'week',
  retention: {
    days: OUTBOX_DAYS,
    keptWhile: ['published_at IS NULL', `published_at >= now() - interval '${OUTBOX_DAYS} days'`],
  },
};

/**
 * Inbox rows outlive every copy of their event. An old event that was consumed a short time ago (a requeued dead
 * letter) keeps its partition.
 */
const inbox: PartitionedTable = {
  table: 'messaging.inbox',
  key: 'event_id',
  every: 'week',
  retention: { days: 30, keptWhile: ["processed_at >= now() - interval '30 days'"] },
};

export const messageTables: readonly PartitionedTable[] = [outbox, inbox];
