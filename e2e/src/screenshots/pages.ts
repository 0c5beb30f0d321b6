import type { ShopClient, StripeSandboxClient } from '@orderwire/test-kit/shop-client';

/** Whose browser shows a page. */
export type Visitor = 'guest' | 'customer' | 'staff' | 'admin';

/** A page of the shop or of the console, by the name of its picture. */
export interface ShownPage {
  readonly name: string;
  readonly path: string;
  readonly as: Visitor;
}

const shopPages: readonly ShownPage[] = [
  { name: 'shop-products', path: '/', as: 'guest' },
  { name: 'shop-search', path: '/?q=zzz', as: 'guest' },
  { name: 'shop-basket', path: '/basket', as: 'customer' },
  { name: 'shop-checkout', path: '/checkout', as: 'customer' },
  { name: 'shop-empty-basket', path: '/basket', as: 'guest' },
  { name: 'shop-orders', path: '/orders', as: 'customer' },
  { name: 'shop-sign-in', path: '/sign-in', as: 'guest' },
  { name: 'shop-register', path: '/register', as: 'guest' },
  { name: 'shop-forgot-password', path: '/forgot-password', as: 'guest' },
  { name: 'shop-reset-password', path: '/reset-password', as: 'guest' },
  { name: 'shop-account', path: '/account', as: 'customer' },
  { name: 'shop-sessions', path: '/account/sessions', as: 'customer' },
  { name: 'shop-not-found', path: '/no/such/page', as: 'guest' },
];

const consolePages: readonly ShownPage[] = [
  { name: 'console-sign-in', path: '/console', as: 'guest' },
  { name: 'console-not-allowed', path: '/console', as: 'customer' },
  { name: 'console-dashboard', path: '/console', as: 'staff' },
  { name: 'console-orders', path: '/console/orders', as: 'staff' },
  { name: 'console-bulk-actions', path: '/console/orders/bulk-actions', as: 'staff' },
  { name: 'console-products', path: '/console/products', as: 'staff' },
  { name: 'console-payments', path: '/console/payments', as: 'staff' },
  { name: 'console-ledger', path: '/console/payments/ledger', as: 'staff' },
  { name: 'console-reconciliation', path: '/console/payments/reconciliation', as: 'staff' },
  { name: 'console-shipments', path: '/console/shipments', as: 'staff' },
  { name: 'console-messages', path: '/console/messages', as: 'staff' },
  { name: 'console-webhooks', path: '/console/webhooks', as: 'admin' },
  { name: 'console-deliveries', path: '/console/webhooks/deliveries', as: 'staff' },
  { name: 'console-dead-letters', path: '/console/dead-letters', as: 'staff' },
  { name: 'console-streams', path: '/console/streams', as: 'admin' },
  { name: 'console-replays', path: '/console/replays', as: 'staff' },
  { name: 'console-people', path: '/console/people', as: 'admin' },
  { name: 'console-audit-log', path: '/console/audit-log', as: 'staff' },
  { name: 'console-tax-rates', path: '/console/tax-rates', as: 'admin' },
];

/** What is needed to place the orders that the pages show. */
interface Preparation {
  /** Of the demo customer. */
  readonly shopper: ShopClient;
  readonly staff: ShopClient;
  readonly sandbox: StripeSandboxClient;
  readonly productId: string;
}

/** Places orders in several states. Resolves with all pages. */
export async function preparePages(preparation: Preparation): Promise<readonly ShownPage[]> {
  const { shopper, staff, sandbox, productId } = preparation;
  const order = async () => {
    const reply = (await shopper.createOrder({ items: [{ productId, quantity: 2 }] })).orThrow();
    return { id: reply.order.id, sessionId: reply.paymentSession?.id ?? '' };
  };
  const paidOrder = async () => {
    const { id, sessionId } = await order();
    (await sandbox.pay(sessionId)).orThrow();
    while ((await shopper.getOrder(id)).orThrow().status !== 'PAID')
      await new Promise((resolve) => setTimeout(resolve, 100));
    return id;
  };
  const [pending, cancelled] = [await order(), await order()];
  const [paid, refunded] = [await paidOrder(), await paidOrder()];
  (await shopper.cancelOrder(cancelled.id)).orThrow();
  (await staff.refundOrder(refunded, { reason: 'requested_by_customer' })).orThrow();
  const { paymentId } = (await staff.getOrder(refunded)).orThrow();
  const orders = { pending: pending.id, cancelled: cancelled.id, paid, refunded };
  return [
    ...shopPages,
    { name: 'shop-product', path: `/products/${productId}`, as: 'guest' },
    { name: 'shop-foreign-order', path: `/orders/${paid}`, as: 'guest' },
    { name: 'shop-order-confirming', path: `/orders/${pending.id}?from=checkout`, as: 'customer' },
    ...Object.entries(orders).flatMap(([name, id]): ShownPage[] => [
      { name: `shop-order-${name}`, path: `/orders/${id}`, as: 'customer' },
      { name: `console-order-${name}`, path: `/console/orders/${id}`, as: 'staff' },
    ]),
    ...consolePages,
    { name: 'console-trace', path: `/console/traces/${await correlationIdOf(staff, paid)}`, as: 'staff' },
    { name: 'console-payment', path: `/console/payments/${paymentId}`, as: 'staff' },
    { name: 'console-product', path: `/console/products/${productId}`, as: 'staff' },
    { name: 'console-person', path: `/console/people/${await idOf(shopper)}`, as: 'admin' },
  ];
}

/** The id of an account. */
async function idOf(client: ShopClient): Promise<string> {
  return (await client.request<{ id: string }>('GET', '/auth/me')).orThrow().id;
}

/** Of the request that placed an order. */
async function correlationIdOf(staff: ShopClient, orderId: string): Promise<string> {
  const { entries } = (await staff.getOrderTimeline(orderId)).orThrow();
  return entries[0]?.correlationId ?? '';
}
