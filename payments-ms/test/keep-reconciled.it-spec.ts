import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger, Database, Metrics, MetricsServer, type RunningService } from '@orderwire/platform';
import { KeepReconciled } from '../src/application/keep-reconciled.js';
import type { Report } from '../src/domain/reconciliation.js';
import { ReconciliationLease } from '../src/outbound/reconciliation-lease.js';
import { MailThief } from './mail-thief.js';
import { waitUntil, World } from './world.js';

let world: World;
let thief: MailThief;
beforeAll(async () => {
  world = await World.create({ pollMs: 20 });
  thief = await MailThief.hire(world);
});
afterAll(() => world.close());

interface Row {
  watermark: Date | null;
  ran_at: Date | null;
  holder: string | null;
}
const recent = async (): Promise<Row> =>
  (
    await world.rows<Row & Record<string, unknown>>("SELECT * FROM reconciliations WHERE name = 'recent'")
  )[0] as Row;

const begin = (config = {}) =>
  world.start({ config: { RECONCILE_EVERY_SECONDS: 1, ...config }, beside: true });

/** Has a replica look whether a reconciliation is due, as its clock does; returns when it has looked. */
const looks = ({ app }: RunningService) => app.get(KeepReconciled).execute(new AbortController().signal);

/** As if the last reconciliation had been as long ago; what was made just now is old enough to be compared. */
const makeDue = () =>
  world.rows("UPDATE reconciliations SET ran_at = now() - interval '1 hour' WHERE name = 'recent'");

const quietlyPaidAMinuteAgo = async () => {
  const opened = await thief.steals(async () => {
    const session = await world.opened();
    await world.stripe.pay(session.id);
    return session;
  });
  // A recent run leaves alone what is younger than a minute; our row says when it should have been over.
  await world.rows(
    "UPDATE payment_sessions SET expires_at = now() - interval '1 minute' WHERE order_id = $1",
    [opened.orderId],
  );
  return opened;
};

describe('a service that reconciles by itself', () => {
  test('heals what was lost, and goes on from where the last one ended', async () => {
    const { orderId } = await quietlyPaidAMinuteAgo();
    const replica = await begin();
    await world.waitFor(orderId, 'payment.succeeded');
    const first = await waitUntil(recent, ({ watermark }) => watermark !== null);
    const second = await waitUntil(recent, ({ ran_at }) => (ran_at ?? 0) > (first.ran_at ?? 0));
    expect(second.watermark?.getTime()).toBeGreaterThan(first.watermark?.getTime() ?? Infinity);
    await world.stop(replica);
  });

  test('makes one at a time, however many replicas ask, and not again before it is time', async () => {
    await makeDue();
    const { DATABASE_URL: url } = world.config();
    const database = new Database({ url, poolSize: 4, logger: createLogger('test', 'silent') });
    const replicas = Array.from({ length: 4 }, () => new ReconciliationLease(database));
    const taken = await Promise.all(replicas.map((lease) => lease.take('recent', 60)));
    const held = taken.filter((one) => one !== undefined);
    expect(held).toHaveLength(1);
    await held[0]?.giveUp();
    const again = await replicas[0]?.take('recent', 60);
    // Whoever lost it to another can neither go on nor write what it came to.
    await expect(held[0]?.renew()).rejects.toThrow('another replica');
    const report = {
      span: { from: new Date(0), to: new Date() },
      compared: {},
      healed: {},
      unhealed: {},
      difference: {},
    };
    await again?.finish(report as unknown as Report);
    expect(await replicas[1]?.take('recent', 60)).toBeUndefined();
    await database.close();
  });

  test('takes over what a dead replica had in its hands when its lease is over', async () => {
    await makeDue();
    await world.rows(
      "UPDATE reconciliations SET holder = 'dead', leased_until = now() + interval '1 hour' WHERE name = 'recent'",
    );
    const { orderId } = await quietlyPaidAMinuteAgo();
    const replica = await begin();
    await looks(replica);
    expect(await world.subjectsOf(orderId)).toEqual([]);
    expect((await recent()).holder).toBe('dead');
    await world.rows("UPDATE reconciliations SET leased_until = now() - interval '1 second'");
    await world.waitFor(orderId, 'payment.succeeded');
    await world.stop(replica);
  });

  test('begins again from the same place when Stripe could not be asked', async () => {
    await makeDue();
    const before = await recent();
    let refused = 0;
    world.stripe.fate = ({ path }) => {
      if (!path.startsWith('/v1/charges')) return 'pass';
      refused++;
      return { status: 401, body: { error: { type: 'invalid_request_error' } } };
    };
    const replica = await begin();
    await waitUntil(
      () => refused,
      (times) => times > 1,
    );
    expect((await recent()).watermark).toEqual(before.watermark);
    world.stripe.fate = () => 'pass';
    await waitUntil(recent, ({ watermark }) => (watermark ?? 0) > (before.watermark ?? 0));
    await world.stop(replica);
  });

  test('makes none with 0', async () => {
    await makeDue();
    const before = await recent();
    const replica = await begin({ RECONCILE_EVERY_SECONDS: 0 });
    const { orderId, id } = await world.opened();
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.succeeded');
    await looks(replica);
    await world.stop(replica);
    expect(await recent()).toEqual(before);
  });
});

describe('its metrics', () => {
  const scraped = async ({ app }: RunningService) => (await fetch(app.get(MetricsServer).url ?? '')).text();

  test('tell what waits, what was found, and when it was compared', async () => {
    await makeDue();
    await world.rows(
      `INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status)
       VALUES ('pi_made_up', gen_random_uuid(), 'cs_made_up', 500, 'usd', now() - interval '2 minutes', 'succeeded')`,
    );
    const replica = await begin({ METRICS_PORT: 0 });
    expect(replica.app.get(Metrics)).toBeDefined();
    const page = await waitUntil(
      () => scraped(replica),
      // The gauges are in the database a moment before the replica counts its run.
      (text) => text.includes('kind="missing_at_stripe"') && text.includes('reconcile_runs_total{'),
    );
    expect(page).toMatch(
      /orderwire_payments_reconcile_unhealed\{.*run="recent",kind="missing_at_stripe".*\} 1/,
    );
    expect(page).toMatch(/orderwire_payments_reconcile_runs_total\{run="recent".*\} \d/);
    expect(page).toMatch(/orderwire_payments_reconcile_last_timestamp_seconds\{run="recent".*\} \d/);
    expect(page).toMatch(/orderwire_payments_events_waiting\{.*\} 0/);
    expect(page).toMatch(/orderwire_payments_events_oldest_waiting_seconds\{.*\} 0/);
    await world.stop(replica);
  });
});
