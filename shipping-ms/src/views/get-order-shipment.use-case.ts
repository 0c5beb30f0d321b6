import { Injectable } from '@nestjs/common';
import { type OrderShipmentView, ShipmentNotFound } from '@orderwire/contracts';
import { OrderClient } from '../labels/order.client.js';
import { ParcelRepository } from '../labels/parcel.repository.js';
import { orderShipmentView } from './shipment-views.js';

/** Returns the shipment of an order to callers who may see the order. */
@Injectable()
export class GetOrderShipmentUseCase {
  constructor(
    private readonly parcels: ParcelRepository,
    private readonly orders: OrderClient,
  ) {}

  /** Throws orders.not_found for a foreign order, shipments.not_found without a shipment. */
  async execute(orderId: string): Promise<OrderShipmentView> {
    const { shippingAddress } = await this.orders.get(orderId);
    const [parcel] = await this.parcels.ofOrder(orderId, 'shipment');
    if (!parcel || (parcel.status === 'cancelled' && !shippingAddress)) throw ShipmentNotFound({ orderId });
    return orderShipmentView(parcel);
  }
}
