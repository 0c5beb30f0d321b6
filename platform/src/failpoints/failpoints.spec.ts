import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import Joi from 'joi';
import { loadConfig } from '../config/load-config.js';
import { failpointKeys, failpointsOf } from './failpoint-config.js';
import { type FailpointOptions, FailpointReached, Failpoints } from './failpoints.js';
import { parseFailpointSpec } from './failpoint-spec.js';
import { failpointNames, isFailpoint } from './failpoint-names.js';

const consumers = ['orders_ms_settle_order'];

describe('the list of failpoints', () => {
  it('has each name once, those of every consumer included, and each can be configured', () => {
    const names = failpointNames(consumers);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('orders_ms_settle_order.commit.before');
    expect(names.filter((name) => !isFailpoint(name))).toEqual([]);
  });

  it('has stable names, which tests and reports refer to', () => {
    expect(failpointNames(consumers)).toEqual([
      'transaction.commit.before',
      'transaction.commit.after',
      'outbox.publish.before',
      'outbox.publish.after',
      'outbox.mark.after',
      'outbox.commit.after',
      'webhook.store.before',
      'webhook.store.after',
      'stripe.create_session.before',
      'stripe.create_session.after',
      'stripe.retrieve_session.before',
      'stripe.retrieve_session.after',
      'stripe.expire_session.before',
      'stripe.expire_session.after',
      'stripe.create_refund.before',
      'stripe.create_refund.after',
      'stripe.retrieve_refund.before',
      'stripe.retrieve_refund.after',
      'stripe.retrieve_dispute.before',
      'stripe.retrieve_dispute.after',
      'idempotency.claim.commit.before',
      'idempotency.claim.commit.after',
      'orders.open_session.commit.before',
      'orders.open_session.commit.after',
      'payment_attempts.next.commit.before',
      'payment_attempts.next.commit.after',
      'refunds.mark_submitted.commit.before',
      'refunds.mark_submitted.commit.after',
      'orders_ms_settle_order.commit.before',
      'orders_ms_settle_order.commit.after',
      'orders_ms_settle_order.ack.after',
    ]);
  });
});

describe('a statement that is a transaction of its own', () => {
  it('has failpoints in the list of its own service only, if it is on the path of an order', () => {
    const ofPayments = failpointNames(['payments_ms_refund_rejected']);
    expect(ofPayments).toContain('sessions.open.commit.after');
    expect(ofPayments).not.toContain('orders.open_session.commit.after');
    expect(failpointNames()).not.toContain('sessions.open.commit.after');
  });

  it('can be configured whichever service it belongs to', () => {
    expect(isFailpoint('dead_letters.insert.commit.after')).toBe(true);
    expect(isFailpoint('dead_letters.commit.after')).toBe(false);
    expect(isFailpoint('dead_letters.insert.ack.after')).toBe(false);
  });
});

describe('CRASH_POINT', () => {
  it.each([
    ['outbox.publish.after:kill', { point: 'outbox.publish.after', mode: 'kill', nth: 1 }],
    ['stripe.create_session.before:throw:3', { mode: 'throw', nth: 3 }],
    ['orders_ms_settle_order.ack.after:hang:12', { mode: 'hang', nth: 12 }],
  ])('is parsed: %s', (text, spec) => expect(parseFailpointSpec(text)).toMatchObject(spec));

  it.each([
    ['', 'no failpoint ""'],
    ['outbox:kill', 'outbox.publish.before'],
    ['settle_order.commit.before:kill', 'no failpoint'],
    ['outbox.publish.after', 'kill, throw or hang'],
    ['outbox.publish.after:explode', '"explode"'],
    ['outbox.publish.after:kill:0', '"0"'],
    ['outbox.publish.after:kill:often', '"often"'],
    ['outbox.publish.after:kill:1:2', '<name>'],
  ])('is refused with the reason when it is not valid: "%s"', (text, reason) =>
    expect(() => parseFailpointSpec(text)).toThrow(reason),
  );

  const schema = Joi.object({ NODE_ENV: Joi.string(), ...failpointKeys });
  const start = (env: Record<string, string>) => loadConfig(schema, env);

  it('is refused in production, with the reason', () => {
    const env = { CRASH_POINT: 'outbox.publish.after:kill' };
    expect(() => start({ ...env, NODE_ENV: 'production' })).toThrow('must not be set in production');
    expect(start({ ...env, NODE_ENV: 'development' })).toMatchObject(env);
  });

  it('prevents the start of a service when it is not valid, and is named', () => {
    expect(() => start({ CRASH_POINT: 'outbox.publish.after:explode' })).toThrow(
      'CRASH_POINT: must have kill, throw or hang',
    );
  });
});

describe('a failpoint', () => {
  const actions = { kill: jest.fn(), hang: jest.fn() };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'orderwire-failpoint-'));
    jest.clearAllMocks();
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const arm = (text: string, more: Partial<FailpointOptions> = {}) =>
    new Failpoints({ ...parseFailpointSpec(text), ...more }, actions);

  it('does not exist without CRASH_POINT', () => {
    expect(failpointsOf({})).toBeUndefined();
    expect(failpointsOf({ CRASH_POINT: 'outbox.mark.after:kill' })).toBeInstanceOf(Failpoints);
  });

  it('fails where it is configured to, at the configured time, and once', async () => {
    const points = arm('outbox.publish.after:throw:2');
    await points.reach('outbox.publish.before');
    await points.reach('outbox.publish.after');
    await expect(points.reach('outbox.publish.after')).rejects.toThrow(FailpointReached);
    await points.reach('outbox.publish.after');
    expect(await points.around('outbox.publish', async () => 'done')).toBe('done');
  });

  it('prevents the work that it precedes, and hides the result of the work that it follows', async () => {
    const work = jest.fn(async () => 'done');
    const before = arm('stripe.create_refund.before:throw');
    await expect(before.around('stripe.create_refund', work)).rejects.toThrow(FailpointReached);
    expect(work).not.toHaveBeenCalled();
    const after = arm('stripe.create_refund.after:throw');
    await expect(after.around('stripe.create_refund', work)).rejects.toThrow(FailpointReached);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('kills the process, or hangs it for the configured time', async () => {
    await arm('outbox.mark.after:kill').reach('outbox.mark.after');
    expect(actions.kill).toHaveBeenCalledTimes(1);
    await arm('outbox.mark.after:hang', { hangMs: 7 }).reach('outbox.mark.after');
    expect(actions.hang).toHaveBeenCalledWith(7);
  });

  it('with a once file fails in one process, and in none while the file exists', async () => {
    const onceFile = join(folder, 'once');
    const points = arm('outbox.mark.after:kill', { onceFile });
    const replica = arm('outbox.mark.after:kill', { onceFile });
    await points.reach('outbox.mark.after');
    await replica.reach('outbox.mark.after');
    expect(actions.kill).toHaveBeenCalledTimes(1);
    expect(readFileSync(onceFile, 'utf8')).toContain('outbox.mark.after');
    await arm('outbox.mark.after:kill', { onceFile }).reach('outbox.mark.after');
    expect(actions.kill).toHaveBeenCalledTimes(1);
  });

  it('creates no once file before it fails', async () => {
    const onceFile = join(folder, 'once');
    const points = arm('outbox.mark.after:kill:2', { onceFile });
    await points.reach('outbox.mark.after');
    expect(existsSync(onceFile)).toBe(false);
    writeFileSync(onceFile, '');
    await points.reach('outbox.mark.after');
    expect(actions.kill).not.toHaveBeenCalled();
  });
});
