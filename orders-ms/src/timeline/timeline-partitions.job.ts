import type { FactoryProvider } from '@nestjs/common';
import { Database, type Logger, LOGGER, type PartitionedTable, PartitionsJob } from '@orderwire/platform';

/** A month of orders can be archived with its partition of the timeline. */
const timeline: PartitionedTable = {
  table: 'public.timeline',
  key: 'order_id',
  every: 'month',
};

/** Creates the partitions of the timeline. */
export const timelinePartitions: FactoryProvider<PartitionsJob> = {
  provide: Symbol('timeline partitions'),
  inject: [Database, LOGGER],
  useFactory: (database: Database, log: Logger) => new PartitionsJob(database, log, [timeline]),
};
