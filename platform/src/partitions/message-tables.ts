import type { PartitionedTable } from './partitioned-table.js';

/**
 * Events are kept for 14 days after publication, twice as long as the stream keeps them, so that a replay can restore
 * the stream.
 */
const outbox: PartitionedTable = {
  table: 'messaging.outbox',
  key: 'id',
  every: 'week',
  retention: {
    days: 14,
    keptWhile: ['published_at IS NULL', "published_at >= now() - interval '14 days'"],
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
