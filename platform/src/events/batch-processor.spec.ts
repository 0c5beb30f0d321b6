import { expect, it, jest } from '@jest/globals';
import type { JsMsg } from '@nats-io/jetstream';
import type { Database } from '../database/database.js';
import { errorReports } from '../log/error-reports.js';
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

it('a batch whose acknowledgement throws is committed and counted once', async () => {
  const commit = jest.fn(async () => undefined);
  const handler = { consumer: 'sample_ms_copy', read: () => ({}), commit };
  const run = jest.fn();
  const batches = new BatchProcessor(
    handler as unknown as TransactionalHandler,
    { run } as unknown as Database,
    createLogger('test', 'silent'),
  );
  const meter = jest.fn();
  batches.meter = meter;
  const ack = () => {
    throw new Error('the connection is closed');
  };
  const message = { headers: undefined, info: {}, string: () => '{}', ack } as unknown as JsMsg;
  await batches.process([message, message], () => undefined);
  expect(commit).toHaveBeenCalledTimes(1);
  expect(meter.mock.calls).toEqual([['sample_ms_copy', 'ok', 2, expect.any(Number)]]);
  expect(run).not.toHaveBeenCalled();
});

it('a dead letter is reported with the error of its handler', async () => {
  const error = new RangeError('no such order');
  const handler = {
    consumer: 'sample_ms_copy',
    read: () => ({}),
    commit: async () => {
      throw error;
    },
  };
  const run = jest.fn(async () => [{ tries: 6 }]);
  const database = { run, transaction: async (work: (tx: unknown) => unknown) => work({ run }) };
  const batches = new BatchProcessor(
    handler as unknown as TransactionalHandler,
    database as unknown as Database,
    createLogger('test', 'silent'),
  );
  const report = jest.spyOn(errorReports, 'report').mockReturnValue();
  const term = jest.fn();
  const message = { subject: 'sample.done', headers: undefined, info: {}, string: () => '{}', term };
  await batches.process([message as unknown as JsMsg], () => undefined);
  expect(term).toHaveBeenCalledWith('no such order');
  const tags = { consumer: 'sample_ms_copy', subject: 'sample.done' };
  expect(report.mock.calls).toEqual([[error, tags, expect.any(String)]]);
  report.mockRestore();
});
