import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type BulkActionReply,
  type BulkActionView,
  ExpirePaymentSession,
  GetBulkAction,
  ListBulkActions,
  ListOrders,
  OrderCancelled,
  PaymentsUnavailable,
  RefundPayment,
  RefundTooLarge,
  StartBulkAction,
  type StartBulkActionRequest,
  StopBulkAction,
} from '@orderwire/contracts';
import { faultOf, waitUntil } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { RunBulkActionsUseCase } from '../src/bulk/run-bulk-actions.use-case.js';
import { acceptRefund, fakeAccounts } from './fake-services.js';
import { OrdersWorld, staff } from './orders-world.js';

let world: OrdersWorld;
const packer = uuidv7();

beforeAll(async () => {
  world = await OrdersWorld.create();
  fakeAccounts(world.link, new Map([[packer, { role: 'staff', status: 'active' }]]));
});
afterEach(() => world.resetFakes());
afterAll(() => world.close());

const paid = `status = 'PAID', paid_at = now(), payment_id = 'pi_' || id`;

/** Orders with a correlation id of their own, by which a test selects them. */
async function orders(...changes: (string | null)[]): Promise<{ ids: string[]; correlationId: string }> {
  const correlationId = uuidv7();
  const ids: string[] = [];
  for (const change of changes) {
    const { order } = await world.place({}, { correlationId });
    ids.push(order.id);
    if (change) await world.rows(`UPDATE orders SET ${change} WHERE id = $1`, [order.id]);
  }
  return { ids, correlationId };
}

type Request = Omit<StartBulkActionRequest, 'filter' | 'dryRun'> & { correlationId: string };

const dryRun = ({ correlationId, ...request }: Request): Promise<BulkActionReply> =>
  world.request(StartBulkAction, { ...request, filter: { correlationId }, dryRun: true });

async function start({ correlationId, ...request }: Request): Promise<BulkActionView> {
  const reply = await world.request(StartBulkAction, {
    ...request,
    filter: { correlationId },
    dryRun: false,
  });
  return reply.bulkAction!;
}

const details = (bulkActionId: string) => world.request(GetBulkAction, { bulkActionId });
const view = async (id: string) => (await details(id)).bulkAction;
const ended = (id: string) =>
  waitUntil(
    () => view(id),
    ({ state }) => state !== 'running',
  );

describe('dry run', () => {
  it('counts what matches, what is skipped and why, and shows some; it changes nothing', async () => {
    const { ids, correlationId } = await orders(
      null,
      paid,
      `cancellation_blocked_by = 'payment_processing'`,
      null,
    );
    expect(await dryRun({ action: 'cancel', correlationId })).toEqual({
      matching: 4,
      applicable: 2,
      skips: expect.arrayContaining([
        { reason: 'orders.not_cancellable', count: 1 },
        { reason: 'payments.in_progress', count: 1 },
      ]),
      amounts: [],
      sample: [ids[3], ids[0]].map((orderId) =>
        expect.objectContaining({ orderId, paymentState: 'awaiting_payment' }),
      ),
      bulkAction: null,
    });
    expect(await world.order(ids[0]!)).toMatchObject({ status: 'PENDING' });
  });

  it('says how much money a refund returns', async () => {
    const { correlationId } = await orders(
      paid,
      `${paid}, refunded_amount = 500`,
      null,
      `${paid}, dispute = 'open'`,
    );
    const reply = await dryRun({ action: 'refund', correlationId });
    expect(reply).toMatchObject({
      matching: 4,
      applicable: 2,
      amounts: [{ currency: 'usd', amount: 4_500 }],
    });
    expect(reply.skips.map(({ reason }) => reason).sort()).toEqual([
      'orders.dispute_open',
      'orders.not_refundable',
    ]);
  });
});

