import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sign, TEST_ENDPOINT_SECRET } from '@orderwire/stripe-sandbox';
import { type Paid, RefundDesk } from './refund-desk.js';
import { World } from './world.js';

const DAY = 86_400;

let world: World;
let desk: RefundDesk;
beforeAll(async () => {
  world = await World.create();
  desk = await RefundDesk.open(world);
});
afterAll(async () => {
  await desk.close();
  await world.close();
});

const now = () => Math.floor(Date.now() / 1_000);

/** Posts a body under a signature that may have been made of another body, with another secret or at another time. */
function post(
  body: string,
  { of = body, secret = TEST_ENDPOINT_SECRET, at = now() } = {},
): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'stripe-signature': sign(of, secret, at) };
  return fetch(`${world.url}/payments/webhook`, { method: 'POST', body, headers });
}

/** The event of a refund made by hand, as Stripe sent it, under an id of its own. */
async function refundEvent(paid: Paid, id: string): Promise<string> {
  const refund = await desk.byHand(paid, 100);
  await world.outcomes(refund.id);
  const { payload, id: event } = await world.eventOf(refund.id, 'refund.created');
  return payload.replaceAll(event, id);
}

const stored = (id: string) =>
  world.rows<{ outcome: string | null }>('SELECT outcome FROM stripe_events WHERE id = $1', [id]);

describe('a webhook about money that goes back', () => {
  test.each([
    ['forged with another secret', (body: string) => post(body, { secret: 'whsec_forged' })],
    ['changed after it was signed', (body: string) => post(body.replace('100', '999'), { of: body })],
    ['truncated on its way', (body: string) => post(body.slice(0, -40), { of: body })],
    ['truncated before it was signed', (body: string) => post(body.slice(0, -40))],
    ['replayed from yesterday', (body: string) => post(body, { at: now() - DAY })],
  ])('that is %s is refused and changes nothing', async (name, send) => {
    const paid = await desk.paid();
    const id = `evt_bad_${name.replace(/\W/g, '')}`;
    const answer = await send(await refundEvent(paid, id));
    expect(answer.status).toBe(400);
    expect(await stored(id)).toEqual([]);
    expect(await desk.rows(paid.orderId)).toHaveLength(1);
  });

  test('of a megabyte is refused before it is read, and the next one is taken', async () => {
    const paid = await desk.paid();
    const body = await refundEvent(paid, 'evt_large');
    expect((await world.postUnread(1024 * 1024)).status).toBe(413);
    expect(await stored('evt_large')).toEqual([]);
    expect((await post(body)).status).toBe(200);
    expect(await world.outcomeOf('evt_large')).toBe('followed');
  });

  test('of a connected account is stored and not acted on, even when it names a payment of ours', async () => {
    const { orderId, id } = await world.opened();
    await world.withoutWebhooks(async () => {
      await world.stripe.pay(id);
      const { payload } = await world.stripe.eventOf(id, 'checkout.session.completed');
      const event = JSON.parse(payload) as { id: string };
      const other = JSON.stringify({ ...event, id: 'evt_connected', account: 'acct_other' });
      expect((await world.post(other, world.replica.url)).status).toBe(200);
      expect(await world.outcomeOf('evt_connected')).toBe('other_account');
      expect(await world.subjectsOf(orderId)).toEqual([]);
      // Our own account's event is what counts.
      expect((await world.post(payload, world.replica.url)).status).toBe(200);
      await world.waitFor(orderId, 'payment.succeeded');
    });
  });

  test('of the other mode is stored and not acted on', async () => {
    const paid = await desk.paid();
    const body = (await refundEvent(paid, 'evt_live')).replace('"livemode":false', '"livemode":true');
    const live = JSON.stringify({ ...(JSON.parse(body) as object), livemode: true });
    expect((await post(live)).status).toBe(200);
    expect(await world.outcomeOf('evt_live')).toBe('other_mode');
  });

  test('that comes again under the same id, freshly signed, is stored once and changes nothing', async () => {
    const paid = await desk.paid();
    const body = await refundEvent(paid, 'evt_again');
    await post(body);
    await world.outcomeOf('evt_again');
    expect((await post(body)).status).toBe(200);
    expect(await stored('evt_again')).toHaveLength(1);
    expect(await desk.refundedOf(paid)).toBe(100);
  });
});

describe('an event that comes again after it was let go', () => {
  test('pays nothing twice and gives nothing back twice', async () => {
    const paid = await desk.paid();
    const refund = await desk.byHand(paid, 100);
    await world.outcomes(refund.id);
    const events = [
      await world.eventOf(paid.sessionId, 'checkout.session.completed'),
      await world.eventOf(refund.id, 'refund.created'),
    ];
    const ids = events.map(({ id }) => id);
    await world.rows('DELETE FROM stripe_events WHERE id = ANY($1)', [ids]);
    for (const { payload } of events) expect((await post(payload)).status).toBe(200);
    for (const id of ids) await world.outcomeOf(id);
    expect(await world.subjectsOf(paid.orderId)).toEqual([
      'payment.succeeded',
      'refund.requested',
      'refund.succeeded',
    ]);
    expect(await desk.refundedOf(paid)).toBe(100);
  });
});
