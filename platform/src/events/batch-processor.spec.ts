import { expect, it, jest } from '@jest/globals';
import type { JsMsg } from '@nats-io/jetstream';
import type { Database } from '../database/database.js';
import { createLogger } from '../log/logger.js';
import { BatchProcessor } from './batch-processor.js';
import type { TransactionalHandler } from './event-handler.js';

it('a batch sends heartbeats while its database is unavailable, and commits when the database is back', async () => {
  let failures = 2;
  const handler = {
    consumer: 'sample_ms_copy',
    read: () => ({}),
    commit: async () => {
      if (failures-- > 0) throw Object.assign(new Error('starting up'), { code: '57P03' });
    },
  };
  const ack = jest.fn();
  const message = { headers: undefined, info: {}, string: () => '{}', ack } as unknown as JsMsg;
  const batches = new BatchProcessor(
    handler as unknown as TransactionalHandler,
    {} as Database,
    createLogger('test', 'silent'),
  );
  const heartbeat = jest.fn();
  await batches.process([message, message], heartbeat);
  // Once for each message that is read, and once after each failed commit.
  expect(heartbeat).toHaveBeenCalledTimes(4);
  expect(ack).toHaveBeenCalledTimes(2);
});

it('of a batch whose tables are locked two events wait for the lock; none of them uses up an attempt', async () => {
  const commit = jest.fn(async () => {
    throw Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' });
  });
  const handler = { consumer: 'sample_ms_copy', read: () => ({}), commit };
  const run = jest.fn();
  const batches = new BatchProcessor(
    handler as unknown as TransactionalHandler,
    { run } as unknown as Database,
    createLogger('test', 'silent'),
  );
  const nak = jest.fn();
  const info = { deliveryCount: 9 };
  const message = { headers: undefined, info, string: () => '{}', nak } as unknown as JsMsg;
  await batches.process(Array<JsMsg>(100).fill(message), () => undefined);
  // The batch, and two events alone.
  expect(commit).toHaveBeenCalledTimes(3);
  expect(run).not.toHaveBeenCalled();
  expect(nak.mock.calls.slice(0, 3)).toEqual([[120_000], [120_000], [1_000]]);
  expect(nak).toHaveBeenCalledTimes(100);
});