describe('bulk action', () => {
  it('cancels unpaid orders on behalf of its starter, and lists what it skipped', async () => {
    const { ids, correlationId } = await orders(null, paid, null);
    const started = await start({
      action: 'cancel',
      correlationId,
      params: { note: 'closing down' },
      expected: 3,
    });
    expect(started).toMatchObject({ state: 'running', total: 3, skipped: 1, startedBy: staff.id });
    const finished = await ended(started.id);
    expect(finished).toMatchObject({ state: 'finished', total: 3, done: 2, skipped: 1, failed: 0 });
    expect((await details(started.id)).data).toMatchObject([
      { orderId: ids[1], outcome: 'skipped', reason: 'orders.not_cancellable' },
    ]);
    const entry = (await world.timeline(ids[0]!)).find(({ step }) => step === 'cancelled');
    expect(entry).toMatchObject({
      cause: 'orders.start_bulk_action',
      correlationId: started.id,
      details: { by: 'staff', byId: staff.id, reason: 'closing down' },
    });
    const changed = await world.request(ListOrders, { correlationId: started.id });
    expect(changed.data.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
    const { data } = await world.request(ListBulkActions, { limit: 1 });
    expect(data).toEqual([finished]);
  });

  it('assigns orders, and marks shipped ones as delivered', async () => {
    const { ids, correlationId } = await orders(paid.replace('PAID', 'SHIPPED'), `assignee_id = '${packer}'`);
    const assigning = await start({
      action: 'assign',
      correlationId,
      params: { assigneeId: packer },
      expected: 2,
    });
    expect(await ended(assigning.id)).toMatchObject({ done: 1, skipped: 1 });
    const delivering = await start({ action: 'mark_delivered', correlationId, expected: 2 });
    expect(await ended(delivering.id)).toMatchObject({ done: 1, skipped: 1 });
    expect(await world.order(ids[0]!)).toMatchObject({ status: 'DELIVERED', assigneeId: packer });
  });

  it('goes on after an order that another service refuses, and says why', async () => {
    const { ids, correlationId } = await orders(paid, paid);
    world.refunds.on(RefundPayment, (request) => {
      if (request.orderId === ids[0]) throw RefundTooLarge();
      return acceptRefund(request);
    });
    const { id } = await start({ action: 'refund', correlationId, expected: 2 });
    const { done, skipped, failed } = await ended(id);
    expect([done, skipped + failed]).toEqual([1, 1]);
    expect((await details(id)).data).toMatchObject([
      { orderId: ids[0], reason: 'payments.refund_too_large' },
    ]);
  });

  it('refunds each order once when its process dies between the refund and its record', async () => {
    const { ids, correlationId } = await orders(paid, paid, paid, paid, paid, paid);
    await world.stop();
    await world.start({ CRASH_POINT: 'bulk_actions.record.commit.before:throw:3' });
    const { id } = await start({ action: 'refund', correlationId, expected: 6 });
    await waitUntil(
      () => world.rows('SELECT 1 FROM order_refunds WHERE order_id = ANY ($1)', [ids]),
      ({ length }) => length >= 3,
    );
    await world.stop();
    expect(
      await world.rows(`SELECT 1 FROM bulk_action_orders WHERE bulk_action_id = $1 AND outcome IS NULL`, [
        id,
      ]),
    ).not.toEqual([]);
    await world.rows('UPDATE bulk_actions SET claimed_until = to_timestamp(0) WHERE id = $1', [id]);
    await world.start();
    while (await world.get(RunBulkActionsUseCase).execute());
    expect(await view(id)).toMatchObject({ state: 'finished', done: 6, skipped: 0, failed: 0 });
    const refunds = await world.rows<{ id: string }>(
      'SELECT id FROM order_refunds WHERE order_id = ANY ($1)',
      [ids],
    );
    expect(refunds).toHaveLength(6);
    const requested = new Set(world.refunds.requests(RefundPayment).map(({ refundId }) => refundId));
    expect([...requested].sort()).toEqual(refunds.map((refund) => refund.id).sort());
  });

  it('waits while another service is unavailable, and counts every order once', async () => {
    const { ids, correlationId } = await orders(null, null, null);
    world.expiry.on(ExpirePaymentSession, () => {
      throw PaymentsUnavailable();
    });
    const { id } = await start({ action: 'cancel', correlationId, expected: 3 });
    await waitUntil(
      () => world.rows('SELECT 1 FROM bulk_actions WHERE id = $1 AND claimed_until IS NOT NULL', [id]),
      ({ length }) => length === 1,
    );
    await waitUntil(
      () => world.expiry.requests(ExpirePaymentSession),
      ({ length }) => length >= 1,
    );
    expect(await view(id)).toMatchObject({ state: 'running', done: 0, skipped: 0, failed: 0 });
    await world.resetFakes();
    await waitUntil(
      async () => {
        await world.rows('UPDATE bulk_actions SET claimed_until = to_timestamp(0) WHERE id = $1', [id]);
        await world.get(RunBulkActionsUseCase).execute();
        return view(id);
      },
      ({ state }) => state === 'finished',
    );
    expect(await view(id)).toMatchObject({ done: 3 });
    for (const orderId of ids) expect(await world.published(OrderCancelled, orderId)).toHaveLength(1);
  });

  it('stops: what is done stays, and the rest is left alone', async () => {
    const { ids, correlationId } = await orders(null, null);
    world.expiry.on(ExpirePaymentSession, () => {
      throw PaymentsUnavailable();
    });
    const { id } = await start({ action: 'cancel', correlationId, expected: 2 });
    // The batch that was being handled has ended: the lease is replaced by the shorter pause.
    await waitUntil(
      () =>
        world.rows(
          "SELECT 1 FROM bulk_actions WHERE id = $1 AND claimed_until BETWEEN now() AND now() + interval '1 minute'",
          [id],
        ),
      ({ length }) => length === 1,
    );
    expect(await world.request(StopBulkAction, { bulkActionId: id })).toMatchObject({ state: 'stopped' });
    await world.resetFakes();
    while (await world.get(RunBulkActionsUseCase).execute());
    expect(await view(id)).toMatchObject({ state: 'stopped', done: 0 });
    expect(await world.order(ids[0]!)).toMatchObject({ status: 'PENDING' });
  });
});

describe('bulk action that may not start', () => {
  it('has about as many orders as its dry run counted', async () => {
    const { correlationId } = await orders(null);
    const fault = await faultOf(start({ action: 'cancel', correlationId, expected: 7 }));
    expect(fault).toMatchObject({
      code: 'orders.bulk_action_changed',
      details: { expected: 7, matching: 1 },
    });
    expect((await world.request(ListOrders, { correlationId })).data[0]).toMatchObject({ status: 'PENDING' });
  });

  it('has at most ten thousand orders', async () => {
    await world.rows(
      `INSERT INTO orders (id, currency, total_amount, total_items, actor, payment_session_expires_at, created_at)
       SELECT gen_random_uuid(), 'chf', 100, 1, '{}', now() + interval '1 day', now() FROM generate_series(1, 10001)`,
    );
    const request = { action: 'cancel', filter: { currency: 'chf' }, dryRun: true } as const;
    const fault = await faultOf(world.request(StartBulkAction, request));
    expect(fault).toMatchObject({ code: 'orders.bulk_action_too_large', details: { max: 10_000 } });
  });

  it.each<[string, Partial<StartBulkActionRequest>, string]>([
    ['no filter', { filter: {} }, 'filter'],
    ['no number of its dry run', { dryRun: false }, 'expected'],
    ['no assignee', { action: 'assign' }, 'params.assigneeId'],
    ['an assignee of another action', { params: { assigneeId: packer } }, 'params.assigneeId'],
    ['a filter of an unknown status', { filter: { status: ['LOST'] as never } }, 'filter.status'],
  ])('is refused with %s', async (_what, changes, path) => {
    const request = { action: 'cancel', filter: { currency: 'usd' }, dryRun: true, ...changes } as const;
    expect(await faultOf(world.request(StartBulkAction, request))).toMatchObject({
      details: { errors: [{ path }] },
    });
  });

  it('assigns to staff only', async () => {
    const request = { action: 'assign', filter: { currency: 'usd' }, dryRun: true } as const;
    const fault = await faultOf(
      world.request(StartBulkAction, { ...request, params: { assigneeId: uuidv7() } }),
    );
    expect(fault).toMatchObject({ code: 'orders.not_assignable' });
  });

  it('is not found under an unknown id', async () => {
    expect(await faultOf(details(uuidv7()))).toMatchObject({ code: 'orders.bulk_action_not_found' });
  });
});
