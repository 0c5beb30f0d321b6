import { Injectable } from '@nestjs/common';
import {
  type CreateReturnRequest,
  OrderNotReturnable,
  type RestockLine,
  type ReturnView,
  TooManyUnits,
} from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { OrderClient } from '../labels/order.client.js';
import { type Parcel, withoutCarrierShipment } from '../labels/parcel.js';
import { ParcelRepository } from '../labels/parcel.repository.js';
import { returnView } from '../views/shipment-views.js';
import { unitsOf, unitsTooMany } from './left-units.js';
import { ReturnRepository } from './return.repository.js';

/** Creates the return of an order that was shipped. The job buys its label. */
@Injectable()
export class CreateReturnUseCase {
  constructor(
    private readonly orders: OrderClient,
    private readonly parcels: ParcelRepository,
    private readonly returns: ReturnRepository,
    private readonly database: Database,
  ) {}

  async execute({ orderId, items, reason }: CreateReturnRequest): Promise<ReturnView> {
    const { order, restocked } = await this.orders.shippable(orderId);
    const [shipment] = await this.parcels.ofOrder(orderId, 'shipment');
    const address = shipment?.address ?? order.shippingAddress;
    const isShipped = ['SHIPPED', 'DELIVERED'].includes(order.status) || Boolean(shipment?.shippedAt);
    if (!isShipped || !address) throw OrderNotReturnable({ orderId, status: order.status });
    const lines = [...unitsOf(items)].map(([productId, quantity]) => ({ productId, quantity }));
    const parcel = newReturn(orderId, lines, reason ?? null, { ...address });
    await this.database.transaction(async (tx) => {
      const gone = [...(await this.returns.lockedItems(tx, orderId)), ...restocked];
      const products = unitsTooMany(lines, order.items, gone);
      if (products.length > 0) throw TooManyUnits({ products });
      await this.parcels.insert(tx, parcel);
    });
    return returnView(parcel);
  }
}

const newReturn = (
  orderId: string,
  items: RestockLine[],
  reason: string | null,
  address: NonNullable<Parcel['address']>,
): Parcel => ({
  ...withoutCarrierShipment,
  ...{ id: uuidv7(), orderId, kind: 'return', status: 'pending', items, reason, address, revision: 1 },
  ...{ problem: null, attempts: 0, voidRequested: false, dueAt: new Date(), trackDueAt: null },
  ...{ shippedAt: null, deliveredAt: null, actionRequiredAt: null },
  correlationId: contextOrSystem().correlationId,
  createdAt: new Date(),
});
