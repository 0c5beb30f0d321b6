import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type DeadLetterSummary,
  DeadLetterResolved,
  ListDeadLetterGroups,
  ListDeadLetters,
  type ListDeadLettersRequest,
  type Owner,
  owners,
  ReplayEvents,
  RequeueDeadLetter,
  RequeueFailed,
} from '@orderwire/contracts';
import { decodeCursor } from '@orderwire/platform';
import { FakeAuditLog, forwardSoon } from './audit-log.js';
import { admin, customer, GatewayWorld, staff, until } from './gateway-world.js';

const id = '019a0000-0000-7000-8000-000000000001';
const secret = 'a-reason-with-personal-data';

describe('operations', () => {
  let world: GatewayWorld;
  const stop = (owner: Owner) => world.fake.stop(ListDeadLetters[owner], ReplayEvents[owner]);

  beforeAll(async () => {
    world = await GatewayWorld.create();
    forwardSoon(world.gateway);
  });
  beforeEach(() => world.fake.reset());
  afterAll(() => world.close());

  const call = async (method: string, path: string, body?: unknown, headers = {}) =>
    world.call(method, `/api/v1/operations${path}`, body, { ...(await world.as(staff)), ...headers });

  const deadLetter = (service: Owner, n: number): DeadLetterSummary => ({
    id: `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    service,
    consumer: `${service}_ms_x`,
    eventId: 'e',
    subject: 'order.paid',
    reason: 'broken',
    attempts: 6,
    diedAt: new Date(1_800_000_000_000 + n).toISOString(),
    resolvedAt: null,
    resolution: null,
    resolvedBy: null,
    resolvedReason: null,
  });
  /** Pages as platform does. */
  const stubList = (owner: Owner, letters: DeadLetterSummary[], fitting = Infinity) =>
    world.fake.on(ListDeadLetters[owner], ({ cursor, limit = 20 }: ListDeadLettersRequest) => {
      const at = cursor ? decodeCursor(cursor).at.toISOString() : '9';
      const below = letters
        .filter(({ diedAt }) => diedAt < at)
        .sort((a, b) => (a.diedAt < b.diedAt ? 1 : -1));
      const count = Math.min(limit, fitting);
      return {
        data: below.slice(0, count),
        meta: { nextCursor: below.length > count ? 'more' : null },
      };
    });
  /** The ids of all pages. */
  const idsOf = async (limit: number): Promise<string[]> => {
    const seen: string[] = [];
    for (let cursor = '', pages = 0; pages < 20; pages++) {
      const { json } = await call('GET', `/dead-letters?limit=${limit}${cursor && `&cursor=${cursor}`}`);
      const page = json as unknown as { data: DeadLetterSummary[]; meta: { nextCursor: string | null } };
      seen.push(...page.data.map((each) => each.id));
      if (!page.meta.nextCursor) break;
      cursor = page.meta.nextCursor;
    }
    return seen;
  };

  describe('dead letters', () => {
    it('of all services are one list, latest first; pages neither skip nor repeat one', async () => {
      const all = Array.from({ length: 11 }, (_, n) => deadLetter(owners[n % owners.length] ?? 'auth', n));
      for (const owner of owners)
        stubList(
          owner,
          all.filter(({ service }) => service === owner),
        );
      expect(await idsOf(3)).toEqual(all.map((each) => each.id).reverse());
    });

    it('of a page that a service cut by its bytes are neither skipped nor repeated', async () => {
      const all = Array.from({ length: 11 }, (_, n) => deadLetter(owners[n % owners.length] ?? 'auth', n));
      for (const owner of owners)
        stubList(
          owner,
          all.filter(({ service }) => service === owner),
          owner === 'orders' ? 1 : Infinity,
        );
      expect(await idsOf(8)).toEqual(all.map((each) => each.id).reverse());
    });

    it('of a service that is down are missing, and the response names it', async () => {
      for (const owner of owners) stubList(owner, [deadLetter(owner, owners.indexOf(owner))]);
      await stop('payments');
      const { status, json } = await call('GET', '/dead-letters');
      expect([status, json['unavailable']]).toEqual([200, ['payments']]);
      expect((json['data'] as DeadLetterSummary[]).map(({ service }) => service)).toEqual([
        'insights',
        'shipping',
        'invoices',
        'notifications',
        'products',
        'orders',
        'auth',
      ]);
    });

    it('of one service are requested from it alone, with every filter; if it is down the response is 503', async () => {
      stubList('orders', []);
      const errorGroup = '9e107d9d372bb6826bd81d3542a419d6';
      const times = { from: '2026-01-31T00:00:00Z', to: '2026-02-01T00:00:00Z' };
      const filters = {
        consumer: 'orders_ms_x',
        subject: 'order.paid',
        errorGroup,
        state: 'requeued',
        ...times,
      };
      await call('GET', `/dead-letters?${new URLSearchParams({ service: 'orders', ...filters }).toString()}`);
      expect(world.fake.calls.map(({ subject }) => subject)).toEqual(['orders.list_dead_letters']);
      expect(world.fake.last?.request).toEqual(filters);
      await stop('orders');
      expect((await call('GET', '/dead-letters?service=orders')).status).toBe(503);
    });

    it.each([
      ['GET', '', undefined, 'get_dead_letter', { id }],
      ['POST', '/requeue', undefined, 'requeue_dead_letter', { id }],
      ['POST', '/requeue', { payload: { a: 1 } }, 'requeue_dead_letter', { id, payload: { a: 1 } }],
      ['POST', '/discard', { reason: 'a test' }, 'discard_dead_letter', { id, reason: 'a test' }],
    ])('are addressed by service and id: %s …%s', async (method, path, body, verb, request) => {
      const { status, json } = await call(method, `/dead-letters/payments/${id}${path}`, body);
      expect([status, json]).toEqual([200, { answeredBy: `payments.${verb}` }]);
      expect(world.fake.last?.request).toEqual(request);
      expect(world.fake.last?.context.actor).toEqual(staff);
    });

    it('that cannot be requeued give the reason', async () => {
      world.fake.on(RequeueDeadLetter.orders, () => {
        throw RequeueFailed({ reason: 'no such order' });
      });
      const failed = await call('POST', `/dead-letters/orders/${id}/requeue`);
      expect([failed.status, failed.json['details']]).toEqual([422, { reason: 'no such order' }]);
      world.fake.on(RequeueDeadLetter.orders, () => {
        throw DeadLetterResolved({ resolution: 'discarded' });
      });
      const again = await call('POST', `/dead-letters/orders/${id}/requeue`);
      expect([again.status, again.json['code']]).toEqual([409, 'dead_letters.resolved']);
    });

    it.each([
      ['GET', '/dead-letters?service=unknown', undefined, 'service'],
      ['GET', `/dead-letters/unknown/${id}`, undefined, 'service'],
      ['GET', '/dead-letters/orders/17', undefined, 'id'],
      ['POST', `/dead-letters/orders/${id}/discard`, {}, 'reason'],
      ['GET', '/dead-letters?state=lost', undefined, 'state'],
      ['POST', `/dead-letters/orders/${id}/requeue`, { payload: 1 }, 'payload'],
      ['POST', '/replays', { orderId: '17' }, 'orderId'],
      ['POST', '/replays', { from: 'yesterday' }, 'from'],
      ['POST', '/replays', { cursor: 'abc' }, 'service'],
    ])('reject invalid input with its field: %s %s', async (method, path, body, field) => {
      const { status, json } = await call(method, path, body);
      expect([status, json.errors?.map(({ path: at }) => at)]).toEqual([400, [field]]);
      expect(world.fake.calls).toEqual([]);
    });
  });

  describe('groups of dead letters', () => {
    const group = { consumer: 'orders_ms_x', errorGroup: '9e107d9d372bb6826bd81d3542a419d6' };
    const seen = { ...group, lastAt: '2026-01-31T12:00:00.000Z', count: 17 };

    it('of all services are one list, latest first', async () => {
      for (const [n, owner] of owners.entries())
        world.fake.on(ListDeadLetterGroups[owner], () => ({
          data: [
            {
              ...{ ...group, service: owner, subject: 'order.paid', error: 'broken', count: 1 },
              ...{
                exampleId: id,
                firstAt: '2026-01-31T12:00:00.000Z',
                lastAt: `2026-01-31T12:00:0${n}.000Z`,
              },
            },
          ],
          meta: { nextCursor: null },
        }));
      await world.fake.stop(ListDeadLetterGroups.auth);
      const { json } = await call('GET', '/dead-letters/groups?limit=3');
      expect((json['data'] as { service: string }[]).map(({ service }) => service)).toEqual(
        owners.slice(-3).reverse(),
      );
      expect(json).toMatchObject({ unavailable: ['auth'], meta: { nextCursor: expect.any(String) } });
    });

    it.each([
      ['requeue', seen],
      ['discard', { ...seen, reason: 'a load test' }],
    ])('are resolved by their service as the caller saw them: %s', async (verb, body) => {
      const { json } = await call('POST', `/dead-letters/orders/groups/${verb}`, body);
      expect(json).toEqual({ answeredBy: `orders.${verb}_dead_letter_group` });
      expect(world.fake.last?.request).toEqual(body);
    });
  });

  describe('replays', () => {
    const progress = (owner: Owner, cursor: string | null = null) => ({
      service: owner,
      dryRun: false,
      events: 3,
      first: [],
      cursor,
    });

    it('are sent to every service, with the order as aggregate; one that is down is named', async () => {
      for (const owner of owners) world.fake.on(ReplayEvents[owner], () => progress(owner));
      await stop('auth');
      const { json } = await call('POST', '/replays', { orderId: id, subject: 'order.paid', dryRun: true });
      expect(json).toMatchObject({
        data: owners.filter((owner) => owner !== 'auth').map((service) => ({ service })),
        unavailable: ['auth'],
      });
      expect(world.fake.last?.request).toEqual({ aggregateId: id, subject: 'order.paid', dryRun: true });
    });

    it('continue for one service with its cursor', async () => {
      world.fake.on(ReplayEvents.orders, ({ cursor }) => progress('orders', cursor ? null : 'half'));
      expect((await call('POST', '/replays', { service: 'orders' })).json['data']).toMatchObject([
        { cursor: 'half' },
      ]);
      const rest = await call('POST', '/replays', { service: 'orders', cursor: 'half' });
      expect(rest.json['data']).toMatchObject([{ cursor: null }]);
    });
  });

  it.each([
    ['GET', '/dead-letters'],
    ['GET', `/dead-letters/orders/${id}`],
    ['POST', `/dead-letters/orders/${id}/requeue`],
    ['POST', `/dead-letters/orders/${id}/discard`],
    ['GET', '/dead-letters/groups'],
    ['POST', '/dead-letters/orders/groups/requeue'],
    ['POST', '/dead-letters/orders/groups/discard'],
    ['GET', '/streams'],
    ['GET', '/outbox'],
    ['POST', '/replays'],
  ])('are for staff only: %s %s', async (method, path) => {
    const url = `/api/v1/operations${path}`;
    expect((await world.call(method, url)).status).toBe(401);
    expect((await world.call(method, url, undefined, await world.as(customer))).status).toBe(403);
    expect(world.fake.calls).toEqual([]);
  });

  it('that change something are in the audit log, without the contents of a request', async () => {
    const log = new FakeAuditLog(world);
    await log.service.start();
    const request = { 'x-request-id': 'the-request' };
    await call('POST', `/dead-letters/orders/${id}/requeue`, undefined, request);
    await call('POST', `/dead-letters/orders/${id}/discard`, { reason: secret }, request);
    await call('POST', '/replays', { service: 'orders' }, request);
    await call('POST', `/dead-letters/orders/${id}/requeue`, { payload: { secret } }, request);
    const asAdmin = { ...(await world.as(admin)), ...request };
    await call('POST', '/consumers/orders_ms_x/pause', { minutes: 30 }, asAdmin);
    const recorded = () => log.entries.filter(({ correlationId }) => correlationId === 'the-request');
    await until(() => recorded().length === 5);
    await log.service.stop();
    expect(
      recorded()
        .map(({ action }) => action)
        .sort(),
    ).toEqual([
      'operations.discard_dead_letter',
      'operations.pause_consumer',
      'operations.replay',
      'operations.requeue_dead_letter',
      'operations.requeue_dead_letter',
    ]);
    const requests = recorded().map(({ details }) => details['request']);
    expect(requests).toContainEqual({ payload: true });
    expect(requests).toContainEqual({ consumer: 'orders_ms_x', minutes: 30 });
    const discarded = recorded().find(({ action }) => action.includes('discard'));
    expect(discarded).toMatchObject({ outcome: 'success', actorId: staff.id, details: { ids: { id } } });
    expect(JSON.stringify(log.batches)).not.toContain(secret);
  });
});
