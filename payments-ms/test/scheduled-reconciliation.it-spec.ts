import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger, Database, Metrics, MetricsServer, type RunningService } from '@orderwire/platform';
import { ScheduledReconciliationUseCase } from '../src/reconciliation/scheduled-reconciliation.use-case.js';
import type { ReconciliationReport } from '../src/reconciliation/reconciliation.js';
import { ReconciliationLeaseRepository } from '../src/reconciliation/reconciliation-lease.repository.js';
import { WebhookDropper } from './webhook-dropper.js';
import { waitUntil, PaymentsWorld } from './payments-world.js';

let world: PaymentsWorld;
let dropper: WebhookDropper;
beforeAll(async () => {
  world = await PaymentsWorld.create({ pollMs: 20 });
  dropper = await WebhookDropper.install(world);
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
  world.startReplica({ config: { RECONCILE_EVERY_SECONDS: 1, ...config }, beside: true });

/** Runs the job of a replica once. */
const runJob = ({ app }: RunningService) =>
  app.get(ScheduledReconciliationUseCase).execute(new AbortController().signal);

/** Makes the recent reconciliation due. */
const makeDue = () =>
  world.rows("UPDATE reconciliations SET ran_at = now() - interval '1 hour' WHERE name = 'recent'");

const payWithoutWebhookAMinuteAgo = async () => {
  const opened = await dropper.drop(async () => {
    const session = await world.openSession();
    await world.stripe.pay(session.id);
    return session;
  });
  // A recent run skips records younger than a minute, so the session has to be overdue.
  await world.rows(
    "UPDATE payment_sessions SET expires_at = now() - interval '1 minute' WHERE order_id = $1",
    [opened.orderId],
  );
  return opened;
};

describe('scheduled reconciliation', () => {
  test('resolves lost webhooks and continues from the last watermark', async () => {
    const { orderId } = await payWithoutWebhookAMinuteAgo();
    const replica = await begin();
    await world.waitFor(orderId, 'payment.succeeded');
    const first = await waitUntil(recent, ({ watermark }) => watermark !== null);
    const second = await waitUntil(recent, ({ ran_at }) => (ran_at ?? 0) > (first.ran_at ?? 0));
    expect(second.watermark?.getTime()).toBeGreaterThan(first.watermark?.getTime() ?? Infinity);
    await world.stopReplica(replica);
  });

  test('runs on one replica at a time, and not again before the interval ends', async () => {
    await makeDue();
    const { DATABASE_URL: url } = world.config();
    const database = new Database({ url, poolSize: 4, logger: createLogger('test', 'silent') });
    const replicas = Array.from({ length: 4 }, () => new ReconciliationLeaseRepository(database));
    const leases = await Promise.all(replicas.map((lease) => lease.acquire('recent', 60)));
    const acquired = leases.filter((one) => one !== undefined);
    expect(acquired).toHaveLength(1);
    await acquired[0]?.release();
    const again = await replicas[0]?.acquire('recent', 60);
    // A replica that lost its lease can neither renew nor finish.
    await expect(acquired[0]?.renew()).rejects.toThrow('another replica');
    const report = {
      // A run compares nothing younger than a minute: a later watermark would stop it that long.
      span: { from: new Date(0), to: new Date(Date.now() - 120_000) },
      compared: {},
      resolved: {},
      unresolved: {},
      difference: {},
    };
    await again?.finish(report as unknown as ReconciliationReport);
    expect(await replicas[1]?.acquire('recent', 60)).toBeUndefined();
    await database.close();
  });

  test('takes over from a crashed replica when its lease ends', async () => {
    await makeDue();
    await world.rows(
      "UPDATE reconciliations SET holder = 'dead', leased_until = now() + interval '1 hour' WHERE name = 'recent'",
    );
    const { orderId } = await payWithoutWebhookAMinuteAgo();
    const replica = await begin();
    await runJob(replica);
    expect(await world.subjectsOf(orderId)).toEqual([]);
    expect((await recent()).holder).toBe('dead');
    await world.rows("UPDATE reconciliations SET leased_until = now() - interval '1 second'");
    await world.waitFor(orderId, 'payment.succeeded');
    await world.stopReplica(replica);
  });

  test('starts again from the same watermark after an error of Stripe', async () => {
    await makeDue();
    const before = await recent();
    let refused = 0;
    world.stripe.intercept = ({ path }) => {
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
    world.stripe.intercept = () => 'pass';
    await waitUntil(recent, ({ watermark }) => (watermark ?? 0) > (before.watermark ?? 0));
    await world.stopReplica(replica);
  });

  test('is disabled with 0', async () => {
    await makeDue();
    const before = await recent();
    const replica = await begin({ RECONCILE_EVERY_SECONDS: 0 });
    const { orderId, id } = await world.openSession();
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.succeeded');
    await runJob(replica);
    await world.stopReplica(replica);
    expect(await recent()).toEqual(before);
  });
});

describe('the metrics of reconciliation', () => {
  const scraped = async ({ app }: RunningService) => (await fetch(app.get(MetricsServer).url ?? '')).text();

  test('report the backlog, the differences and the time of the last run', async () => {
    await makeDue();
    await world.rows(
      `INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status)
       VALUES ('pi_made_up', gen_random_uuid(), 'cs_made_up', 500, 'usd', now() - interval '2 minutes', 'succeeded')`,
    );
    const replica = await begin({ METRICS_PORT: 0 });
    expect(replica.app.get(Metrics)).toBeDefined();
    const page = await waitUntil(
      () => scraped(replica),
      // The gauges are stored a moment before the replica counts its run.
      (text) => text.includes('kind="missing_at_stripe"') && text.includes('reconcile_runs_total{'),
    );
    expect(page).toMatch(
      /orderwire_payments_reconcile_unresolved\{.*run="recent",kind="missing_at_stripe".*\} 1/,
    );
    expect(page).toMatch(/orderwire_payments_differences_open\{kind="missing_at_stripe".*\} 1/);
    expect(page).toMatch(/orderwire_payments_differences_open\{kind="ledger_differs".*\} \d/);
    expect(page).toMatch(/orderwire_payments_reconcile_resolved_total\{kind="lost_webhook".*\} 0/);
    expect(page).toMatch(/orderwire_payments_reconcile_runs_total\{run="recent".*\} \d/);
    expect(page).toMatch(/orderwire_payments_reconcile_last_timestamp_seconds\{run="recent".*\} \d/);
    expect(page).toMatch(/orderwire_payments_events_waiting\{.*\} 0/);
    expect(page).toMatch(/orderwire_payments_events_oldest_waiting_seconds\{.*\} 0/);
    await world.stopReplica(replica);
    await world.rows('UPDATE reconciliation_differences SET resolved_at = now()');
    const next = await begin({ METRICS_PORT: 0, RECONCILE_EVERY_SECONDS: 0 });
    expect(await scraped(next)).toMatch(
      /orderwire_payments_differences_open\{kind="missing_at_stripe".*\} 0/,
    );
    await world.stopReplica(next);
  });
});
