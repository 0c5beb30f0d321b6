import { expect, it, jest } from '@jest/globals';
import type { JsMsg } from '@nats-io/jetstream';
import type { Database } from '../database/database.js';
import { createLogger } from '../log/logger.js';
import { BatchProcessor } from './batch-processor.js';
import type { TransactionalHandler } from './transactional-handler.js';

it('a batch says that it goes on for as long as its database is away, and takes its events when that is back', async () => {
  let away = 2;
  const effect = {
    consumer: 'toy_ms_copy',
    read: () => ({}),
    commit: async () => {
      if (away-- > 0) throw Object.assign(new Error('starting up'), { code: '57P03' });
    },
    reach: async () => undefined,
  };
  const ack = jest.fn();
  const message = { headers: undefined, info: {}, string: () => '{}', ack } as unknown as JsMsg;
  const batches = new BatchProcessor(
    effect as unknown as TransactionalHandler,
    {} as Database,
    createLogger('test', 'silent'),
  );
  const goesOn = jest.fn();
  await batches.process([message, message], goesOn);
  // Once for each message that is read, and after each look at the database.
  expect(goesOn).toHaveBeenCalledTimes(4);
  expect(ack).toHaveBeenCalledTimes(2);
});
