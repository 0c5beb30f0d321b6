import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DiscardDeadLetter,
  type DeadLetterSummary,
  Fault,
  GetDeadLetter,
  Headers,
  ListDeadLetters,
  type ListDeadLettersRequest,
  RequeueDeadLetter,
} from '@orderwire/contracts';
import { Metrics, runInContext } from '../src/index.js';
import { faultOf, waitUntil } from '@orderwire/test-kit';
import { SampleWorld, staff } from './sample-world.js';

const consumer = 'orders_ms_copy_booking';

describe('dead letters', () => {
  let world: SampleWorld;
  let client: Awaited<ReturnType<SampleWorld['staffClient']>>;
  beforeEach(async () => {
    world = await SampleWorld.create();
    client = await world.staffClient();
  });
  afterEach(async () => {
    await client.close();
    await world.close();
  });

  const list = (request: ListDeadLettersRequest = {}) => client.rpc.request(ListDeadLetters.orders, request);
  const show = (id: string) => client.rpc.request(GetDeadLetter.orders, { id });
  const requeue = (id: string) => client.rpc.request(RequeueDeadLetter.orders, { id });
  const discard = (id: string, reason = 'a test order') =>
    client.rpc.request(DiscardDeadLetter.orders, { id, reason });
  /** A dead letter, as if all attempts had failed. */
  const storeDeadLetter = async (
    eventId: string,
    payload = '{"account":"a","amount":1}',
    more: object = {},
  ) => {
    const headers = JSON.stringify({ [Headers.correlationId]: 'the-first-request' });
    const letter = { consumer, headers, ...more };
    const [row] = await world.rows<{ id: string }>(
      `INSERT INTO messaging.dead_letters (id, consumer, event_id, subject, payload, headers, reason, attempts, died_at)
       SELECT gen_random_uuid(), $1, $2, 'sample.booked', $3, $4, 'it was broken', 6,
         coalesce(max(died_at) + interval '1 ms', now()) FROM messaging.dead_letters RETURNING id`,
      [letter.consumer, eventId, payload, letter.headers],
    );
    return row?.id ?? '';
  };
  const copies = () => world.rows('SELECT account, amount, seen FROM copies');
  const marks = () => world.count('messaging.inbox');

  describe('are created for', () => {
    it.each<[string, string, Record<string, string>, string]>([
      ['bad JSON', '{"account":', { 'Nats-Msg-Id': 'p' }, 'must be JSON'],
      ['a missing field', '{"account":"a"}', { 'Nats-Msg-Id': 'p' }, 'amount'],
      ['an unknown version', '{"account":"a","amount":1}', { [Headers.version]: '2' }, 'version "2"'],
      ['no object', '[]', {}, 'must be an object'],
      ['nothing', '', {}, 'must be JSON'],
      ['a field that reaches for a prototype', '{"__proto__":{},"account":"a","amount":1}', {}, 'JSON'],
    ])(
      'an unreadable event (%s), with the reason; the consumer continues',
      async (_name, body, headers, reason) => {
        await world.launch('orders-ms');
        await world.publishRaw('sample.booked', body, headers);
        await world.publishRaw('sample.booked', '{"account":"good","amount":1}');
        await waitUntil(copies, (found) => found.length === 1);
        const { data } = await waitUntil(list, ({ data: found }) => found.length === 1);
        const open = { service: 'orders', consumer, subject: 'sample.booked', resolvedAt: null };
        expect(data[0]).toMatchObject(open);
        expect(data[0]?.reason).toContain(reason);
        expect((await show(data[0]?.id ?? '')).payload).toBe(body);
      },
    );

    it('no event whose version header names the known version', async () => {
      await world.launch('orders-ms');
      await world.publishRaw('sample.booked', '{"account":"a","amount":1}', { [Headers.version]: '1' });
      await waitUntil(copies, (found) => found.length === 1);
    });

    it('events without an id as well, each of which is an event of its own', async () => {
      await world.launch('orders-ms');
      for (const body of ['1', '2']) await world.publishRaw('sample.booked', body);
      const { data } = await waitUntil(list, ({ data: found }) => found.length === 2);
      expect(new Set(data.map(({ eventId }) => eventId)).size).toBe(2);
    });
  });

  it('are listed newest first, page by page, filtered by consumer, subject and resolution', async () => {
    await world.launch('orders-ms');
    const ids = [];
    for (const id of ['1', '2', '3']) ids.unshift(await storeDeadLetter(id));
    const other = await storeDeadLetter('1', '{}', { consumer: 'orders_ms_other' });
    const seen: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 3; pages++) {
      const page = await list({ limit: 2, consumer, ...(cursor && { cursor }) });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.meta.nextCursor ?? undefined;
      if (!cursor) break;
    }
    expect(seen).toEqual(ids);
    const idsOf = async (request: ListDeadLettersRequest) => (await list(request)).data.map(({ id }) => id);
    expect(await idsOf({})).toEqual([other, ...ids]);
    expect(await idsOf({ consumer: 'orders_ms_other' })).toEqual([other]);
    expect(await idsOf({ subject: 'sample.unheard_of' })).toEqual([]);
    expect(await idsOf({ state: 'resolved' })).toEqual([]);
    await discard(other);
    expect(await idsOf({})).toEqual(ids);
    expect(await idsOf({ state: 'resolved' })).toEqual([other]);
    expect(await faultOf(list({ cursor: 'made-up' }))).toMatchObject({ code: 'invalid_message' });
  });

  it('of the same moment are each on exactly one page', async () => {
    await world.launch('orders-ms');
    for (const id of ['1', '2', '3', '4', '5']) await storeDeadLetter(id);
    await world.rows('UPDATE messaging.dead_letters SET died_at = now()');
    const seen = new Set<string>();
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await list({ limit: 2, ...(cursor && { cursor }) });
      for (const { id } of page.data) seen.add(id);
      cursor = page.meta.nextCursor;
    }
    expect(seen.size).toBe(5);
  });

  it('are counted in the metrics by consumer until they are resolved', async () => {
    const { service } = await world.launch('orders-ms');
    const id = await storeDeadLetter('1');
    await storeDeadLetter('2');
    await storeDeadLetter('3', undefined, { consumer: 'orders_ms_another' });
    await discard(id);
    const { body } = await service.app.get(Metrics, { strict: false }).page();
    expect(body).toContain(`orderwire_dead_letters_waiting{consumer="${consumer}",service="orders-ms"} 1`);
    expect(body).toContain(
      'orderwire_dead_letters_waiting{consumer="orders_ms_another",service="orders-ms"} 1',
    );
    expect(body).toContain('orderwire_outbox_waiting{service="orders-ms"} 0');
  });

  it('show their payload, parsed where it is JSON', async () => {
    await world.launch('orders-ms');
    expect(await show(await storeDeadLetter('1'))).toMatchObject({
      event: { account: 'a', amount: 1 },
      payload: '{"account":"a","amount":1}',
      headers: { [Headers.correlationId]: 'the-first-request' },
      reason: 'it was broken',
      attempts: 6,
    });
    expect(await show(await storeDeadLetter('2', '{'))).toMatchObject({ event: null, payload: '{' });
    expect(await faultOf(show(staff.id))).toMatchObject({ code: 'dead_letters.not_found' });
  });

  it('show no token, and keep it for their consumer', async () => {
    await world.launch('orders-ms');
    const payload = '{"account":"a","amount":1,"token":"T1"}';
    const shown = await show(await storeDeadLetter('1', payload));
    expect(shown.event).toEqual({ account: 'a', amount: 1, token: '[hidden]' });
    expect(shown.payload).toBe('{"account":"a","amount":1,"token":"[hidden]"}');
    await requeue(shown.id);
    expect(await copies()).toHaveLength(1);
    expect(await world.rows('SELECT payload FROM messaging.dead_letters')).toEqual([{ payload }]);
  });

  it('are accessible to staff only', async () => {
    await world.launch('orders-ms');
    const guestClient = await world.client();
    const refused = await faultOf(
      runInContext({ correlationId: 'c', actor: { role: 'guest', id: null } }, () =>
        guestClient.rpc.request(ListDeadLetters.orders, {}),
      ),
    );
    await guestClient.close();
    expect(refused).toMatchObject({ code: 'auth.not_signed_in' });
  });

  describe('requeued', () => {
    it('are handled by their consumer in one transaction with the inbox row and the resolution, in the context of the event', async () => {
      await world.launch('orders-ms');
      const id = await storeDeadLetter('1');
      const identity = await world.issuer.tokenOf(staff);
      const context = { correlationId: 'c', actor: staff, ...(identity && { identity }) };
      // Now the service has cached the signing keys, which may take long on a busy machine.
      await waitUntil(
        () => runInContext(context, () => list().catch(() => undefined)),
        (page) => page !== undefined,
      );
      expect(await runInContext(context, () => requeue(id))).toMatchObject({
        id,
        resolution: 'requeued',
        resolvedBy: staff.id,
        resolvedAt: expect.any(String),
      });
      expect(await copies()).toEqual([{ account: 'a', amount: 1, seen: 'the-first-request' }]);
      expect(await marks()).toBe(1);
    });

    it('change nothing when the handler fails again, and return the reason', async () => {
      const { hooks } = await world.launch('orders-ms');
      hooks.beforeEvents = async () => {
        throw new Error('still broken');
      };
      const id = await storeDeadLetter('1');
      expect(await faultOf(requeue(id))).toMatchObject({
        code: 'dead_letters.requeue_failed',
        details: { reason: 'still broken' },
      });
      expect([await copies(), await marks()]).toEqual([[], 0]);
      expect((await list()).data).toMatchObject([{ id, resolvedAt: null, reason: 'it was broken' }]);
      hooks.beforeEvents = async () => undefined;
      await requeue(id);
      expect(await copies()).toHaveLength(1);
    });

    it('return the reason when the event cannot be read', async () => {
      await world.launch('orders-ms');
      const fault = await faultOf(requeue(await storeDeadLetter('1', '{"account":"a"}')));
      expect(fault).toMatchObject({ code: 'dead_letters.requeue_failed' });
      expect(JSON.stringify(fault.details)).toContain('amount');
    });

    it('are refused when the consumer has handled the event meanwhile', async () => {
      await world.launch('orders-ms');
      const id = await storeDeadLetter('1');
      await world.rows(`INSERT INTO messaging.inbox (consumer, event_id) VALUES ($1, '1')`, [consumer]);
      expect(await faultOf(requeue(id))).toMatchObject({ code: 'dead_letters.taken' });
      expect(await copies()).toEqual([]);
    });

    it('are refused when the consumer no longer exists', async () => {
      await world.launch('orders-ms');
      const id = await storeDeadLetter('1', '{}', { consumer: 'orders_ms_retired' });
      expect(await faultOf(requeue(id))).toMatchObject({
        code: 'dead_letters.consumer_unknown',
        details: { consumer: 'orders_ms_retired' },
      });
    });

    it('by two requests at the same time are handled once', async () => {
      await world.launch('orders-ms');
      await world.launch('orders-ms');
      const id = await storeDeadLetter('1');
      const ends = await Promise.all(
        Array.from({ length: 6 }, () => requeue(id).catch((fault: Fault) => fault)),
      );
      const done = ends.filter((end): end is DeadLetterSummary => !(end instanceof Fault));
      expect(done).toHaveLength(1);
      for (const end of ends.filter((each) => each instanceof Fault))
        expect(end).toMatchObject({ code: 'dead_letters.resolved', details: { resolution: 'requeued' } });
      expect(await copies()).toHaveLength(1);
    });
  });

  describe('discarded', () => {
    it('record the account and the reason, and a replay does not deliver their event either', async () => {
      await world.launch('orders-ms');
      const id = await storeDeadLetter('given-up');
      expect(await discard(id, 'made by a load test')).toMatchObject({
        resolution: 'discarded',
        resolvedReason: 'made by a load test',
      });
      await world.publishRaw('sample.booked', '{"account":"a","amount":1}', { 'Nats-Msg-Id': 'given-up' });
      await world.publishRaw('sample.booked', '{"account":"next","amount":1}', { 'Nats-Msg-Id': 'next' });
      expect(await waitUntil(copies, (found) => found.length > 0)).toMatchObject([{ account: 'next' }]);
      expect(await faultOf(requeue(id))).toMatchObject({ code: 'dead_letters.resolved' });
      expect(await faultOf(discard(id))).toMatchObject({ code: 'dead_letters.resolved' });
    });

    it('stay discarded when their event is delivered again and is unreadable again', async () => {
      await world.launch('orders-ms');
      await world.publishRaw('sample.booked', 'no JSON', { 'Nats-Msg-Id': 'poison' });
      const [letter] = await waitUntil(
        async () => (await list({})).data,
        ({ length }) => length === 1,
      );
      await discard(letter?.id ?? '', 'poison');
      await world.publishRaw('sample.booked', 'no JSON', {
        'Nats-Msg-Id': 'poison~again',
        [Headers.eventId]: 'poison',
      });
      await world.publishRaw('sample.booked', '{"account":"next","amount":1}', { 'Nats-Msg-Id': 'next' });
      await waitUntil(copies, (found) => found.length > 0);
      expect((await list({})).data).toEqual([]);
      expect((await show(letter?.id ?? '')).resolution).toBe('discarded');
    });

    it('need a reason', async () => {
      await world.launch('orders-ms');
      expect(await faultOf(discard(await storeDeadLetter('1'), ''))).toMatchObject({
        code: 'invalid_message',
      });
    });
  });
});
