import type { CreateOrderRequest, OrderView, RefundOrderRequest } from '@orderwire/contracts';
import type { HttpReply, ShopClient } from '@orderwire/test-kit/shop-client';
import type { ChaosShop, Expect } from './chaos-shop.js';
import { addressOf, followParcel, isParcelAction } from './follow-parcel.js';
import { answered } from './retried.js';
import { cards, type Scenario } from './scenario.js';

/** What a scenario led to. */
export interface Outcome {
  /** Absent when the products were sold out. */
  orderId?: string;
  /** The first payment session. */
  sessionId?: string;
  /** Repeating it under the same key must return the same order. */
  creation?: { shopper: ShopClient; key: string; body: CreateOrderRequest };
  /** Staff was answered that the order is PAID. */
  seenPaid?: boolean;
  /** Replies that no caller should get. */
  unexpected: string[];
}

/** Staff and shoppers wait this long for a payment to arrive, or to fail. */
const PAID_WITHIN_MS = 12_000;

const idempotencyKey = (key: string) => ({ 'idempotency-key': key });

/** Runs one scenario to its end, whatever fails meanwhile. `run` makes idempotency keys unique. */
export async function runScenario(
  shop: ChaosShop,
  scenario: Scenario,
  run: string,
  paidWithinMs = PAID_WITHIN_MS,
): Promise<Outcome> {
  const { number, guest, currency, staffAction } = scenario;
  const outcome: Outcome = { unexpected: [] };
  const key = `chaos-${run}-${number}`;
  const items = scenario.lines.map(({ product, quantity }) => ({
    productId: shop.products[product] ?? '',
    quantity,
  }));
  const body = {
    ...{ items, currency },
    ...(guest && { email: `guest-${number}@example.com` }),
    // One order of three is not shipped.
    ...((isParcelAction(staffAction) || number % 3 > 0) && { shippingAddress: addressOf(staffAction) }),
  };
  const shopper = guest ? shop.guest : shop.customer(number);

  const created = await shopper.createOrder(body, idempotencyKey(key));
  if (created.status !== 201) {
    if (created.body.code !== 'products.not_sellable')
      outcome.unexpected.push(describeReply('creating an order', created));
    return outcome;
  }
  const { order, paymentSession, orderToken } = created.body;
  outcome.orderId = order.id;
  outcome.creation = { shopper, key, body };
  if (!paymentSession) throw new Error(`order ${order.id} has no payment session`);
  outcome.sessionId = paymentSession.id;

  const expect = (what: string, reply: HttpReply<object>, ...statuses: number[]): void => {
    if (!statuses.includes(reply.status))
      outcome.unexpected.push(describeReply(`${what} of ${order.id}`, reply));
  };
  const owner = orderToken ? shopper.withOrderToken(orderToken) : shopper;
  const about = { order, sessionId: paymentSession.id, withinMs: paidWithinMs, expect };
  await actAsShopper(shop, owner, scenario, about);
  const canBePaid = scenario.shopperAction !== 'abandons' && scenario.shopperAction !== 'cancels';
  if (staffAction !== 'nothing' && canBePaid && (await isPaid(shop, order.id, paidWithinMs))) {
    outcome.seenPaid = true;
    await (isParcelAction(staffAction)
      ? followParcel(shop, staffAction, order, { key, withinMs: paidWithinMs, expect })
      : actAsStaff(shop, scenario, order, key, expect));
  }
  return outcome;
}

