import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  GetReconciliation,
  ListDifferences,
  type ListDifferencesRequest,
  NotAllowed,
  ReconciliationRunning,
  type ReconciliationView,
  StartReconciliation,
} from '@orderwire/contracts';
import { faultOf, waitUntil, PaymentsWorld } from './payments-world.js';

const staff = { actor: { role: 'staff', id: '0190a000-0000-7000-8000-00000000000a' } } as const;

let world: PaymentsWorld;
beforeAll(async () => void (world = await PaymentsWorld.create({ pollMs: 20 }, { issuer: true })));
afterAll(() => world.close());

const overview = () => world.request(GetReconciliation, {}, staff);
const start = () => world.request(StartReconciliation, {}, staff);
const list = (request: ListDifferencesRequest = {}) => world.request(ListDifferences, request, staff);
const recentOf = ({ reconciliations }: ReconciliationView) =>
  reconciliations.find(({ name }) => name === 'recent');

/** Waits for the end of a run, the newest of which is returned. */
const endOf = async (before: ReconciliationView) => {
  const view = await waitUntil(overview, ({ runs }) => runs[0]?.id !== before.runs[0]?.id);
  return view.runs[0];
};

/** Runs one that staff request, and waits for its end. */
const run = async () => {
  const before = await overview();
  await start();
  return endOf(before);
};

/** A stored payment that Stripe does not have. */
const inventPayment = (id: string) =>
  world.rows(
    `INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status)
     VALUES ($1, gen_random_uuid(), $2, 500, 'usd', now() - interval '2 minutes', 'succeeded')`,
    [id, `cs_of_${id}`],
  );

describe('a reconciliation that staff request', () => {
  test('runs once, also while scheduled ones are disabled, and names the account in its history', async () => {
    const before = await overview();
    expect(before.runs).toEqual([]);
    expect(recentOf(before)).toEqual({
      ...{ name: 'recent', running: false, requestedAt: null },
      ...{ comparedUntil: null, ranAt: null },
    });
    const ended = await run();
    expect(ended).toMatchObject({
      name: 'recent',
      requestedBy: staff.actor.id,
      outcome: 'completed',
      error: null,
    });
    expect(ended?.compared.map(({ of }) => of)).toContain('charges');
    const after = await overview();
    expect(recentOf(after)).toMatchObject({ running: false, requestedAt: null, comparedUntil: ended?.to });
    expect(recentOf(after)?.ranAt).not.toBeNull();
  });

  test('is refused while another one is in progress or requested', async () => {
    const before = await overview();
    let respond: () => void = () => undefined;
    const paused = new Promise<void>((resolve) => (respond = resolve));
    let reached = false;
    world.stripe.intercept = async ({ path }) => {
      if (path.startsWith('/v1/charges')) {
        reached = true;
        await paused;
      }
      return 'pass' as const;
    };
    await start();
    await waitUntil(
      async () => reached,
      (now) => now,
    );
    expect(recentOf(await overview())).toMatchObject({ running: true });
    expect(ReconciliationRunning.matches(await faultOf(start()))).toBe(true);
    respond();
    world.stripe.intercept = () => 'pass';
    expect(await endOf(before)).toMatchObject({ outcome: 'completed' });
  });

  test('of which one fails is not repeated, and its history has the error', async () => {
    world.stripe.intercept = () => ({
      status: 401,
      body: { error: { type: 'invalid_request_error', message: 'no such key' } },
    });
    const ended = await run();
    world.stripe.intercept = () => 'pass';
    expect(ended).toMatchObject({ outcome: 'failed', compared: [], requestedBy: staff.actor.id });
    expect(ended?.error).toContain('no such key');
    expect(recentOf(await overview())).toMatchObject({ running: false, requestedAt: null });
    // A pause after a failure does not delay a request.
    expect(await run()).toMatchObject({ outcome: 'completed' });
  });

  test('keeps a limited history', async () => {
    await world.rows(
      `INSERT INTO reconciliation_runs (name, started_at, compared_from, compared_to, error)
       SELECT 'recent', to_timestamp(0), to_timestamp(0), to_timestamp(0), 'made up' FROM generate_series(1, 1100)`,
    );
    await run();
    const [row] = await world.rows<{ count: number }>(
      'SELECT count(*)::int AS count FROM reconciliation_runs',
    );
    expect(row?.count).toBe(1_000);
    expect((await overview()).runs).toHaveLength(20);
  });

  test('is for staff', async () => {
    const customer = { actor: { role: 'customer', id: staff.actor.id } } as const;
    const requests = [
      world.request(GetReconciliation, {}, customer),
      world.request(StartReconciliation, {}, customer),
      world.request(ListDifferences, {}, customer),
    ];
    for (const fault of await Promise.all(requests.map(faultOf)))
      expect(NotAllowed.matches(fault)).toBe(true);
  });
});

describe('the list of differences', () => {
  test('has open ones with what they are about, and resolved ones after a run that does not find them', async () => {
    for (const id of ['pi_gone_1', 'pi_gone_2', 'pi_gone_3']) await inventPayment(id);
    await run();
    const { data } = await list();
    expect(data.map(({ objectId }) => objectId)).toEqual(['pi_gone_3', 'pi_gone_2', 'pi_gone_1']);
    expect(data[0]).toMatchObject({
      ...{ kind: 'missing_at_stripe', objectId: 'pi_gone_3', paymentId: 'pi_gone_3' },
      ...{ amount: 500, currency: 'usd', resolvedAt: null },
    });
    expect(data[0]?.orderId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await overview()).open).toEqual([{ of: 'missing_at_stripe', count: 3 }]);

    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, cursor: first.meta.nextCursor ?? '' });
    expect([...first.data, ...second.data]).toEqual(data);
    expect(second.meta.nextCursor).toBeNull();

    await world.rows(`DELETE FROM payments WHERE id = 'pi_gone_2'`);
    // A run resolves what it compared: its time contains that of the run before.
    await world.rows(
      `UPDATE reconciliations SET watermark = now() - interval '2 days' WHERE name = 'recent'`,
    );
    await run();
    expect((await list({ kind: 'missing_at_stripe' })).data).toHaveLength(2);
    expect((await list({ kind: 'not_settled' })).data).toEqual([]);
    const resolved = (await list({ state: 'resolved' })).data;
    expect(resolved.map(({ objectId }) => objectId)).toEqual(['pi_gone_2']);
    expect(resolved[0]?.resolvedAt).not.toBeNull();
  });
});
