import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GetDashboard,
  type GetDashboardRequest,
  GetInsightsStatus,
  GetTopProducts,
  ListFacts,
  OrderCreated,
  StartRebuild,
} from '@orderwire/contracts';
import { Metrics } from '@orderwire/platform';
import { waitUntil } from '@orderwire/test-kit';
import { DeleteOldUseCase } from '../src/rebuild/delete-old.use-case.js';
import { RebuildUseCase } from '../src/rebuild/rebuild.use-case.js';
import { InsightsWorld, shuffled } from './insights-world.js';
import { type Happened, neverStored, scenario } from './scenario.js';

const november = { from: '2026-11-01T00:00:00Z', to: '2026-11-04T00:00:00Z' };
const ORDERS = 48;

let world: InsightsWorld;
const all = scenario(ORDERS);

beforeAll(async () => {
  world = await InsightsWorld.create();
});
afterAll(() => world.close());

/** Sums over the events of the scenario, computed another way. */
function expected(currency: string) {
  const of = (subject: string, ...keys: string[]) => {
    const events = all
      .filter((one) => one.contract.subject === subject)
      .map(({ event }) => event as Record<string, never>)
      .filter((event) => !('currency' in event) || event['currency'] === currency);
    return { events, count: events.length, amount: sum(events, keys[0]) };
  };
  const sum = (events: Record<string, never>[], key?: string): number =>
    key === undefined ? 0 : events.reduce((total, event) => total + Number(event[key]), 0);
  const placed = of('order.created', 'totalAmount');
  const totals = new Map(
    placed.events.map((event) => [String(event['orderId']), Number(event['totalAmount'])]),
  );
  const ended = (expired: boolean) => {
    const events = of('order.cancelled').events.filter(
      (event) => Boolean(event['expired']) === expired && totals.has(String(event['orderId'])),
    );
    const amount = events.reduce((total, event) => total + (totals.get(String(event['orderId'])) ?? 0), 0);
    return { count: events.length, amount };
  };
  const failed = new Set(of('refund.failed').events.map((event) => event['refundId']));
  const refunds = of('order.refunded', 'amount').events.filter((event) => !failed.has(event['refundId']));
  const won = new Set(of('dispute.won').events.map((event) => event['disputeId']));
  const lost = of('dispute.lost').events.filter((event) => !won.has(event['disputeId']));
  const pair = ({ count, amount }: { count: number; amount: number }) => ({ count, amount });
  const paid = pair(of('order.paid', 'totalAmount'));
  const refunded = { count: refunds.length, amount: sum(refunds, 'amount') };
  return {
    ...{ placed: pair(placed), paid, refunded, net: paid.amount - refunded.amount },
    ...{ cancelled: ended(false), expired: ended(true) },
    disputed: pair(of('dispute.opened', 'amount')),
    disputesLost: { count: lost.length, amount: sum(lost, 'amount') },
    paymentsFailed: of('payment.failed').count,
    conversion: Math.round((paid.count / placed.count) * 10_000) / 10_000,
  };
}

describe('the read models', () => {
  const lost = (one: Happened, index: number): boolean => one.factId !== null && index % 5 === 2;

  it('count each order once: events in any order, duplicates and lost events give the same figures', async () => {
    const delivered = all.filter((one, index) => !lost(one, index));
    const duplicates = delivered.filter((_, index) => index % 4 === 0);
    await world.consume(...shuffled([...delivered, ...duplicates, neverStored('no order')]));
    world.know(...all);
    await world.findLostEvents();
    expect(await world.count('messaging.refused_facts')).toBe(0);
    for (const currency of ['eur', 'usd']) {
      const { totals } = await world.request(GetDashboard, { ...november, currency });
      expect(totals).toMatchObject(expected(currency));
    }
  });

  it('are the same to the byte after a rebuild, whatever was counted wrongly before', async () => {
    const before = await world.readModels();
    expect(before.split('\n').length).toBeGreaterThan(200);
    await world.rows(`UPDATE figures SET count = count + 3`);
    expect(await world.readModels()).not.toBe(before);
    expect(await world.rebuild()).toBe(true);
    expect(await world.readModels()).toBe(before);
  });

  it('delete those that a rebuild replaced, and orders that were never stored', async () => {
    await world.rows(`UPDATE orders SET cancelled_at = to_timestamp(0) WHERE placed_at IS NULL`);
    await world.get(DeleteOldUseCase).execute();
    for (const table of ['orders', 'figures', 'delays', 'product_days', 'products', 'refunds', 'disputes'])
      expect([table, await world.count(`${table} WHERE generation = 1`)]).toEqual([table, 0]);
    expect(await world.count('orders')).toBe(ORDERS);
  });

  it('are complete after a rebuild that was interrupted, and in which events arrived', async () => {
    const later = scenario(16, 'later');
    const [during, afterwards] = [later.slice(0, 20), later.slice(20)];
    const rebuild = world.get(RebuildUseCase);
    world.pagesLeft = 5;
    expect(await world.rebuild()).toBe(false);
    const { rebuild: progress } = await world.request(GetInsightsStatus, {});
    expect(progress?.subjects[0]).toEqual({ subject: 'order.created', facts: 35, complete: false });

    world.know(...during);
    await world.consume(...during);
    world.pagesLeft = 3;
    // A second start goes on with the same generation.
    expect(await world.rebuild()).toBe(false);
    world.pagesLeft = Infinity;
    expect(await rebuild.continue()).toBe(true);
    world.know(...afterwards);
    await world.consume(...shuffled(afterwards));

    const rebuilt = await world.readModels();
    expect(await world.rebuild()).toBe(true);
    expect(await world.readModels()).toBe(rebuilt);
    all.push(...later);
  });
});