async function actAsShopper(
  shop: ChaosShop,
  owner: ShopClient,
  { shopperAction, card }: Scenario,
  {
    order,
    sessionId,
    withinMs,
    expect,
  }: { order: OrderView; sessionId: string; withinMs: number; expect: Expect },
): Promise<void> {
  // 400: the session has ended, or an earlier attempt whose reply was lost has paid it. 402:
  // declined.
  const pay = async (session: string, payment: Parameters<typeof shop.stripe.pay>[1]) =>
    expect('payment', await shop.stripe.pay(session, payment), 200, 400, 402);
  const cancel = async () => expect('cancellation', await owner.cancelOrder(order.id), 200, 201, 409);
  const renew = async () => {
    const reply = await owner.renewPaymentSession(order.id);
    expect('renewal', reply, 200, 201, 409);
    return reply.status < 300 ? reply.body.id : undefined;
  };
  switch (shopperAction) {
    case 'pays':
      return pay(sessionId, { card });
    case 'pays_by_debit':
      return pay(sessionId, { method: 'delayed_success' });
    case 'debit_fails': {
      await pay(sessionId, { method: 'delayed_failure' });
      // No new session before the failure is known. A shopper who does not learn of it gives up.
      const renewed = (await hasFailed(shop, order.id, withinMs)) ? await renew() : undefined;
      return renewed ? pay(renewed, { card }) : cancel();
    }
    case 'is_declined_first':
      await pay(sessionId, { card: cards.declined });
      return pay(sessionId, { card });
    case 'cancels':
      return cancel();
    case 'cancels_while_paying':
      await Promise.all([pay(sessionId, { card }), cancel()]);
      return;
    case 'renews_session':
      return pay((await renew()) ?? sessionId, { card });
    case 'pays_replaced_session': {
      const [renewed] = await Promise.all([renew(), pay(sessionId, { card })]);
      if (renewed) await pay(renewed, { card: cards.succeeds });
      return;
    }
    case 'pays_a_wrong_amount':
      // As with a discount that the shop does not know. Dinars are charged in multiples of ten.
      return pay(sessionId, { card, amount: order.totalAmount - 10 });
    case 'abandons':
      return;
  }
}

async function actAsStaff(
  shop: ChaosShop,
  { staffAction, lines: [first], currency }: Scenario,
  order: OrderView,
  key: string,
  expect: Expect,
): Promise<void> {
  if (staffAction === 'ships') {
    const moved = await shop.staff.changeOrderStatus(order.id, { status: 'SHIPPED' });
    return expect('shipping', moved, 200, 409);
  }
  const refund = async (part: number, fields: Partial<Omit<RefundOrderRequest, 'orderId'>>) => {
    const reply = await shop.staff.refundOrder(
      order.id,
      { reason: 'requested_by_customer', ...fields },
      idempotencyKey(`${key}-refund-${part}`),
    );
    // Stripe refuses refunds of a disputed charge.
    if (reply.body.code !== 'payments.rejected') expect('refund', reply, 201, 409);
  };
  // Stripe requires amounts in dinars to be multiples of ten.
  const share = (of: number) => {
    const amount = Math.floor(order.totalAmount * of);
    return { amount: currency === 'kwd' ? amount - (amount % 10) : amount };
  };
  const restock = first && { restock: [{ productId: shop.products[first.product] ?? '', quantity: 1 }] };
  if (staffAction === 'refunds_all') await refund(1, { ...restock });
  if (staffAction === 'refunds_part') await refund(1, { ...share(0.3), ...restock });
  if (staffAction === 'refunds_in_parts')
    for (const part of [1, 2, 3]) await refund(part, part < 3 ? share(0.3) : {});
  if (staffAction === 'refunds_twice_at_once')
    await Promise.all([refund(1, share(0.6)), refund(2, share(0.6))]);
}

/** Undefined while it is not known. */
function isPaid(shop: ChaosShop, orderId: string, withinMs: number): Promise<boolean | undefined> {
  return answered(withinMs, async () => {
    const { status } = (await shop.staff.getOrder(orderId)).body;
    return status === 'PENDING' ? undefined : status === 'PAID';
  });
}

/** Undefined while it is not known. */
function hasFailed(shop: ChaosShop, orderId: string, withinMs: number): Promise<true | undefined> {
  return answered(withinMs, async () => {
    const { body } = await shop.staff.getOrderTimeline(orderId);
    // The body of a problem has no entries.
    const { entries = [] } = body as Partial<typeof body>;
    return entries.some(({ step }) => step === 'payment_failed') || undefined;
  });
}

const describeReply = (what: string, { status, text }: HttpReply<object>): string =>
  `${what} returned ${status} ${text.slice(0, 300)}`;
