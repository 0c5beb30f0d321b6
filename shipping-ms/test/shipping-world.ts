import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import {
  type FaultRule,
  type RunningCarrier,
  startCarrier,
  type TrackerState,
} from '@orderwire/carrier-sandbox';
import {
  type Address,
  GetOrder,
  GetShippableOrder,
  type OrderPaidEvent,
  OrderNotFound,
  OrderPaid,
  type OrderRefundedEvent,
  OrderRefunded,
  type OrderView,
  type ShippableOrder,
  type ShipmentView,
} from '@orderwire/contracts';
import { publicHttp, type RunningService, startService } from '@orderwire/platform';
import {
  FakeService,
  openServers,
  type ServiceDefinition,
  ServiceWorld,
  waitUntil,
  WAIT_LIMIT_MS,
} from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import type { ShippingConfig } from '../src/config.js';
import type { Parcel } from '../src/labels/parcel.js';
import { ParcelRepository } from '../src/labels/parcel.repository.js';
import { ProcessParcelsUseCase } from '../src/labels/process-parcels.use-case.js';
import { ShippingModule } from '../src/shipping.module.js';
import { shipmentView } from '../src/views/shipment-views.js';

jest.setTimeout(4 * WAIT_LIMIT_MS);

export const SECRET = 'the secret of the carrier';

