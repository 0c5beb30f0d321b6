import type { Address } from '@orderwire/contracts';
import { CarrierOutage, CarrierRefusal } from './carrier-errors.js';
import { CarrierHttpClient } from './carrier-http.client.js';
import type { RequestMeter } from './request-meter.js';
import { type CarrierShipment, read, shipmentOf, trackerSchema } from './carrier-objects.js';
import type { Circuit } from './circuit.js';
import type { Sender } from './sender.js';

/** What a parcel is like: grams and centimetres. */
export interface ParcelSize {
  readonly grams: number;
  readonly lengthCm: number;
  readonly widthCm: number;
  readonly heightCm: number;
}

export interface NewShipment {
  /** Ours: by it the shipment is found again. */
  readonly reference: string;
  readonly to: Address;
  readonly size: ParcelSize;
  readonly isReturn: boolean;
}

const GRAMS_PER_OUNCE = 28.349523125;
const CM_PER_INCH = 2.54;

/** The carrier, in the shape of EasyPost's API. Throws CarrierOutage, CarrierRefusal and UnreadableAnswer. */
export class CarrierClient {
  constructor(
    private readonly http: CarrierHttpClient,
    private readonly circuit: Circuit,
    private readonly meter: RequestMeter,
    private readonly sender: Sender,
  ) {}

  /** Whether no request is sent for a while. */
  get isUnavailable(): boolean {
    return this.circuit.isOpen;
  }

  /** Why the carrier does not deliver to the address, in its words; undefined when it does. */
  async addressProblem(address: Address): Promise<string | undefined> {
    const body = { address: wireAddress(address), verify_strict: true };
    try {
      await this.call('verify_address', 'POST', 'addresses', body, true);
      return undefined;
    } catch (error) {
      if (error instanceof CarrierRefusal && error.status === 422) return error.message;
      throw error;
    }
  }

  /** Not repeated: a lost answer leaves a shipment that {@link find} finds by its reference. */
  async create({ reference, to, size, isReturn }: NewShipment): Promise<CarrierShipment> {
    const shipment = {
      reference,
      to_address: wireAddress(to),
      from_address: { ...wireAddress(this.sender.address), phone: this.sender.phone },
      parcel: {
        length: round(size.lengthCm / CM_PER_INCH),
        width: round(size.widthCm / CM_PER_INCH),
        height: round(size.heightCm / CM_PER_INCH),
        weight: round(size.grams / GRAMS_PER_OUNCE),
      },
      is_return: isReturn,
      options: { label_format: 'PDF' },
    };
    return shipmentOf(await this.call('create_shipment', 'POST', 'shipments', { shipment }, false));
  }

  /** By its id or our reference. */
  async find(idOrReference: string): Promise<CarrierShipment | undefined> {
    const path = `shipments/${encodeURIComponent(idOrReference)}`;
    try {
      return shipmentOf(await this.call('retrieve_shipment', 'GET', path, undefined, true));
    } catch (error) {
      if (error instanceof CarrierRefusal && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Not repeated: after a lost answer {@link find} shows whether the label was bought. */
  async buy(shipmentId: string, rateId: string): Promise<CarrierShipment> {
    const path = `shipments/${encodeURIComponent(shipmentId)}/buy`;
    return shipmentOf(await this.call('buy', 'POST', path, { rate: { id: rateId } }, false));
  }

  /** Voids the label. */
  async refund(shipmentId: string): Promise<CarrierShipment> {
    const path = `shipments/${encodeURIComponent(shipmentId)}/refund`;
    return shipmentOf(await this.call('refund', 'POST', path, undefined, false));
  }

  /** The state of a parcel, in EasyPost's words: `in_transit`. */
  async trackerStatus(trackerId: string): Promise<string> {
    const path = `trackers/${encodeURIComponent(trackerId)}`;
    return read(trackerSchema, await this.call('retrieve_tracker', 'GET', path, undefined, true)).status;
  }

  /** The label as the carrier issued it. Not repeated; its host may fail while the API works. */
  file(url: string): Promise<Buffer> {
    return this.meter.measure('label', () => this.http.file(url));
  }

  private call(
    name: string,
    method: 'GET' | 'POST',
    path: string,
    body: object | undefined,
    repeat: boolean,
  ) {
    const work = () => this.meter.measure(name, () => this.http.json(method, path, body));
    return this.circuit.run(work, repeat);
  }
}

/** Whether the error says nothing about the request. */
export const isCarrierOutage = (error: unknown): error is CarrierOutage => error instanceof CarrierOutage;

const round = (value: number): number => Math.max(0.1, Math.round(value * 10) / 10);

const wireAddress = ({ name, line1, line2, city, state, postalCode, country }: Address): object => ({
  ...{ name, street1: line1, street2: line2 ?? null, city, state: state ?? null },
  ...{ zip: postalCode ?? null, country },
});
