import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type BillingDetails,
  CreatePaymentSession,
  CreateTaxRate,
  type CreateTaxRateRequest,
  GetMailDetails,
  ListOrders,
  OrderCancelled,
  OrderCreated,
  type OrderView,
  PaymentsUnavailable,
  RenewPaymentSession,
  TotalOutOfRange,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { TaxRateRepository } from '../src/tax/tax-rate.repository.js';
import { shippingAddress } from './customer-events.js';
import { book, mug, yacht } from './fake-services.js';
import { OrdersWorld } from './orders-world.js';

let world: OrdersWorld;

const addRate = (
  rate: Pick<CreateTaxRateRequest, 'country' | 'percentage'> & Partial<CreateTaxRateRequest>,
) =>
  world.request(
    CreateTaxRate,
    { taxClass: 'standard', name: 'VAT', inclusive: true, ...rate },
    { role: 'admin', id: uuidv7() },
  );

beforeAll(async () => {
  world = await OrdersWorld.create({ SELLER_COUNTRY: 'DE' });
  await addRate({ country: 'DE', percentage: 19 });
  await addRate({ country: 'DE', taxClass: 'reduced', percentage: 7 });
  await addRate({ country: 'US', percentage: 8.25, name: 'Sales tax', inclusive: false });
  await addRate({ country: 'CA', percentage: 30, name: 'Duty', inclusive: false });
});
afterAll(() => world.close());
afterEach(() => world.resetFakes());

const items = [
  { productId: mug, quantity: 2 },
  { productId: book, quantity: 1 },
];
const to = (country: string) => ({ ...shippingAddress, country });
const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
const sessionTotals = () =>
  world.sessions
    .requests(CreatePaymentSession)
    .map((session) => sum(session.items.map(({ unitAmount, quantity }) => unitAmount * quantity)));
const totals = ({ taxes, taxAmount, totalAmount }: OrderView) =>
  sum(taxes.map(({ taxableAmount }) => taxableAmount)) + taxAmount === totalAmount;

describe('an order with included tax', () => {
  it('costs the prices of its lines, and shows the same taxes everywhere', async () => {
    const { order } = await world.place({ items, email: 'ada@example.com' });
    expect(order).toMatchObject({ totalAmount: 4_500, taxAmount: 530, billing: null });
    const vat = { name: 'VAT', country: 'DE', inclusive: true };
    expect(order.taxes).toEqual([
      { ...vat, reason: 'standard_rated', percentage: 19, taxableAmount: 2_101, amount: 399 },
      { ...vat, reason: 'reduced_rated', percentage: 7, taxableAmount: 1_869, amount: 131 },
    ]);
    expect(order.items.map(({ tax }) => tax)).toEqual([
      { reason: 'standard_rated', percentage: 19, taxableAmount: 2_101, amount: 399 },
      { reason: 'reduced_rated', percentage: 7, taxableAmount: 1_869, amount: 131 },
    ]);
    expect(await world.order(order.id)).toMatchObject(order);
    const { data } = await world.request(ListOrders, { limit: 1 });
    expect(data[0]).toMatchObject(order);
    const { orders } = await world.request(GetMailDetails, { orderIds: [order.id] });
    expect(orders[0]?.order).toMatchObject(order);
    expect(await world.published(OrderCreated, order.id)).toMatchObject([{ items: order.items }]);
    expect(sessionTotals()).toEqual([4_500]);
  });

  it('reads no tax rates while those in memory are young', async () => {
    const read = jest.spyOn(world.get(TaxRateRepository), 'current');
    await world.place();
    read.mockClear();
    await Promise.all([world.place(), world.place(), world.place()]);
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();
  });
});

describe('an order with added tax', () => {
  it('costs the tax instead of the seller’s, also in further payment sessions', async () => {
    const { order } = await world.place({ items, shippingAddress: to('US') });
    expect(order).toMatchObject({ totalAmount: 4_296, taxAmount: 327 });
    expect(order.taxes).toEqual([
      {
        ...{ name: 'Sales tax', country: 'US', reason: 'standard_rated', percentage: 8.25, inclusive: false },
        ...{ taxableAmount: 3_969, amount: 327 },
      },
    ]);
    await world.request(RenewPaymentSession, { orderId: order.id });
    expect(sessionTotals()).toEqual([4_296, 4_296]);
    expect(world.sessions.requests(CreatePaymentSession)[1]?.items.at(-1)).toEqual({
      ...{ name: 'Sales tax 8.25 %', unitAmount: 327, quantity: 1 },
    });
  });

  it('is refused when the tax makes it too large to charge, and its stock is released', async () => {
    const tooLarge = { items: [{ productId: yacht, quantity: 1 }], shippingAddress: to('CA') };
    const fault = await faultOf(world.place(tooLarge));
    expect(fault).toMatchObject({ code: TotalOutOfRange.code, details: { totalAmount: 109_243_697 } });
    expect((await world.published(OrderCancelled)).at(-1)?.reason).toBe('the order could not be created');
  });
});

