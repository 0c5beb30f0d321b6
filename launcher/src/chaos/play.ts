import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from './insist.js';
import type { ShopFloor } from './shop-floor.js';
import type { Story } from './story.js';

/** What came of a story: its order, and answers that nobody should ever get. */
export interface Outcome {
  number: number;
  /** Absent when the goods were sold out. */
  orderId?: string;
  /** The first link's. */
  sessionId?: string;
  /** The same Idempotency-Key must give this order again. */
  ask?: { guest: boolean; key: string; body: unknown };
  surprises: string[];
}

const GOOD_CARD = '4242424242424242';
/** How long staff wait for an order to be paid before they turn to another. */
const PAID_WITHIN_MS = 12_000;

/** Plays one story to its end, through whatever fails meanwhile. */
export async function play(floor: ShopFloor, story: Story, run: string): Promise<Outcome> {
  const { number, guest, currency } = story;
  const outcome: Outcome = { number, surprises: [] };
  const key = `chaos-${run}-${number}`;
  const items = story.lines.map(({ product, quantity }) => ({
    productId: floor.products[product],
    quantity,
  }));
  const body = { items, currency, ...(guest && { email: `guest-${number}@example.com` }) };
  let token: Record<string, string> = {};
  const asBuyer = (method: string, path: string, json?: unknown, headers: Record<string, string> = {}) =>
    guest
      ? floor.asGuest(method, path, json, { ...token, ...headers })
      : floor.asCustomer(number, method, path, json, headers);

  const placed = await asBuyer('POST', '/orders', body, { 'idempotency-key': key });
  if (placed.status !== 201) {
    if (placed.body['code'] !== 'products.not_sellable') outcome.surprises.push(told('placing', placed));
    return outcome;
  }
  const { order, paymentSession, orderToken } = placed.body as unknown as {
    order: { id: string; totalAmount: number };
    paymentSession: { id: string };
    orderToken?: string;
  };
  Object.assign(outcome, { orderId: order.id, sessionId: paymentSession.id, ask: { guest, key, body } });
  if (orderToken) token = { 'x-order-token': orderToken };

  const expect = (what: string, reply: Reply, ...statuses: number[]) => {
    if (!statuses.includes(reply.status)) outcome.surprises.push(told(`${what} of ${order.id}`, reply));
  };
  const pay = async (session: string, how: object) =>
    // 400: the session is over, or a first try whose answer was lost has paid it. 402: the card was declined.
    expect(
      'paying',
      await floor.atStripe('POST', `/_sandbox/checkout/sessions/${session}/pay`, how),
      200,
      400,
      402,
    );
  const cancel = async () =>
    expect('cancelling', await asBuyer('POST', `/orders/${order.id}/cancel`, {}), 200, 201, 409);
  const renew = async () => {
    const reply = await asBuyer('POST', `/orders/${order.id}/payment-session`);
    expect('a new link', reply, 200, 201, 409);
    return reply.status < 300 ? String(reply.body['id']) : undefined;
  };

  const card = { card: story.card };
  if (story.plot === 'pays') await pay(paymentSession.id, card);
  if (story.plot === 'pays_by_debit') await pay(paymentSession.id, { method: 'delayed_success' });
  if (story.plot === 'debit_fails') await pay(paymentSession.id, { method: 'delayed_failure' });
  if (story.plot === 'is_declined_first') {
    await pay(paymentSession.id, { card: '4000000000000002' });
    await pay(paymentSession.id, card);
  }
  if (story.plot === 'cancels') await cancel();
  if (story.plot === 'cancels_while_paying') await Promise.all([pay(paymentSession.id, card), cancel()]);
  if (story.plot === 'takes_a_new_link') await pay((await renew()) ?? paymentSession.id, card);
  if (story.plot === 'pays_the_old_link') {
    const [renewed] = await Promise.all([renew(), pay(paymentSession.id, card)]);
    if (renewed) await pay(renewed, { card: GOOD_CARD });
  }
  // Stripe captures less than the order costs, as with a discount that we know nothing of.
  if (story.plot === 'pays_a_wrong_amount')
    await pay(paymentSession.id, { ...card, amount: order.totalAmount - 1 });
  if (story.aftermath !== 'nothing' && story.plot !== 'walks_away' && story.plot !== 'cancels')
    await aftermath(floor, story, order, key, expect);
  return outcome;
}

type Expect = (what: string, reply: Reply, ...statuses: number[]) => void;

async function aftermath(
  floor: ShopFloor,
  { aftermath: what, lines, currency }: Story,
  order: { id: string; totalAmount: number },
  key: string,
  expect: Expect,
): Promise<void> {
  if (!(await isPaid(floor, order.id))) return;
  if (what === 'ships') {
    const moved = await floor.asStaff('PATCH', `/orders/${order.id}/status`, { status: 'SHIPPED' });
    return expect('shipping', moved, 200, 409);
  }
  const refund = async (part: number, body: object) => {
    const reply = await floor.asStaff(
      'POST',
      `/orders/${order.id}/refunds`,
      { reason: 'requested_by_customer', ...body },
      { 'idempotency-key': `${key}-refund-${part}` },
    );
    // Stripe gives nothing back of a charge that is in dispute.
    if (reply.body['code'] !== 'payments.rejected') expect('refunding', reply, 201, 409);
  };
  // Stripe takes dinars in tens of the smallest unit.
  const share = (of: number) => {
    const amount = Math.floor(order.totalAmount * of);
    return { amount: currency === 'kwd' ? amount - (amount % 10) : amount };
  };
  const [first] = lines;
  const one = first && { restock: [{ productId: floor.products[first.product], quantity: 1 }] };
  if (what === 'refunds_all') await refund(1, { ...one });
  if (what === 'refunds_part') await refund(1, { ...share(0.3), ...one });
  if (what === 'refunds_in_parts')
    for (const part of [1, 2, 3]) await refund(part, part < 3 ? share(0.3) : {});
  if (what === 'refunds_twice_at_once') await Promise.all([refund(1, share(0.6)), refund(2, share(0.6))]);
}

async function isPaid(floor: ShopFloor, orderId: string): Promise<boolean> {
  const end = Date.now() + PAID_WITHIN_MS;
  while (Date.now() < end) {
    const { body } = await floor.asStaff('GET', `/orders/${orderId}`);
    if (body['status'] !== 'PENDING') return body['status'] === 'PAID';
    await sleep(250);
  }
  return false;
}

const told = (what: string, { status, body }: Reply): string =>
  `${what} was answered ${status} ${JSON.stringify(body).slice(0, 300)}`;
