import { Injectable } from '@nestjs/common';
import {
  type CreateReturnRequest,
  IdempotencyKeyReused,
  OrderNotReturnable,
  type RestockLine,
  type ReturnView,
  TooManyUnits,
} from '@orderwire/contracts';
import { contextOrSystem, Database, idempotentId } from '@orderwire/platform';
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

  /** A repeated request with its Idempotency-Key returns the same return, as it is now. */
  async execute({ orderId, items, reason }: CreateReturnRequest): Promise<ReturnView> {
    const id = idempotentId(`returns:${orderId}`);
    const lines = [...unitsOf(items)].map(([productId, quantity]) => ({ productId, quantity }));
    const repeated = (found: Parcel): ReturnView => {
      if (!isSame(found, lines, reason ?? null)) throw IdempotencyKeyReused();
      return returnView(found);
    };
    const known = await this.parcels.find(id, 'return');
    if (known) return repeated(known);
    const { order, restocked } = await this.orders.shippable(orderId);
    const [shipment] = await this.parcels.ofOrder(orderId, 'shipment');
    const address = shipment?.address ?? order.shippingAddress;
    const isShipped = ['SHIPPED', 'DELIVERED'].includes(order.status) || Boolean(shipment?.shippedAt);
    if (!isShipped || !address) throw OrderNotReturnable({ orderId, status: order.status });
    const parcel = newReturn(id, orderId, lines, reason ?? null, { ...address });
    const stored = await this.database.transaction(async (tx) => {
      const returned = await this.returns.lockedItems(tx, orderId);
      // The same request may have come at the same time.
      const found = await this.parcels.find(id, 'return', tx);
      if (found) return found;
      const gone = [...returned, ...restocked];
      const products = unitsTooMany(lines, order.items, gone);
      if (products.length > 0) throw TooManyUnits({ products });
      await this.parcels.insert(tx, parcel);
      return parcel;
    });
    return repeated(stored);
  }
}

function isSame({ items, reason }: Parcel, lines: readonly RestockLine[], asked: string | null): boolean {
  const [stored, wanted] = [unitsOf(items ?? []), unitsOf(lines)];
  const isEqual = [...wanted].every(([productId, quantity]) => stored.get(productId) === quantity);
  return reason === asked && stored.size === wanted.size && isEqual;
}

const newReturn = (
  id: string,
  orderId: string,
  items: RestockLine[],
  reason: string | null,
  address: NonNullable<Parcel['address']>,
): Parcel => ({
  ...withoutCarrierShipment,
  ...{ id, orderId, kind: 'return', status: 'pending', items, reason, address, revision: 1 },
  ...{ problem: null, attempts: 0, voidRequested: false, dueAt: new Date(), trackDueAt: null },
  ...{ shippedAt: null, deliveredAt: null, actionRequiredAt: null },
  correlationId: contextOrSystem().correlationId,
  createdAt: new Date(),
});