describe('an order of a company elsewhere in the EU', () => {
  const billing: BillingDetails = {
    companyName: 'Ada SARL',
    vatId: 'FRAB123456789',
    address: { name: 'Ada', line1: '1 Rue', city: 'Paris', postalCode: '75001', country: 'FR' },
  };

  it('costs the prices without the seller’s tax', async () => {
    const { order } = await world.place({ items, billing: { ...billing, vatId: 'fr ab 123 456 789' } });
    expect(order).toMatchObject({ totalAmount: 2_100 + 1_869, taxAmount: 0, billing });
    expect(order.items.map(({ unitAmount }) => unitAmount)).toEqual([1_050, 1_869]);
    expect(order.taxes).toMatchObject([{ reason: 'reverse_charge', percentage: 0, taxableAmount: 3_969 }]);
    expect(sessionTotals()).toEqual([3_969]);
    expect(await world.order(order.id)).toMatchObject(order);
  });

  it('has no billing details when the fields of the form are empty', async () => {
    const empty = { companyName: '', vatId: ' ', buyerReference: '' };
    expect((await world.place({ billing: empty })).order.billing).toBeNull();
  });

  it('is refused without a company name or address', async () => {
    for (const incomplete of [
      { vatId: 'FRAB123456789', address: billing.address },
      { companyName: 'Ada', vatId: 'FRAB123456789' },
    ])
      expect(await faultOf(world.place({ billing: incomplete }))).toMatchObject({
        kind: 'invalid',
      });
  });
});

describe('a new tax rate', () => {
  it('taxes later orders; earlier ones keep theirs, also when their request is repeated', async () => {
    await addRate({ country: 'FI', percentage: 20 });
    const idempotencyKey = uuidv7();
    world.sessions.on(CreatePaymentSession, () => {
      throw PaymentsUnavailable();
    });
    const place = () => world.place({ shippingAddress: to('FI') }, { idempotencyKey });
    const { details } = await faultOf(place());
    await world.sessions.reset();
    await addRate({ country: 'FI', percentage: 25.5 });
    const { order } = await place();
    expect([order.id, order.taxAmount]).toEqual([details?.['orderId'], 417]);
    expect((await world.place({ shippingAddress: to('FI') })).order.taxAmount).toBe(508);
    expect((await place()).order).toEqual(order);
  });

  it('of the future taxes no order yet', async () => {
    await addRate({ country: 'SE', percentage: 25 });
    await addRate({ country: 'SE', percentage: 99, validFrom: '2999-01-01T00:00:00Z' });
    const { order } = await world.place({ shippingAddress: to('SE') });
    expect(order.taxes).toMatchObject([{ country: 'SE', percentage: 25 }]);
  });
});

describe('an order without tax', () => {
  it('is an export without the seller’s tax when it leaves the EU', async () => {
    const { order } = await world.place({ shippingAddress: to('CH') });
    expect(order).toMatchObject({ totalAmount: 2_100, taxAmount: 0, taxes: [{ reason: 'export' }] });
  });

  it('from before taxes has views that add up', async () => {
    const { order } = await world.place({ items });
    await world.rows('UPDATE orders SET tax_amount = NULL, taxes = NULL WHERE id = $1', [order.id]);
    await world.rows(
      `UPDATE order_lines SET tax_reason = NULL, tax_percentage = NULL, taxable_amount = NULL, tax_amount = NULL
       WHERE order_id = $1`,
      [order.id],
    );
    const before = await world.order(order.id);
    expect(totals(before)).toBe(true);
    expect(before).toMatchObject({ taxAmount: 0, taxes: [{ reason: 'not_subject_to_tax', amount: 0 }] });
    expect(before.items[1]?.tax).toEqual({
      ...{ reason: 'not_subject_to_tax', percentage: 0, taxableAmount: 2_000, amount: 0 },
    });
  });
});
