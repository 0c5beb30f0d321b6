import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CreateOrderReply, DocumentView, OrderDocuments } from '@orderwire/contracts';
import type { ShopClient } from '@orderwire/test-kit/shop-client';
import { subjectsOfPaid, twoMailsAbout } from './harness/mails.js';
import { ShopperClient } from './harness/shopper-client.js';
import { useSystem } from './harness/system.js';
import { until } from './harness/until.js';

const system = useSystem();
const shopper = new ShopperClient(system);

const shippingAddress = {
  ...{ name: 'Élodie Œuvre', line1: '1 Avenue Foch', city: 'Paris', postalCode: '75016', country: 'FR' },
};
const billing = { companyName: 'Œuvre & Fils SARL', vatId: 'FR40303265045', buyerReference: 'PO 17' };
const email = 'elodie@example.com';

let productId: string;
beforeAll(async () => {
  productId = await shopper.createProduct();
});
beforeEach(() => system.allReady());

/** A guest's order with an address, PAID, and a client with its token. */
async function paidOrder(): Promise<{ order: CreateOrderReply['order']; guest: ShopClient }> {
  const items = [{ productId, quantity: 2 }];
  const placed = (await system.guest.createOrder({ items, email, shippingAddress, billing })).orThrow();
  expect(await shopper.pay(placed.paymentSession?.id ?? '')).toBe(200);
  const guest = system.guest.withOrderToken(placed.orderToken ?? '');
  await until(
    () => guest.getOrder(placed.order.id),
    ({ body }) => body.status === 'PAID',
  );
  return { order: placed.order, guest };
}

/** The documents of an order once this many are ready. */
async function documentsOf(client: ShopClient, orderId: string, count: number): Promise<DocumentView[]> {
  const documents = await until(
    async () => (await client.request<OrderDocuments>('GET', `/orders/${orderId}/invoices`)).orThrow().data,
    (data) => data.filter(({ ready }) => ready).length >= count,
  );
  return documents;
}

describe('the invoice of a paid order', () => {
  it('is a PDF with an e-invoice for the company, and no one without the token of the order sees it', async () => {
    const { order, guest } = await paidOrder();
    const [invoice] = await documentsOf(guest, order.id, 1);
    expect(invoice).toMatchObject({ kind: 'invoice', totalAmount: order.totalAmount, eInvoice: true });
    const pdf = await guest.download(`/orders/${order.id}/invoice.pdf`);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1')).toContain('factur-x.xml');
    const xml = (await guest.download(`/orders/${order.id}/invoice.xml`)).toString();
    expect(xml).toContain('xrechnung_3.0');
    expect(xml).toContain('Œuvre &amp; Fils SARL');
    expect(xml).toContain('FR40303265045');
    for (const path of ['invoice.pdf', 'invoice.xml', 'invoices', `invoices/${invoice?.id}/pdf`])
      expect((await system.guest.request('GET', `/orders/${order.id}/${path}`)).status).toBe(404);
  });

  it('has a credit note for each refund', async () => {
    const { order, guest } = await paidOrder();
    const staff = await system.demo('staff');
    (await staff.refundOrder(order.id, { amount: 1_000, reason: 'requested_by_customer' })).orThrow();
    const documents = await documentsOf(guest, order.id, 2);
    expect(documents.map(({ kind, totalAmount }) => [kind, totalAmount])).toEqual([
      ['invoice', order.totalAmount],
      ['credit_note', 1_000],
    ]);
    expect(documents[1]?.refersTo).toBe(documents[0]?.number);
    const file = await guest.download(`/orders/${order.id}/invoices/${documents[1]?.id}/pdf`);
    expect(file.subarray(0, 5).toString()).toBe('%PDF-');
  });
});

describe('orders that are paid while the services after the payment are down', () => {
  const services = ['notifications-ms', 'invoices-ms'];

  it('become PAID, and have two mails and one invoice each afterwards', async () => {
    for (const service of services) await system.stop(service);
    const orders = await Promise.all(Array.from({ length: 4 }, paidOrder));
    for (const { order, guest } of orders) {
      const { status, body } = await guest.request('GET', `/orders/${order.id}/invoice.pdf`);
      expect([status, body.code]).toEqual([503, 'service_unavailable']);
    }
    for (const service of services) await system.start(service);
    for (const { order, guest } of orders) {
      const mails = await twoMailsAbout(system, order.id);
      expect(mails.map(({ subject }) => subject)).toEqual(subjectsOfPaid(order.id));
      expect((await documentsOf(guest, order.id, 1)).map(({ kind }) => kind)).toEqual(['invoice']);
    }
  });
});