describe('a dashboard', () => {
  it('has every interval of the period, and its totals are their sums', async () => {
    const day = await world.request(GetDashboard, { ...november, currency: 'eur' });
    expect(day.series.map(({ at }) => at)).toEqual(
      ['01', '02', '03'].map((date) => `2026-11-${date}T00:00:00.000Z`),
    );
    const hour = await world.request(GetDashboard, { ...november, currency: 'eur', interval: 'hour' });
    expect(hour.series).toHaveLength(72);
    expect(hour.totals).toEqual(day.totals);
    const week = await world.request(GetDashboard, { ...november, currency: 'eur', interval: 'week' });
    expect(week.series.map(({ at }) => at)).toEqual(['2026-10-26T00:00:00.000Z', '2026-11-02T00:00:00.000Z']);
    for (const { series, totals } of [day, hour, week])
      for (const name of ['placed', 'paid', 'cancelled', 'expired', 'refunded', 'disputed'] as const)
        expect(series.reduce((sum, point) => sum + point[name].amount, 0)).toBe(totals[name].amount);
  });

  it('compares with the period of the same length before', async () => {
    const second = { from: '2026-11-02T00:00:00Z', to: '2026-11-03T00:00:00Z', currency: 'eur' };
    const { totals: first } = await world.request(GetDashboard, {
      ...{ from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z', currency: 'eur' },
    });
    expect(first.placed.count).toBeGreaterThan(0);
    expect((await world.request(GetDashboard, second)).previousTotals).toEqual(first);
  });

  it('has how long shoppers took to pay, and how old the news of payments was', async () => {
    const { totals } = await world.request(GetDashboard, { ...november, currency: 'eur' });
    expect(totals.minutesToPay).toMatchObject({ count: totals.paid.count });
    expect(totals.minutesToPay?.p90).toBeGreaterThan(10);
    expect(totals.minutesToPay?.p99).toBeLessThan(45);
    expect(totals.webhookAge).toMatchObject({ count: totals.paid.count });
    expect(totals.webhookAge?.p99).toBeLessThan(7);
  });

  it('is of the currency with the most orders where none is requested, and says what became of all orders', async () => {
    const { currency, currencies, now, freshness } = await world.request(GetDashboard, november);
    expect([currency, currencies]).toEqual(['eur', ['eur', 'usd']]);
    const { placed, paid, cancelled, expired } = expected('eur');
    expect(now).toMatchObject({ cancelled, expired });
    expect(now.paid.count).toBe(paid.count);
    expect(now.pending.count).toBe(placed.count - paid.count - cancelled.count - expired.count);
    expect(freshness.asOf).not.toBeNull();
    expect(freshness.builtAt).not.toBeNull();
    const { body } = await world.get(Metrics).page();
    const states = { pending: now.pending, paid, cancelled, expired };
    for (const [state, { count }] of Object.entries(states))
      expect(body).toMatch(
        new RegExp(`_insights_orders\\{currency="eur",state="${state}".*\\} ${count}$`, 'm'),
      );
    expect(body).toMatch(
      new RegExp(`_money_minor_units\\{currency="eur",figure="paid".*\\} ${paid.amount}$`, 'm'),
    );
  });

  it.each<[string, GetDashboardRequest]>([
    ['ends before it begins', { from: november.to, to: november.from }],
    [
      'has too many intervals',
      { from: '2026-01-01T00:00:00Z', to: '2026-11-01T00:00:00Z', interval: 'hour' },
    ],
    ['is longer than three years', { from: '2020-01-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }],
  ])('is refused for a period that %s', async (_what, period) => {
    await expect(world.request(GetDashboard, period)).rejects.toMatchObject({
      code: 'invalid_message',
    });
  });
});

describe('top products', () => {
  it('are those of the paid orders, by amount or by units, with the name of the latest order', async () => {
    const paid = new Set(
      all.filter(({ contract }) => contract.subject === 'order.paid').map(({ factId }) => factId),
    );
    const sold = new Map<string, { units: number; amount: number }>();
    for (const { contract, event, factId } of all) {
      const { currency, items } = event as InstanceType<typeof OrderCreated.payload>;
      if (contract.subject !== OrderCreated.subject || currency !== 'eur' || !paid.has(factId)) continue;
      for (const { productId, quantity, amount } of items) {
        const { units, amount: before } = sold.get(productId) ?? { units: 0, amount: 0 };
        sold.set(productId, { units: units + quantity, amount: before + amount });
      }
    }
    for (const by of ['units', 'amount'] as const) {
      const { products } = await world.request(GetTopProducts, {
        ...{ from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', currency: 'eur', by, limit: 2 },
      });
      const best = [...sold.entries()]
        .sort(([a, x], [b, y]) => y[by] - x[by] || (a < b ? -1 : 1))
        .slice(0, 2);
      expect(products.map(({ productId, units, amount }) => [productId, { units, amount }])).toEqual(best);
      for (const { name } of products) expect(name).toMatch(/^(Mug|Pen|Lamp) \d+$/);
    }
  });
});

describe('a rebuild', () => {
  it('is started by staff and goes on by itself', async () => {
    const { generation } = await world.request(GetInsightsStatus, {});
    const { rebuild } = await world.request(StartRebuild, {});
    expect(rebuild?.generation ?? generation).toBeGreaterThanOrEqual(generation);
    const status = await waitUntil(
      () => world.request(GetInsightsStatus, {}),
      (found) => found.rebuild === null && found.generation > generation,
    );
    expect(status.orders).toBe(all.filter(({ contract }) => contract.subject === 'order.created').length);
    const asked = world.owners.calls.map(({ subject }) => subject);
    expect(new Set(asked)).toEqual(new Set([ListFacts.orders.subject, ListFacts.payments.subject]));
  });
});
