import { Injectable } from '@nestjs/common';
import {
  ReturnLabelPurchased,
  type ReturnEvent,
  ReturnReceived,
  ShipmentActionRequired,
  ShipmentDelivered,
  type ShipmentEvent,
  ShipmentLabelPurchased,
  ShipmentShipped,
} from '@orderwire/contracts';
import { Database, InjectLogger, type Logger, Outbox, storableText, type Tx } from '@orderwire/platform';
import { type Parcel, MAX_WORDS } from './parcel.js';
import { type Leased, ParcelRepository } from './parcel.repository.js';

/** What is published with a change of a parcel. */
export type ParcelFact = 'label_purchased' | 'shipped' | 'delivered';

/** Stores what became of a parcel, and publishes it in the same transaction. */
@Injectable()
export class ParcelWriterService {
  constructor(
    private readonly parcels: ParcelRepository,
    private readonly database: Database,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Ends the lease. Throws LeaseLost. */
  async finish(
    { lease }: Leased,
    parcel: Parcel,
    facts: readonly ParcelFact[] = [],
    voidHandled = false,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.parcels.save(tx, parcel, lease, { voidHandled });
      for (const fact of facts) this.publish(tx, parcel, fact);
    });
  }

  /** Keeps the lease: work on the parcel goes on. Throws LeaseLost. */
  async keep({ lease }: Leased, parcel: Parcel): Promise<void> {
    await this.database.transaction((tx) => this.parcels.save(tx, parcel, lease, { keep: true }));
  }

  /** Staff have to act. `words` may be the carrier's. */
  async requireAction(leased: Leased, parcel: Parcel, words: string, voidHandled = false): Promise<void> {
    const { id, orderId, correlationId } = parcel;
    const at = new Date();
    const reason = storableText(words, MAX_WORDS);
    const waiting: Parcel = {
      ...{ ...parcel, status: 'action_required', problem: reason, dueAt: null, attempts: 0 },
      actionRequiredAt: at,
    };
    await this.database.transaction(async (tx) => {
      await this.parcels.save(tx, waiting, leased.lease, { voidHandled });
      const event = { orderId, shipmentId: id, reason, at: at.toISOString() };
      this.outbox.add(tx, ShipmentActionRequired, event, { correlationId });
    });
    this.log.warn({ parcelId: id, orderId, reason }, 'a parcel waits for staff');
  }

  private publish(tx: Tx, parcel: Parcel, fact: ParcelFact): void {
    const { kind, correlationId, purchased } = parcel;
    const meta = { correlationId };
    if (kind === 'return') {
      if (fact === 'label_purchased')
        this.outbox.add(tx, ReturnLabelPurchased, returnEvent(parcel, parcel.labelPurchasedAt), meta);
      if (fact === 'delivered')
        this.outbox.add(tx, ReturnReceived, returnEvent(parcel, parcel.deliveredAt), meta);
      return;
    }
    if (fact === 'shipped')
      this.outbox.add(tx, ShipmentShipped, shipmentEvent(parcel, parcel.shippedAt), meta);
    if (fact === 'delivered')
      this.outbox.add(tx, ShipmentDelivered, shipmentEvent(parcel, parcel.deliveredAt), meta);
    if (fact !== 'label_purchased' || !purchased) return;
    const { service, amount, currency } = purchased;
    const event = { ...shipmentEvent(parcel, parcel.labelPurchasedAt), service, amount, currency };
    this.outbox.add(tx, ShipmentLabelPurchased, event, meta);
  }
}

/** Payload of the events about the shipment of an order. */
export const shipmentEvent = (
  { id, orderId, purchased, trackingNumber, trackingUrl }: EventFields,
  at: Date | null,
): ShipmentEvent => ({
  ...{ orderId, shipmentId: id, carrier: purchased?.carrier ?? '', trackingNumber: trackingNumber ?? '' },
  ...{ trackingUrl, at: (at ?? new Date()).toISOString() },
});

/** Payload of the events about a return. */
export const returnEvent = (parcel: EventFields & Pick<Parcel, 'items'>, at: Date | null): ReturnEvent => {
  const { shipmentId: returnId, ...event } = shipmentEvent(parcel, at);
  return { ...event, returnId, items: [...(parcel.items ?? [])] };
};

type EventFields = Pick<Parcel, 'id' | 'orderId' | 'purchased' | 'trackingNumber' | 'trackingUrl'>;
