import type { OrderReturns, OrderView, ReturnView, ShipmentPage, ShipmentView } from '@orderwire/contracts';
import type { ChaosShop, Expect } from './chaos-shop.js';
import { answered } from './retried.js';
import type { StaffAction } from './scenario.js';

const actions = ['parcel_arrives', 'parcel_comes_back', 'corrects_address'] as const;
type ParcelAction = (typeof actions)[number];

export const isParcelAction = (action: StaffAction): action is ParcelAction =>
  (actions as readonly string[]).includes(action);

const address = {
  ...{ name: 'Ada Lovelace', line1: '12 St James’s Square', city: 'London', postalCode: 'SW1Y 4JH' },
  country: 'GB',
};

/** The address of an order. The carrier sandbox rejects one that contains "undeliverable". */
export const addressOf = (action: StaffAction): typeof address & { line2?: string } =>
  action === 'corrects_address' ? { ...address, line2: 'Undeliverable' } : address;

interface About {
  /** Makes idempotency keys unique. */
  key: string;
  /** Staff wait this long for each step of the parcel, and give up then. */
  withinMs: number;
  expect: Expect;
}

/** What the carrier and staff do with the parcel of a paid order. */
export async function followParcel(
  shop: ChaosShop,
  action: ParcelAction,
  order: OrderView,
  about: About,
): Promise<void> {
  const { withinMs, expect } = about;
  const shipmentWith = (status: ShipmentView['status']) =>
    answered(withinMs, async () => {
      const { body } = await shop.staff.request<ShipmentPage>('GET', `/shipments?orderId=${order.id}`);
      return body.data?.find((one) => one.status === status);
    });
  if (action === 'corrects_address') {
    const rejected = await shipmentWith('action_required');
    if (!rejected) return;
    const path = `/shipments/${rejected.id}/address`;
    return expect('correction', await shop.staff.request('PATCH', path, { address }), 200, 409, 503, 504);
  }
  const shipment = await shipmentWith('label_purchased');
  if (!shipment) return;
  await travel(shop, shipment.id, expect);
  if (action === 'parcel_comes_back') await sendBack(shop, order, about);
}

/** A carrier does not take a parcel whose label is voided: 4xx. */
async function travel({ carrier }: ChaosShop, parcelId: string, expect: Expect): Promise<void> {
  for (const status of ['in_transit', 'delivered'])
    expect('the parcel', await carrier.move(parcelId, status), 200, 400, 404, 409, 422);
}

/** The order is returnable once shipping-ms knows that it was shipped. */
async function sendBack(shop: ChaosShop, order: OrderView, { key, withinMs, expect }: About): Promise<void> {
  const items = order.items.slice(0, 1).map(({ productId }) => ({ productId, quantity: 1 }));
  const path = `/orders/${order.id}/returns`;
  const headers = { 'idempotency-key': `${key}-return` };
  const created = await answered(withinMs, async () => {
    const reply = await shop.staff.request<ReturnView>('POST', path, { items }, headers);
    expect('return', reply, 201, 409);
    return reply.status === 409 ? undefined : reply.body;
  });
  if (!created) return;
  const labelled = await answered(withinMs, async () => {
    const { body } = await shop.staff.request<OrderReturns>('GET', path);
    return body.data?.find(({ id, status }) => id === created.id && status === 'label_purchased');
  });
  if (labelled) await travel(shop, labelled.id, expect);
}
