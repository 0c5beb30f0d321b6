import { Injectable } from '@nestjs/common';
import { OrderStatusChanged, type ShipmentEvent, system } from '@orderwire/contracts';
import { type Delivery, Outbox, type Tx } from '@orderwire/platform';
import { LockedOrderRepository } from '../payment/locked-order.repository.js';
import { type NewTimelineEntry, statusChanged, timelineEntry } from '../timeline/timeline.js';
import { effectOf, parcelMoved, type ParcelStep, statusAfter } from './parcel.js';
import { type MovedOrder, ParcelRepository } from './parcel.repository.js';

/**
 * Makes orders SHIPPED and DELIVERED as the carrier reports it, in any order of the reports. An order
 * that is not paid, or not any more, gets a timeline entry only.
 */
@Injectable()
export class MoveParcelsUseCase {
  constructor(
    private readonly orders: LockedOrderRepository,
    private readonly parcels: ParcelRepository,
    private readonly outbox: Outbox,
  ) {}

  async execute(tx: Tx, deliveries: readonly Delivery<ShipmentEvent>[], step: ParcelStep): Promise<void> {
    const orders = await this.orders.lock(
      tx,
      deliveries.map(({ event }) => event.orderId),
    );
    const moved = new Map<string, MovedOrder>();
    const entries: NewTimelineEntry[] = [];
    for (const { event: parcel, subject: cause, correlationId } of deliveries) {
      const { orderId, carrier, trackingNumber, trackingUrl, at } = parcel;
      const order = orders.get(orderId);
      if (!order || moved.has(orderId)) continue;
      const { status: from } = order;
      const effect = effectOf(from, step);
      const event =
        effect === 'moves' ? statusChanged(from, step, null, system) : parcelMoved(from, step, parcel);
      if (effect !== 'known') entries.push(timelineEntry(orderId, { cause, correlationId }, event));
      if (effect === 'moves') {
        const change = { orderId, from, to: step, reason: null, changedAt: at };
        this.outbox.add(tx, OrderStatusChanged, change, { correlationId });
      }
      moved.set(orderId, {
        orderId,
        status: effect === 'moves' ? step : from,
        statusBeforeRefund: statusAfter(order.statusBeforeRefund, step),
        tracking: { carrier, trackingNumber, trackingUrl, [timeOf[step]]: at },
      });
    }
    if (moved.size > 0) await this.parcels.move(tx, [...moved.values()], entries);
  }

  /** Reports that no order has. */
  unapplied(facts: readonly Delivery<ShipmentEvent>[], step: ParcelStep): Promise<string[]> {
    const ofOrders = facts.map(({ id, event: { orderId } }) => ({ id, orderId }));
    return this.parcels.unapplied(ofOrders, timeOf[step]);
  }
}

const timeOf = { SHIPPED: 'shippedAt', DELIVERED: 'deliveredAt' } as const;
