import { Injectable } from '@nestjs/common';
import type { OrderRefundedEvent } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import { ShipmentRequestRepository } from './shipment-request.repository.js';

/** Voids the labels of orders that are refunded in full. A partial refund changes nothing. */
@Injectable()
export class VoidRefundedUseCase {
  constructor(private readonly requests: ShipmentRequestRepository) {}

  async execute(tx: Tx, deliveries: readonly Delivery<OrderRefundedEvent>[]): Promise<void> {
    const orderIds = deliveries.filter(isFull).map(({ event }) => event.orderId);
    if (orderIds.length > 0) await this.requests.requestVoid(tx, orderIds);
  }

  async unapplied(facts: readonly Delivery<OrderRefundedEvent>[]): Promise<string[]> {
    const full = facts.filter(isFull);
    const open = new Set(await this.requests.notVoided(full.map(({ event }) => event.orderId)));
    return full.filter(({ event }) => open.has(event.orderId)).map(({ id }) => id);
  }
}

const isFull = ({ event }: Delivery<OrderRefundedEvent>): boolean =>
  event.refundedAmount >= event.totalAmount;