export const ada: Address = {
  name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

const definition: ServiceDefinition<ShippingConfig> = {
  name: 'shipping-ms',
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start: (config) => startService('shipping-ms', ShippingModule.with(config), config, publicHttp(config)),
  // The job does not run by itself: tests execute its use case.
  config: {
    CARRIER_API_URL: 'http://127.0.0.1:1/v2',
    CARRIER_API_KEY: 'EZTK_sandbox',
    CARRIER_WEBHOOK_SECRET: ['a secret that was used before', SECRET],
    CARRIER_TIMEOUT_MS: 1_000,
    CARRIER_PAUSE_MS: 50,
    SHIPPING_AUTO_LABEL: true,
    SHIPPER_NAME: 'Orderwire',
    SHIPPER_LINE1: '2 Harbour Street',
    SHIPPER_CITY: 'Dublin',
    SHIPPER_COUNTRY: 'IE',
    SHIPPER_PHONE: '+353 1 555 0100',
    PARCEL_GRAMS: 150,
    PARCEL_UNIT_GRAMS: 400,
    PARCEL_LENGTH_CM: 30,
    PARCEL_WIDTH_CM: 20,
    PARCEL_HEIGHT_CM: 15,
    SHIPMENT_INTERVAL_MS: 3_600_000,
    SHIPMENT_CONCURRENCY: 4,
    TRACKER_POLL_MINUTES: 60,
    ADDRESS_DAYS: 30,
    TRUST_PROXY: false,
  },
};

/** shipping-ms with a carrier sandbox and a fake of orders-ms. */
export class ShippingWorld extends ServiceWorld<ShippingConfig> {
  carrier!: RunningCarrier;
  /** What orders-ms knows, by order id. */
  readonly orders = new Map<string, ShippableOrder>();
  private readonly dropped = new Set<string>();
  readonly ordersService = new FakeService(this.link)
    .serve(GetShippableOrder, ({ orderId }) => this.known(orderId))
    .serve(GetOrder, ({ orderId }) => this.known(orderId).order);

  static async create(config: Partial<ShippingConfig> = {}): Promise<ShippingWorld> {
    const world = new ShippingWorld(await openServers(definition), definition);
    world.carrier = await startCarrier();
    await world.ordersService.start();
    const { url } = await world.startReplica(config);
    await world.api('POST', 'webhooks', {
      webhook: { url: `${url}/carrier-events`, webhook_secret: SECRET },
    });
    return world;
  }

  startReplica(config: Partial<ShippingConfig> = {}): Promise<RunningService> {
    return this.start({ CARRIER_API_URL: `${this.carrier.url}/v2`, ...config });
  }

  override async close(): Promise<void> {
    await super.close();
    await this.carrier.close();
  }

  /** An order that orders-ms knows: PAID, of two mugs, to Ada. */
  order(changes: Partial<OrderView> = {}, more: Partial<ShippableOrder> = {}): ShippableOrder {
    const id: string = uuidv7();
    const order: OrderView = {
      ...{ id, status: 'PAID', currency: 'eur', totalAmount: 2_500, totalItems: 2, refundedAmount: 0 },
      ...{ taxAmount: 0, taxes: [], billing: null, tracking: null },
      items: [{ productId: uuidv7(), name: 'Mug', unitAmount: 1_250, quantity: 2, amount: 2_500 }],
      ...{ email: 'ada@example.com', shippingAddress: ada, createdAt: new Date().toISOString() },
      ...{ paidAt: new Date().toISOString(), paymentId: 'pi_1', receiptUrl: null },
      ...changes,
    };
    const shippable = { order, blockedBy: [], restocked: [], ...more };
    this.orders.set(id, shippable);
    return shippable;
  }

  /** The order changes at orders-ms. */
  change(orderId: string, changes: Partial<OrderView>, more: Partial<ShippableOrder> = {}): void {
    const known = this.known(orderId);
    this.orders.set(orderId, { ...known, ...more, order: { ...known.order, ...changes } });
  }

  /** Publishes order.paid and waits until it is consumed. Returns the order's id. */
  async paid(changes: Partial<OrderView> = {}, more: Partial<ShippableOrder> = {}): Promise<string> {
    const { order } = this.order(changes, more);
    await this.consumed('request_shipment', await this.publish(OrderPaid, paidEvent(order)));
    return order.id;
  }

  /** A refund of the whole order, or of a part. */
  async refunded(orderId: string, amount = 2_500): Promise<OrderRefundedEvent> {
    const { totalAmount, currency } = this.known(orderId).order;
    if (amount >= totalAmount) this.change(orderId, { status: 'REFUNDED', refundedAmount: amount });
    const event = {
      ...{ orderId, refundId: uuidv7(), currency, amount, refundedAmount: amount, totalAmount },
      ...{ restock: [], refundedAt: new Date().toISOString() },
    };
    await this.consumed('void_label', await this.publish(OrderRefunded, event));
    return event;
  }

  /** Processes all due parcels by one replica (default: the first). */
  async process({ app } = this.first): Promise<void> {
    while (await app.get(ProcessParcelsUseCase, { strict: false }).execute());
  }

  /** A paid order with its label. */
  async labelled(changes: Partial<OrderView> = {}): Promise<{ orderId: string; shipment: ShipmentView }> {
    const orderId = await this.paid(changes);
    await this.process();
    return { orderId, shipment: await this.shipment(orderId) };
  }

  /** The shipment of an order as staff see it. */
  async shipment(orderId: string): Promise<ShipmentView> {
    return shipmentView(await this.parcel(orderId));
  }

  async parcel(orderId: string, kind: Parcel['kind'] = 'shipment'): Promise<Parcel> {
    const [parcel] = await this.get(ParcelRepository).ofOrder(orderId, kind);
    if (!parcel) throw new Error(`order ${orderId} has no ${kind}`);
    return parcel;
  }

  /** Makes waiting parcels due, as if their time had come. */
  async whenDue(): Promise<void> {
    await this.rows('UPDATE parcels SET due_at = to_timestamp(0) WHERE due_at IS NOT NULL');
  }

  /** The carrier moves the parcel, and its webhook is received. */
  async move(parcelId: string, status: TrackerState): Promise<void> {
    await this.control('POST', `shipments/${parcelId}/move`, { status });
    await this.webhooksDelivered();
  }

  /** Waits until the carrier has delivered all events, except those that a fault has dropped. */
  async webhooksDelivered(): Promise<void> {
    await waitUntil(
      async () => (await this.undelivered()).filter((id) => !this.dropped.has(id)),
      (ids) => ids.length === 0,
    );
  }

  private async undelivered(): Promise<string[]> {
    const { data } = (await this.control('GET', 'events')) as { data: { id: string; status: string }[] };
    return data.filter(({ status }) => status === 'pending').map(({ id }) => id);
  }

  /** The shipments at the carrier whose reference begins with the id of the parcel. */
  async atCarrier(
    parcelId: string,
  ): Promise<{ id: string; tracking_code: string | null; refund_status: string | null }[]> {
    const { data } = (await this.control('GET', `shipments?reference=${parcelId}`)) as { data: never[] };
    return data;
  }

  /** Makes the carrier fail by these rules; without any it works again. */
  async breakCarrier(...rules: FaultRule[]): Promise<void> {
    for (const id of await this.undelivered()) this.dropped.add(id);
    await (rules.length > 0 ? this.control('PUT', 'faults', { rules }) : this.control('DELETE', 'faults'));
  }

  /** A request to the sandbox's own API. */
  async control(method: string, path: string, body?: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    const init = body ? { method, headers, body: JSON.stringify(body) } : { method };
    return (await fetch(`${this.carrier.url}/api/${path}`, init)).json();
  }

  private async api(method: string, path: string, body: object): Promise<void> {
    const authorization = `Basic ${Buffer.from('EZTK_sandbox:').toString('base64')}`;
    const headers = { 'content-type': 'application/json', authorization };
    await fetch(`${this.carrier.url}/v2/${path}`, { method, headers, body: JSON.stringify(body) });
  }

  private known(orderId: string): ShippableOrder {
    const known = this.orders.get(orderId);
    if (!known) throw OrderNotFound({ orderId });
    return known;
  }
}

export const paidEvent = ({ id: orderId, currency, totalAmount, paidAt }: OrderView): OrderPaidEvent => ({
  ...{ orderId, currency, totalAmount, paymentId: 'pi_1', paidAt: paidAt ?? new Date().toISOString() },
});
