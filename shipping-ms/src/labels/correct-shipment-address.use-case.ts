import { Injectable } from '@nestjs/common';
import {
  type CorrectShipmentAddressRequest,
  ShipmentStatusConflict,
  type ShipmentView,
} from '@orderwire/contracts';
import { FindShipmentService } from '../views/find-shipment.service.js';
import { shipmentView } from '../views/shipment-views.js';
import { BuyLabelService } from './buy-label.service.js';
import { withoutCarrierShipment } from './parcel.js';
import { ParcelLeaseService } from './parcel-lease.service.js';
import { ParcelWriterService } from './parcel-writer.service.js';

const allowed = ['pending', 'ready', 'action_required'] as const;

/** Replaces the address of a shipment without a label. The job then tries again. */
@Injectable()
export class CorrectShipmentAddressUseCase {
  constructor(
    private readonly leases: ParcelLeaseService,
    private readonly buyLabel: BuyLabelService,
    private readonly writer: ParcelWriterService,
    private readonly findShipment: FindShipmentService,
  ) {}

  /**
   * Throws shipments.status_conflict also when an earlier try bought the label for the old address: it
   * is found, and the address stays.
   */
  async execute({ shipmentId, address }: CorrectShipmentAddressRequest): Promise<ShipmentView> {
    const isCorrected = await this.leases.with(
      shipmentId,
      allowed,
      ({ labelUrl }) => labelUrl === null,
      async (leased) => {
        if (await this.buyLabel.recoverLabel(leased)) return false;
        const revision = leased.parcel.revision + 1;
        const changed = { ...leased.parcel, ...withoutCarrierShipment, address: { ...address }, revision };
        const pending = { ...changed, problem: null, attempts: 0, dueAt: new Date() };
        await this.writer.finish(leased, { ...pending, status: 'pending' });
        return true;
      },
    );
    const shipment = shipmentView(await this.findShipment.byId(shipmentId));
    if (!isCorrected) throw ShipmentStatusConflict({ status: shipment.status, allowed });
    return shipment;
  }
}
