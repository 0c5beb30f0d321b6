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
