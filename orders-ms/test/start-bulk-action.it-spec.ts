import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ExpirePaymentSession,
  ListOrders,
  PaymentsUnavailable,
  StartBulkAction,
  type StartBulkActionRequest,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { BulkActions, type BulkRequest, paid } from './bulk-actions.js';
import { fakeAccounts } from './fake-services.js';
import { OrdersWorld } from './orders-world.js';

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

/** Cancellations wait, and then find payments-ms unavailable. The returned function ends the wait. */
function holdCancellations(): () => void {
  let open = () => undefined as void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  world.expiry.on(ExpirePaymentSession, async () => {
    await opened;
    throw PaymentsUnavailable();
  });
  return () => open();
}

describe('dry run', () => {
  it('counts what matches, what is skipped and why, and shows some; it changes nothing', async () => {
    const { ids, correlationId } = await bulk.orders(
      null,
      paid,
      `cancellation_blocked_by = 'payment_processing'`,
      null,
    );
    expect(await bulk.dryRun({ action: 'cancel', correlationId })).toEqual({
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
    const { correlationId } = await bulk.orders(
      paid,
      `${paid}, refunded_amount = 500`,
      null,
      `${paid}, dispute = 'open'`,
    );
    const reply = await bulk.dryRun({ action: 'refund', correlationId });
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

describe('bulk action with an Idempotency-Key', () => {
  it('starts once, also when two requests come at the same time', async () => {
    const { correlationId } = await bulk.orders(null, null);
    const request: BulkRequest = { action: 'cancel', correlationId, expected: 2 };
    const caller = { idempotencyKey: uuidv7() };
    const [first, second] = await Promise.all([bulk.start(request, caller), bulk.start(request, caller)]);
    expect(second.id).toBe(first.id);
    await bulk.ended(first.id);
    // Its orders match the filter no more.
    expect(await bulk.start(request, caller)).toMatchObject({ id: first.id, state: 'finished', done: 2 });
    expect(await faultOf(bulk.start({ ...request, action: 'refund' }, caller))).toMatchObject({
      code: 'idempotency.key_reused',
    });
  });

  it('starts one of two different requests that come at the same time', async () => {
    const { correlationId } = await bulk.orders(null, null);
    const caller = { idempotencyKey: uuidv7() };
    const starts = await Promise.allSettled(
      (['cancel', 'mark_delivered'] as const).map((action) =>
        bulk.start({ action, correlationId, expected: 2 }, caller),
      ),
    );
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = starts.find((one) => one.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'idempotency.key_reused' });
  });
});

describe('filter of a bulk action', () => {
  it('is stored without the e-mail address, which may belong to an account that is deleted later', async () => {
    const filter = { email: 'ada@example.com' };
    const request = { action: 'cancel', filter, dryRun: false, expected: 0 } as const;
    const caller = { idempotencyKey: uuidv7() };
    const { bulkAction } = await world.request(StartBulkAction, request, caller);
    expect(bulkAction?.filter).toEqual({ email: 'a***@example.com' });
    const again = await world.request(StartBulkAction, request, caller);
    expect(again.bulkAction?.id).toBe(bulkAction?.id);
    // Masked, they are equal.
    const other = world.request(
      StartBulkAction,
      { ...request, filter: { email: 'anna@example.com' } },
      caller,
    );
    expect(await faultOf(other)).toMatchObject({ code: 'idempotency.key_reused' });
    expect(await world.rows(`SELECT FROM bulk_actions WHERE filter::text LIKE '%ada@%'`)).toEqual([]);
  });
});

describe('bulk action that may not start', () => {
  it('is the fourth, also when all come at the same time', async () => {
    const { correlationId } = await bulk.orders(null);
    await world.rows(`UPDATE bulk_actions SET state = 'stopped', ended_at = now() WHERE state = 'running'`);
    const open = holdCancellations();
    const starts = await Promise.allSettled(
      Array.from({ length: 6 }, () => bulk.start({ action: 'cancel', correlationId, expected: 1 })),
    );
    const refused = starts.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toHaveLength(3);
    expect(refused[0]).toMatchObject({ code: 'orders.too_many_bulk_actions', details: { max: 3 } });
    await world.rows(`UPDATE bulk_actions SET state = 'stopped', ended_at = now() WHERE state = 'running'`);
    open();
  });

  it('has about as many orders as its dry run counted', async () => {
    const { correlationId } = await bulk.orders(null);
    const fault = await faultOf(bulk.start({ action: 'cancel', correlationId, expected: 7 }));
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
});
