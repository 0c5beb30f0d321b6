import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreateOrderRequest, OrderView, TaxRateView } from '@orderwire/contracts';
import { until } from './harness/until.js';
import { StaffClient } from './harness/staff-client.js';
import { useSystem } from './harness/system.js';

const system = useSystem();
const staff = new StaffClient(system);
const { shopper } = staff;

const line = { name: 'Ada', line1: '1 Main Street', city: 'Springfield', postalCode: '12345' };
const address = { ...line, country: 'US' };

describe('taxes', () => {
  let productId: string;
  let rate: TaxRateView;

  beforeAll(async () => {
    productId = await shopper.createProduct(1_000, 1_999);
    const salesTax = { name: 'Sales tax', percentage: 8.25, inclusive: false };
    const request = { country: 'US', taxClass: 'standard', ...salesTax };
    rate = (await (await system.demo('admin')).request<TaxRateView>('POST', '/tax-rates', request)).orThrow();
  });
  afterAll(async () => (await system.demo('admin')).request('POST', `/tax-rates/${rate.id}/end`));

  const place = async (order: Omit<CreateOrderRequest, 'items'>) =>
    (
      await (await system.demo('customer')).createOrder({ items: [{ productId, quantity: 1 }], ...order })
    ).orThrow();

  it('that are added to the price are paid and refunded with it', async () => {
    // Every replica of orders-ms uses the rate within 5 seconds.
    const { order, paymentSession } = await until(
      () => place({ shippingAddress: address }),
      (reply) => reply.order.taxAmount > 0,
    );
    expect(order).toMatchObject({ totalAmount: 1_999 + 165, taxAmount: 165 });
    const { amount_total: amount } = await staff.stripe<{ amount_total: number }>(
      'GET',
      `/v1/checkout/sessions/${paymentSession!.id}`,
    );
    expect(amount).toBe(order.totalAmount);
    expect(await shopper.pay(paymentSession!.id)).toBe(200);
    await shopper.waitForStatus(order.id, 'PAID');
    expect(await staff.refund(order.id)).toMatchObject({ status: 201, body: { amount: order.totalAmount } });
    const refunded = await staff.waitForOrder(order.id, { status: 'REFUNDED' });
    expect(refunded).toMatchObject({ refundedAmount: order.totalAmount, taxes: order.taxes });
  });

  it('are the same for the shopper, staff and lists', async () => {
    const { order } = await place({ shippingAddress: address });
    const shown = (await (await system.demo('customer')).getOrder(order.id)).body;
    const listed = (await (await system.demo('staff')).listOrders({ limit: 20 })).body.data;
    const taxesOf = ({ taxes, taxAmount, items }: OrderView) => ({
      ...{ taxes, taxAmount, lines: items.map(({ tax }) => tax) },
    });
    for (const view of [shown, await staff.order(order.id), listed.find(({ id }) => id === order.id)!])
      expect(taxesOf(view)).toEqual(taxesOf(order));
  });

  it('need a company name and an address beside a VAT id, and say so', async () => {
    const customer = await system.demo('customer');
    const items = [{ productId, quantity: 1 }];
    const vatId = 'FR 40 303 265 045';
    for (const [billing, problem] of [
      [{ vatId, address }, 'vatId needs `companyName`'],
      [{ vatId, companyName: 'Ada SARL' }, 'billing with a VAT id needs an address'],
      [{ vatId: '303 265 045', companyName: 'Ada SARL', address }, 'vatId must be a VAT id that starts with'],
    ] as const) {
      const { status, body } = await customer.request('POST', '/orders', { items, billing });
      expect(status).toBe(400);
      expect(JSON.stringify(body)).toContain(problem);
    }
  });

  it('have rates that only admins change', async () => {
    const body = { country: 'US', taxClass: 'standard', name: 'Tax', percentage: 1, inclusive: false };
    for (const [role, status] of [
      ['customer', 403],
      ['staff', 403],
    ] as const)
      expect((await (await system.demo(role)).request('POST', '/tax-rates', body)).status).toBe(status);
    const listed = await staff.request<{ data: TaxRateView[] }>('GET', '/tax-rates?country=US');
    expect(listed.body.data[0]).toEqual(rate);
  });
});
