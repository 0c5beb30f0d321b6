import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ExpirePaymentSession,
  GetBulkAction,
  ListBulkActions,
  ListOrders,
  OrderCancelled,
  PaymentsUnavailable,
  RefundPayment,
  RefundTooLarge,
  StopBulkAction,
} from '@orderwire/contracts';
import { faultOf, waitUntil } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { RunBulkActionsUseCase } from '../src/bulk/run-bulk-actions.use-case.js';
import { BulkActions, paid } from './bulk-actions.js';
import { acceptRefund, fakeAccounts } from './fake-services.js';
import { OrdersWorld, staff } from './orders-world.js';
import { refundsIn } from './refund-events.js';

let world: OrdersWorld;
let bulk: BulkActions;
const packer = uuidv7();

beforeAll(async () => {
  world = await OrdersWorld.create();
  bulk = new BulkActions(world);
  fakeAccounts(world.link, new Map([[packer, { role: 'staff', status: 'active' }]]));
});
afterEach(() => world.resetFakes());
afterAll(() => world.close());

const details = (bulkActionId: string) => world.request(GetBulkAction, { bulkActionId });

describe('bulk action', () => {
  it('cancels unpaid orders on behalf of its starter, and lists what it skipped', async () => {
    const { ids, correlationId } = await bulk.orders(null, paid, null);
    const started = await bulk.start({
      action: 'cancel',
      correlationId,
      params: { note: 'closing down' },
      expected: 3,
    });
    expect(started).toMatchObject({ state: 'running', total: 3, skipped: 1, startedBy: staff.id });
    const finished = await bulk.ended(started.id);
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
    const { ids, correlationId } = await bulk.orders(
      paid.replace('PAID', 'SHIPPED'),
      `assignee_id = '${packer}'`,
    );
    const assigning = await bulk.start({
      action: 'assign',
      correlationId,
      params: { assigneeId: packer },
      expected: 2,
    });
    expect(await bulk.ended(assigning.id)).toMatchObject({ done: 1, skipped: 1 });
    const delivering = await bulk.start({ action: 'mark_delivered', correlationId, expected: 2 });
    expect(await bulk.ended(delivering.id)).toMatchObject({ done: 1, skipped: 1 });
    expect(await world.order(ids[0]!)).toMatchObject({ status: 'DELIVERED', assigneeId: packer });
  });

  it('goes on after an order that another service refuses, and says why', async () => {
    const { ids, correlationId } = await bulk.orders(paid, paid);
    world.refunds.on(RefundPayment, (request) => {
      if (request.orderId === ids[0]) throw RefundTooLarge();
      return acceptRefund(request);
    });
    const { id } = await bulk.start({ action: 'refund', correlationId, expected: 2 });
    const { done, skipped, failed } = await bulk.ended(id);
    expect([done, skipped + failed]).toEqual([1, 1]);
    expect((await details(id)).data).toMatchObject([
      { orderId: ids[0], reason: 'payments.refund_too_large' },
    ]);
  });

  it('refunds each order once when its process dies between the refund and its record', async () => {
    const { ids, correlationId } = await bulk.orders(paid, paid, paid, paid, paid, paid);
    await world.stop();
    await world.start({ CRASH_POINT: 'bulk_actions.record.commit.before:throw:3' });
    const { id } = await bulk.start({ action: 'refund', correlationId, expected: 6 });
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
    expect(await bulk.view(id)).toMatchObject({ state: 'finished', done: 6, skipped: 0, failed: 0 });
    const refunds = await world.rows<{ id: string }>(
      'SELECT id FROM order_refunds WHERE order_id = ANY ($1)',
      [ids],
    );
    expect(refunds).toHaveLength(6);
    // A request that the stop cut off belongs to the job that submits refunds again.
    await refundsIn(world).retryPending();
    const requested = new Set(world.refunds.requests(RefundPayment).map(({ refundId }) => refundId));
    expect([...requested].sort()).toEqual(refunds.map((refund) => refund.id).sort());
  });

  it('waits while another service is unavailable, and counts every order once', async () => {
    const { ids, correlationId } = await bulk.orders(null, null, null);
    world.expiry.on(ExpirePaymentSession, () => {
      throw PaymentsUnavailable();
    });
    const { id } = await bulk.start({ action: 'cancel', correlationId, expected: 3 });
    await waitUntil(
      () => world.rows('SELECT 1 FROM bulk_actions WHERE id = $1 AND claimed_until IS NOT NULL', [id]),
      ({ length }) => length === 1,
    );
    await waitUntil(
      () => world.expiry.requests(ExpirePaymentSession),
      ({ length }) => length >= 1,
    );
    expect(await bulk.view(id)).toMatchObject({ state: 'running', done: 0, skipped: 0, failed: 0 });
    await world.resetFakes();
    await waitUntil(
      async () => {
        await world.rows('UPDATE bulk_actions SET claimed_until = to_timestamp(0) WHERE id = $1', [id]);
        await world.get(RunBulkActionsUseCase).execute();
        return bulk.view(id);
      },
      ({ state }) => state === 'finished',
    );
    expect(await bulk.view(id)).toMatchObject({ done: 3 });
    for (const orderId of ids) expect(await world.published(OrderCancelled, orderId)).toHaveLength(1);
  });

  it('stops: what is done stays, and the rest is left alone', async () => {
    const { ids, correlationId } = await bulk.orders(null, null);
    world.expiry.on(ExpirePaymentSession, () => {
      throw PaymentsUnavailable();
    });
    const { id } = await bulk.start({ action: 'cancel', correlationId, expected: 2 });
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
    expect(await bulk.view(id)).toMatchObject({ state: 'stopped', done: 0 });
    expect(await world.order(ids[0]!)).toMatchObject({ status: 'PENDING' });
  });

  it('is not found under an unknown id', async () => {
    expect(await faultOf(details(uuidv7()))).toMatchObject({ code: 'orders.bulk_action_not_found' });
  });
});
