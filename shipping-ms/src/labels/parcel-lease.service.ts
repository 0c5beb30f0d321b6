import { Injectable } from '@nestjs/common';
import {
  CarrierRefused,
  CarrierUnavailable,
  ShipmentNotFound,
  ShipmentStatusConflict,
  type ShipmentStatus,
} from '@orderwire/contracts';
import { isCarrierOutage } from '../carrier/carrier.client.js';
import { CarrierRefusal } from '../carrier/carrier-errors.js';
import { LEASE_SECONDS, type Parcel } from './parcel.js';
import { type Leased, ParcelRepository } from './parcel.repository.js';

/** Lets staff work on one shipment while no replica does. */
@Injectable()
export class ParcelLeaseService {
  constructor(private readonly parcels: ParcelRepository) {}

  /**
   * Throws shipments.not_found, shipments.status_conflict in other statuses and while a replica works
   * on it, shipments.carrier_unavailable and shipments.carrier_refused. After an error the shipment is
   * given back as it was.
   */
  async with<T>(
    id: string,
    allowed: readonly ShipmentStatus[],
    isAllowed: (parcel: Parcel) => boolean,
    work: (leased: Leased) => Promise<T>,
  ): Promise<T> {
    const parcel = await this.parcels.find(id, 'shipment');
    if (!parcel) throw ShipmentNotFound({ shipmentId: id });
    const leased = await this.parcels.claimOne(id, LEASE_SECONDS);
    if (!leased) throw ShipmentStatusConflict({ status: parcel.status, allowed, busy: true });
    try {
      const { status } = leased.parcel;
      if (!allowed.includes(status) || !isAllowed(leased.parcel))
        throw ShipmentStatusConflict({ status, allowed });
      return await work(leased);
    } catch (error) {
      await this.parcels.release(leased, 0);
      if (isCarrierOutage(error)) throw CarrierUnavailable({ retryAfterMs: 60_000 });
      if (error instanceof CarrierRefusal) throw CarrierRefused({ reason: error.message });
      throw error;
    }
  }
}
