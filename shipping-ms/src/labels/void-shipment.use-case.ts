import { Injectable } from '@nestjs/common';
import { CarrierRefused, type ShipmentView } from '@orderwire/contracts';
import { FindShipmentService } from '../views/find-shipment.service.js';
import { shipmentView } from '../views/shipment-views.js';
import { ParcelLeaseService } from './parcel-lease.service.js';
import { VoidLabelService } from './void-label.service.js';

const allowed = ['label_purchased', 'voiding', 'action_required'] as const;

/** Voids the label of a shipment for staff. */
@Injectable()
export class VoidShipmentUseCase {
  constructor(
    private readonly leases: ParcelLeaseService,
    private readonly voidLabel: VoidLabelService,
    private readonly findShipment: FindShipmentService,
  ) {}

  async execute(shipmentId: string): Promise<ShipmentView> {
    const done = await this.leases.with(
      shipmentId,
      allowed,
      ({ labelUrl, shippedAt }) => labelUrl !== null && shippedAt === null,
      (leased) => this.voidLabel.end(leased, 'voided by staff'),
    );
    if (done.kind === 'refused') throw CarrierRefused({ reason: done.words });
    return shipmentView(await this.findShipment.byId(shipmentId));
  }
}
