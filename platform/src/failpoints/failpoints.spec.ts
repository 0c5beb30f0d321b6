import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import Joi from 'joi';
import { loadConfig } from '../config/load-config.js';
import { failpointKeys } from './failpoint-config.js';
import { FailpointReached, Failpoints } from './failpoints.js';
import { parseFailpointSpec } from './failpoint-spec.js';
import { failpointNames, isFailpoint } from './failpoint-names.js';

const consumers = ['orders_ms_settle_order'];

describe('the list of crash points', () => {
  it('names each once, those of every consumer among them, and each can be armed', () => {
    const names = failpointNames(consumers);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('orders_ms_settle_order.commit.before');
    expect(names.filter((name) => !isFailpoint(name))).toEqual([]);
  });

  it('has names that never change: tests and reports carry them', () => {
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
      'orders.next_attempt.commit.before',
      'orders.next_attempt.commit.after',
      'refunds.answer.commit.before',
      'refunds.answer.commit.after',
      'orders_ms_settle_order.commit.before',
      'orders_ms_settle_order.commit.after',
      'orders_ms_settle_order.ack.after',
    ]);
  });
});

describe('a statement that commits by itself', () => {
  it('has its points in the list of its own service alone, if it is on the path of an order', () => {
    const ofPayments = failpointNames(['payments_ms_refund_rejected']);
    expect(ofPayments).toContain('sessions.open.commit.after');
    expect(ofPayments).not.toContain('orders.open_session.commit.after');
    expect(failpointNames()).not.toContain('sessions.open.commit.after');
  });

  it('can be armed wherever it is', () => {
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
  ])('is read: %s', (text, spec) => expect(parseFailpointSpec(text)).toMatchObject(spec));

  it.each([
    ['', 'no crash point ""'],
    ['outbox:kill', 'outbox.publish.before'],
    ['settle_order.commit.before:kill', 'no crash point'],
    ['outbox.publish.after', 'kill, throw or hang'],
    ['outbox.publish.after:explode', '"explode"'],
    ['outbox.publish.after:kill:0', '"0"'],
    ['outbox.publish.after:kill:often', '"often"'],
    ['outbox.publish.after:kill:1:2', '<name>'],
  ])('that is wrong is refused with the reason: "%s"', (text, reason) =>
    expect(() => parseFailpointSpec(text)).toThrow(reason),
  );

  const schema = Joi.object({ NODE_ENV: Joi.string(), ...failpointKeys });
  const start = (env: Record<string, string>) => loadConfig(schema, env);

  it('is refused in production, with the reason', () => {
    const env = { CRASH_POINT: 'outbox.publish.after:kill' };
    expect(() => start({ ...env, NODE_ENV: 'production' })).toThrow('must not be set in production');
    expect(start({ ...env, NODE_ENV: 'development' })).toMatchObject(env);
  });

  it('that is wrong keeps a service from starting, and is named', () => {
    expect(() => start({ CRASH_POINT: 'outbox.publish.after:explode' })).toThrow(
      'CRASH_POINT: must say kill, throw or hang',
    );
  });
});

describe('a crash point', () => {
  const blows = { kill: jest.fn(), standStill: jest.fn() };
  let folder: string;
  let points: Failpoints;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'orderwire-crash-'));
    points = new Failpoints(blows);
    jest.clearAllMocks();
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const arm = (text: string, more: object = {}) => points.arm({ ...parseFailpointSpec(text), ...more });

  it('that is not armed does nothing', async () => {
    await points.reach('outbox.publish.after');
    expect(await points.around('stripe.create_session', async () => 'made')).toBe('made');
    expect(points.armed).toBe(false);
  });

  it('fails where it was told to, the how-manieth time it was told to, and once', async () => {
    arm('outbox.publish.after:throw:2');
    await points.reach('outbox.publish.before');
    await points.reach('outbox.publish.after');
    await expect(points.reach('outbox.publish.after')).rejects.toThrow(FailpointReached);
    await points.reach('outbox.publish.after');
  });

  it('before a piece of work keeps it from being done, and after it keeps its result from being known', async () => {
    const work = jest.fn(async () => 'done');
    arm('stripe.create_refund.before:throw');
    await expect(points.around('stripe.create_refund', work)).rejects.toThrow(FailpointReached);
    expect(work).not.toHaveBeenCalled();
    arm('stripe.create_refund.after:throw');
    await expect(points.around('stripe.create_refund', work)).rejects.toThrow(FailpointReached);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('kills, or stands still for as long as it was told to', async () => {
    arm('outbox.mark.after:kill');
    await points.reach('outbox.mark.after');
    expect(blows.kill).toHaveBeenCalledTimes(1);
    arm('outbox.mark.after:hang', { hangMs: 7 });
    await points.reach('outbox.mark.after');
    expect(blows.standStill).toHaveBeenCalledWith(7);
  });

  it('with a file fails in one process and never again while the file is there', async () => {
    const onceFile = join(folder, 'once');
    arm('outbox.mark.after:kill', { onceFile });
    const replica = new Failpoints(blows);
    replica.arm({ ...parseFailpointSpec('outbox.mark.after:kill'), onceFile });
    await points.reach('outbox.mark.after');
    await replica.reach('outbox.mark.after');
    expect(blows.kill).toHaveBeenCalledTimes(1);
    expect(readFileSync(onceFile, 'utf8')).toContain('outbox.mark.after');
    const restarted = new Failpoints(blows);
    restarted.arm({ ...parseFailpointSpec('outbox.mark.after:kill'), onceFile });
    expect(restarted.armed).toBe(false);
  });

  it('leaves no file behind where it only passed by', async () => {
    const onceFile = join(folder, 'once');
    arm('outbox.mark.after:kill:2', { onceFile });
    await points.reach('outbox.mark.after');
    expect(existsSync(onceFile)).toBe(false);
    writeFileSync(onceFile, '');
    await points.reach('outbox.mark.after');
    expect(blows.kill).not.toHaveBeenCalled();
  });
});
