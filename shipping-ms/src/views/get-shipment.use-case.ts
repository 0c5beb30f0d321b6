import { Injectable } from '@nestjs/common';
import type { ShipmentView } from '@orderwire/contracts';
import { FindShipmentService } from './find-shipment.service.js';
import { shipmentView } from './shipment-views.js';

/** Returns a shipment to staff. */
@Injectable()
export class GetShipmentUseCase {
  constructor(private readonly findShipment: FindShipmentService) {}

  async execute(shipmentId: string): Promise<ShipmentView> {
    return shipmentView(await this.findShipment.byId(shipmentId));
  }
}
