import { Injectable } from '@nestjs/common';
import type { OrderPaidEvent } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import { shipmentIdOf } from './parcel.js';
import { ShipmentRequestRepository } from './shipment-request.repository.js';

/** Gives each paid order with an address its shipment, once. */
@Injectable()
export class RequestShipmentsUseCase {
  constructor(private readonly requests: ShipmentRequestRepository) {}

  execute(tx: Tx, deliveries: readonly Delivery<OrderPaidEvent>[]): Promise<void> {
    return this.requests.add(
      tx,
      deliveries.filter(ships).map(({ event: { orderId, paidAt }, correlationId }) => ({
        ...{ id: shipmentIdOf(orderId), orderId, paidAt, correlationId },
      })),
    );
  }

  /** Facts of order.paid have the id of the order. */
  unapplied(facts: readonly Delivery<OrderPaidEvent>[]): Promise<string[]> {
    return this.requests.missing(facts.filter(ships).map(({ event }) => event));
  }
}

/** An order without an address is not shipped. */
const ships = ({ event }: Delivery<OrderPaidEvent>): boolean => event.ships !== false;
