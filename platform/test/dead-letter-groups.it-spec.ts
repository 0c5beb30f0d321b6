import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type DeadLetterGroup,
  DiscardDeadLetterGroup,
  GetDeadLetter,
  ListDeadLetterGroups,
  type ListDeadLetterGroupsRequest,
  ListDeadLetters,
  RequeueDeadLetter,
  RequeueDeadLetterGroup,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { HandlerHooks } from './sample-service.js';
import { SampleWorld, staff } from './sample-world.js';

const consumer = 'orders_ms_copy_booking';

describe('dead letters', () => {
  let world: SampleWorld;
  let client: Awaited<ReturnType<SampleWorld['staffClient']>>;
  const hooks = new HandlerHooks();
  beforeAll(async () => {
    world = await SampleWorld.create();
    client = await world.staffClient();
    await world.launch('orders-ms', hooks);
  });
  beforeEach(async () => {
    hooks.beforeEvents = async () => undefined;
    await world.rows('TRUNCATE messaging.dead_letters, messaging.inbox, copies');
  });
  afterAll(async () => {
    await client.close();
    await world.close();
  });

  /** The n-th became a dead letter n milliseconds after 1970. */
  const store = async (
    n: number,
    reason = `order ${n} is missing`,
    { by = consumer, payload = JSON.stringify({ account: `a${n}`, amount: n }) } = {},
  ): Promise<string> => {
    const [row] = await world.rows<{ id: string }>(
      `INSERT INTO messaging.dead_letters (id, consumer, event_id, subject, payload, headers, reason, attempts, died_at)
       VALUES (uuidv7(), $1, $2, 'sample.booked', $3, '{}', $4, 6, to_timestamp($5)) RETURNING id`,
      [by, `event-${n}`, payload, reason, n / 1_000],
    );
    return row?.id ?? '';
  };
  const groups = async (request: ListDeadLetterGroupsRequest = {}) =>
    (await client.rpc.request(ListDeadLetterGroups.orders, request)).data;
  const theGroup = async (): Promise<DeadLetterGroup> => {
    const [group] = await groups();
    if (!group) throw new Error('there is no group');
    return group;
  };
  const requestOf = ({ errorGroup, lastAt, count }: DeadLetterGroup) => ({
    consumer,
    errorGroup,
    lastAt,
    count,
  });
  const requeue = (group: DeadLetterGroup) =>
    client.rpc.request(RequeueDeadLetterGroup.orders, requestOf(group));
  const discard = (group: DeadLetterGroup) =>
    client.rpc.request(DiscardDeadLetterGroup.orders, { ...requestOf(group), reason: 'a load test' });
  const open = async () => (await client.rpc.request(ListDeadLetters.orders, {})).data.map(({ id }) => id);
  const show = (id: string) => client.rpc.request(GetDeadLetter.orders, { id });
  const copied = async () =>
    (await world.rows<{ account: string }>('SELECT account FROM copies ORDER BY id')).map(
      (row) => row.account,
    );

  describe('of one consumer with the same error', () => {
    it('are a group, whatever the ids, numbers, times and addresses in it', async () => {
      const reasons = [
        'order 17 of ada@example.com is missing (at 2026-01-31T12:00:00Z, id 01a1fdef-2330-74b6-a3ea-d2419667eb18)',
        'order 4 of l.b@test.example is missing (at 2026-02-01T00:00:00.5Z, id 019a0000-0000-7000-8000-000000000001)',
      ];
      for (const [n, reason] of reasons.entries()) await store(n + 1, reason);
      expect(await groups()).toMatchObject([{ count: 2, error: 'order # of # is missing (at #, id #)' }]);
    });

    it('are counted, with the first and the last time and an example; others are groups of their own', async () => {
      await store(1);
      const newest = await store(3);
      const otherError = await store(2, 'the stock is locked');
      const otherConsumer = await store(4, undefined, { by: 'orders_ms_other' });
      const times = { firstAt: '1970-01-01T00:00:00.001Z', lastAt: '1970-01-01T00:00:00.003Z' };
      expect(await groups()).toEqual([
        expect.objectContaining({ consumer: 'orders_ms_other', count: 1, exampleId: otherConsumer }),
        expect.objectContaining({ service: 'orders', consumer, count: 2, ...times, exampleId: newest }),
        expect.objectContaining({ consumer, count: 1, exampleId: otherError }),
      ]);
      expect(await groups({ consumer: 'orders_ms_other' })).toHaveLength(1);
    });

    it('are listed page by page', async () => {
      for (const [n, word] of ['one', 'two', 'three', 'four', 'five'].entries()) await store(n + 1, word);
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const request = { limit: 2, ...(cursor && { cursor }) };
        const page = await client.rpc.request(ListDeadLetterGroups.orders, request);
        seen.push(...page.data.map(({ error }) => error));
        cursor = page.meta.nextCursor;
      }
      expect(seen).toEqual(['five', 'four', 'three', 'two', 'one']);
    });

    it('are requeued, oldest first; one that fails again stays open and is named', async () => {
      for (const n of [2, 1, 3]) await store(n);
      hooks.beforeEvents = async ([delivery]) => {
        if (delivery?.event.amount === 2) throw new Error('still missing');
      };
      const progress = await requeue(await theGroup());
      const [failed] = await open();
      expect(progress).toEqual({
        ...{ service: 'orders', resolved: 2, failed: 1, cursor: null },
        failures: [{ id: failed, reason: 'still missing' }],
      });
      expect(await copied()).toEqual(['a1', 'a3']);
      expect(await open()).toHaveLength(1);
    });

    it('are discarded with the reason, and recorded as consumed', async () => {
      for (let n = 1; n <= 450; n++) await store(n);
      const other = await store(999, 'another error');
      expect(await discard(await groups().then((all) => all[1] as DeadLetterGroup))).toMatchObject({
        ...{ resolved: 450, failed: 0, cursor: null },
      });
      expect(await open()).toEqual([other]);
      expect(await world.count('messaging.inbox')).toBe(450);
      const { data } = await client.rpc.request(ListDeadLetters.orders, { state: 'discarded', limit: 1 });
      expect(data).toMatchObject([{ resolvedReason: 'a load test', resolvedBy: staff.id }]);
    });

    it('stay as they are when their number is another than the caller saw', async () => {
      await store(1);
      const seen = { ...(await theGroup()), count: 2 };
      for (const act of [requeue, discard])
        expect(await faultOf(act(seen))).toMatchObject({
          code: 'dead_letters.count_changed',
          details: { count: 1 },
        });
      expect(await open()).toHaveLength(1);
    });

    it('that the caller did not see yet stay open', async () => {
      await store(1);
      const seen = await theGroup();
      const newer = await store(2);
      expect(await requeue(seen)).toMatchObject({ resolved: 1 });
      expect(await open()).toEqual([newer]);
    });

    it('of a consumer that no longer exists can only be discarded', async () => {
      await store(1, undefined, { by: 'orders_ms_retired' });
      const group = { ...requestOf(await theGroup()), consumer: 'orders_ms_retired' };
      const requeued = client.rpc.request(RequeueDeadLetterGroup.orders, group);
      expect(await faultOf(requeued)).toMatchObject({ code: 'dead_letters.consumer_unknown' });
      const request = { ...group, reason: 'retired' };
      expect(await client.rpc.request(DiscardDeadLetterGroup.orders, request)).toMatchObject({ resolved: 1 });
    });
  });

  it('are filtered by error group, state and time, alone and together', async () => {
    const ids = [await store(1), await store(2), await store(3, 'another error')];
    await store(4, undefined, { by: 'orders_ms_other' });
    const group = (await groups({ consumer })).find(({ count }) => count === 2);
    await client.rpc.request(RequeueDeadLetter.orders, { id: ids[0] ?? '' });
    const idsOf = async (request: object) =>
      (await client.rpc.request(ListDeadLetters.orders, { consumer, ...request })).data.map(({ id }) => id);
    const errorGroup = group?.errorGroup ?? '';
    expect(await idsOf({ errorGroup })).toEqual([ids[1]]);
    expect(await idsOf({ errorGroup, state: 'resolved' })).toEqual([ids[0]]);
    expect(await idsOf({ state: 'requeued' })).toEqual([ids[0]]);
    expect(await idsOf({ state: 'discarded' })).toEqual([]);
    expect(await idsOf({ from: '1970-01-01T00:00:00.003Z' })).toEqual([ids[2]]);
    expect(await idsOf({ to: '1970-01-01T00:00:00.003Z' })).toEqual([ids[1]]);
  });

  describe('requeued with an edited payload', () => {
    const original = '{"account":"a","amount":"12.50"}';
    const admin = { role: 'admin', id: '019a0000-0000-7000-8000-00000000ad31' } as const;
    const edit = (id: string, payload: Record<string, unknown>, actor: typeof admin | typeof staff = admin) =>
      world.request(RequeueDeadLetter.orders, { id, payload }, actor);

    it('are edited by admins only: an edit could make an order PAID that was not', async () => {
      const id = await store(1, undefined, { payload: original });
      expect(await faultOf(edit(id, { account: 'edited', amount: 12 }, staff))).toMatchObject({
        code: 'auth.not_allowed',
      });
      expect(await show(id)).toMatchObject({ edited: null, resolvedAt: null });
    });

    it('are consumed as edited, under the id of their event, so that a redelivery has no effect', async () => {
      const id = await store(1, undefined, { payload: original });
      await edit(id, { account: 'edited', amount: 12 });
      expect(await copied()).toEqual(['edited']);
      expect(await world.rows('SELECT event_id FROM messaging.inbox')).toEqual([{ event_id: 'event-1' }]);
      expect(await show(id)).toMatchObject({
        ...{ payload: original, resolution: 'requeued' },
        edited: {
          ...{ event: { account: 'edited', amount: 12 }, editedBy: admin.id, consumed: true, reason: null },
        },
      });
    });

    it('are shown with both payloads and the reason when they fail again', async () => {
      const id = await store(1, 'the first reason', { payload: original });
      hooks.beforeEvents = async () => {
        throw new Error('no such account');
      };
      expect(await faultOf(edit(id, { account: 'edited', amount: 12 }))).toMatchObject({
        ...{ code: 'dead_letters.requeue_failed', details: { reason: 'no such account' } },
      });
      expect(await show(id)).toMatchObject({
        ...{ payload: original, resolvedAt: null, reason: 'the first reason' },
        edited: { payload: '{"account":"edited","amount":12}', consumed: false, reason: 'no such account' },
      });
      expect(await copied()).toEqual([]);
    });

    it('are rejected with all violations of the contract, and nothing is stored', async () => {
      const id = await store(1, undefined, { payload: original });
      const fault = await faultOf(edit(id, { amount: 'x', typo: 1 }));
      expect(fault.code).toBe('invalid_message');
      const { errors } = fault.details as { errors: { path: string }[] };
      expect(errors.map(({ path }) => path).sort()).toEqual([
        'payload.account',
        'payload.amount',
        'payload.typo',
      ]);
      expect((await show(id)).edited).toBeNull();
    });

    it('are delivered as received again when no payload is given', async () => {
      const id = await store(1);
      hooks.beforeEvents = async () => {
        throw new Error('not now');
      };
      await faultOf(edit(id, { account: 'edited', amount: 12 }));
      hooks.beforeEvents = async () => undefined;
      await client.rpc.request(RequeueDeadLetter.orders, { id });
      expect(await copied()).toEqual(['a1']);
      expect((await show(id)).edited).toMatchObject({ consumed: false });
    });
  });
});
