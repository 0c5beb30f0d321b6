import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type CreateOrderReply, OrderCreated, ValidateProducts } from '@orderwire/contracts';
import { type Caller, waitUntil } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { IdempotencyRepository } from '../src/idempotency/idempotency.repository.js';
import { OrderRepository } from '../src/lifecycle/order.repository.js';
import { sessionOpened, timelineEntry } from '../src/timeline/timeline.js';
import { OrdersWorld } from './orders-world.js';

describe('orders placed at the same moment', () => {
  let world: OrdersWorld;
  beforeAll(async () => {
    world = await OrdersWorld.create({ OPEN_ORDERS_PER_ACCOUNT: 1 });
  });
  afterAll(() => world.close());

  const customer = (): Caller & { actor: Actor; correlationId: string } => ({
    actor: { role: 'customer', id: uuidv7() },
    correlationId: uuidv7(),
  });
  const lockWaits = () =>
    world.rows(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );

  /** The first one waits for a lock; the others arrive meanwhile, and share the next transaction. */
  const placeTogether = async (callers: Caller[]) => {
    const client = await world.sql.connect();
    try {
      await client.query('BEGIN; LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE');
      world.products.calls.length = 0;
      const placing = callers.map((caller) => world.place({}, caller));
      const settled = Promise.allSettled(placing);
      await waitUntil(
        async () => [(await lockWaits()).length, world.products.requests(ValidateProducts).length],
        ([waits, reservations]) => waits === 1 && reservations === callers.length,
      );
      await client.query('COMMIT');
      return await settled;
    } finally {
      client.release(true);
    }
  };
  const idsOf = (results: PromiseSettledResult<CreateOrderReply>[]) =>
    results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.order.id] : []));

  it('share a transaction; each has its own lines, timeline, events and correlation id', async () => {
    const callers = Array.from({ length: 6 }, customer);
    const ids = idsOf(await placeTogether(callers));
    expect(ids).toHaveLength(6);
    const transactions = await world.rows(
      'SELECT DISTINCT xmin::text FROM order_lines WHERE order_id = ANY ($1)',
      [ids],
    );
    expect(transactions.length).toBeLessThan(6);
    for (const [n, id] of ids.entries()) {
      const { correlationId, actor } = callers[n]!;
      const order = await world.order(id);
      expect(order.items).toHaveLength(1);
      expect(await world.timeline(id)).toMatchObject([
        { step: 'created', correlationId },
        { step: 'payment_session_opened', correlationId },
      ]);
      expect(await world.published(OrderCreated, id)).toMatchObject([{ items: order.items }]);
      const [{ headers } = { headers: '' }] = await world.rows<{ headers: string }>(
        `SELECT headers::text FROM messaging.outbox WHERE aggregate_id = $1 AND subject = 'order.created'`,
        [id],
      );
      expect(headers).toContain(correlationId);
      expect(headers).toContain(actor.id);
    }
  });

  it('are stored although one of them is refused', async () => {
    const [full, ...others] = Array.from({ length: 4 }, customer);
    await world.place({}, full);
    const results = await placeTogether([others[0]!, full!, others[1]!, others[2]!]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: 'orders.too_many_open' } });
  });

  it('by one account never pass its limit', async () => {
    const one = customer();
    const results = await placeTogether([customer(), one, one, one]);
    expect(idsOf(results)).toHaveLength(2);
  });

  it('store their payment sessions together: each with its own reply, none for a superseded attempt', async () => {
    const orders = await Promise.all([1, 2, 3].map(() => world.place({}, customer())));
    const keys = world.get(IdempotencyRepository);
    const opened = await Promise.all(
      orders.map(async ({ order, paymentSession }, n) => ({
        orderId: order.id,
        attempt: n === 1 ? 2 : 1,
        session: { ...paymentSession!, id: `cs_${n}_of_${order.id}` },
        claim: (await keys.claim({
          ...{ scope: 'test', key: order.id, requestHash: 'hash', resourceId: order.id },
          ...{ claimMs: 60_000, creates: 'order' as const },
        }))!,
      })),
    );
    const isStored = await Promise.all(
      [...opened, opened[0]!].map(({ orderId, attempt, session, claim }) =>
        world
          .get(OrderRepository)
          .openSession(
            orderId,
            attempt,
            session,
            timelineEntry(
              orderId,
              { cause: 'test', correlationId: uuidv7() },
              sessionOpened(session, attempt),
            ),
            { claim, reply: { session: session.id } },
          ),
      ),
    );
    expect(isStored).toEqual([true, false, true, true]);
    for (const [n, { orderId, session }] of opened.entries()) {
      const [row] = await world.rows(
        `SELECT payment_session_id AS session, (SELECT reply FROM idempotency_keys WHERE key = $1::uuid::text) AS reply,
           (SELECT count(*)::int FROM timeline WHERE order_id = $1::uuid AND cause = 'test') AS entries
         FROM orders WHERE id = $1::uuid`,
        [orderId],
      );
      expect(row).toEqual(
        n === 1
          ? { session: orders[1]!.paymentSession!.id, reply: null, entries: 0 }
          : { session: session.id, reply: { session: session.id }, entries: 1 },
      );
    }
  });
});
