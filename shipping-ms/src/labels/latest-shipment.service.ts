import { Injectable } from '@nestjs/common';
import { CarrierClient } from '../carrier/carrier.client.js';
import type { CarrierShipment } from '../carrier/carrier-objects.js';
import { type Parcel, referenceOf, withoutCarrierShipment } from './parcel.js';

/** A parcel with what the carrier has of it. */
export interface LatestShipment {
  readonly parcel: Parcel;
  readonly found: CarrierShipment | undefined;
}

/** Looks up what the carrier has of a parcel. A crash or a restore may have left more than we know. */
@Injectable()
export class LatestShipmentService {
  constructor(private readonly carrier: CarrierClient) {}

  /**
   * The newest shipment at the carrier, of the parcel's revision or of a later one, which the parcel
   * then has. A revision that the carrier lacks ends the search. Throws CarrierOutage.
   */
  async of(parcel: Parcel): Promise<LatestShipment> {
    let latest: LatestShipment = {
      parcel,
      found: await this.carrier.find(parcel.carrierShipmentId ?? referenceOf(parcel)),
    };
    for (let revision = parcel.revision + 1; ; revision++) {
      const next = { ...parcel, ...withoutCarrierShipment, revision };
      const found = await this.carrier.find(referenceOf(next));
      if (!found) return latest;
      latest = { parcel: next, found };
    }
  }
}
