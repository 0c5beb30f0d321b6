import { Injectable } from '@nestjs/common';
import type { OrderReturns } from '@orderwire/contracts';
import { ParcelRepository } from '../labels/parcel.repository.js';
import { returnView } from '../views/shipment-views.js';

/** Lists the returns of an order for staff. An order has few. */
@Injectable()
export class ListOrderReturnsUseCase {
  constructor(private readonly parcels: ParcelRepository) {}

  async execute(orderId: string): Promise<OrderReturns> {
    return { data: (await this.parcels.ofOrder(orderId, 'return')).map(returnView) };
  }
}
