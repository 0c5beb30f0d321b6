import { Injectable } from '@nestjs/common';
import { ShipmentNotFound } from '@orderwire/contracts';
import type { Parcel } from '../labels/parcel.js';
import { ParcelRepository } from '../labels/parcel.repository.js';

/** Finds shipments by their id. */
@Injectable()
export class FindShipmentService {
  constructor(private readonly parcels: ParcelRepository) {}

  /** Throws shipments.not_found. */
  async byId(id: string): Promise<Parcel> {
    const parcel = await this.parcels.find(id, 'shipment');
    if (!parcel) throw ShipmentNotFound({ shipmentId: id });
    return parcel;
  }
}
