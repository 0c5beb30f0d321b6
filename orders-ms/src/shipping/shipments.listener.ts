import { Injectable } from '@nestjs/common';
import { ShipmentDelivered, type ShipmentEvent, ShipmentShipped } from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { MoveParcelsUseCase } from './move-parcels.use-case.js';

/** What carriers report about the parcels of orders. */
@Injectable()
export class ShipmentsListener {
  constructor(private readonly moveParcels: MoveParcelsUseCase) {}

  @EventHandler(ShipmentShipped, 'ship_order', (self: ShipmentsListener, facts) =>
    self.moveParcels.unapplied(facts, 'SHIPPED'),
  )
  shipped(deliveries: Delivery<ShipmentEvent>[], tx: Tx): Promise<void> {
    return this.moveParcels.execute(tx, deliveries, 'SHIPPED');
  }

  @EventHandler(ShipmentDelivered, 'deliver_order', (self: ShipmentsListener, facts) =>
    self.moveParcels.unapplied(facts, 'DELIVERED'),
  )
  delivered(deliveries: Delivery<ShipmentEvent>[], tx: Tx): Promise<void> {
    return this.moveParcels.execute(tx, deliveries, 'DELIVERED');
  }
}
