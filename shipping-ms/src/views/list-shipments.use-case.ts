import { Injectable } from '@nestjs/common';
import type { ListShipmentsRequest, ShipmentPage } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { ParcelListRepository } from './parcel-list.repository.js';
import { shipmentView } from './shipment-views.js';

/** Lists shipments for staff, newest first. */
@Injectable()
export class ListShipmentsUseCase {
  constructor(private readonly parcels: ParcelListRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  execute(request: ListShipmentsRequest): Promise<ShipmentPage> {
    return pageOf(request, {
      read: (after, limit) => this.parcels.list(request, after, limit),
      keyOf: ({ createdAt, id }) => ({ at: createdAt, id }),
      view: shipmentView,
    });
  }
}
