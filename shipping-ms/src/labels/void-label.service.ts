import { Injectable } from '@nestjs/common';
import type { OrderStatus } from '@orderwire/contracts';
import { CarrierClient } from '../carrier/carrier.client.js';
import { CarrierRefusal, isAccountRefusal } from '../carrier/carrier-errors.js';
import { OrderClient } from './order.client.js';
import { LatestShipmentService } from './latest-shipment.service.js';
import { type Parcel, withLabel } from './parcel.js';
import type { Leased } from './parcel.repository.js';
import { ParcelWriterService } from './parcel-writer.service.js';

/** `refused`: the carrier has the parcel, or refuses for another reason; staff have to act. */
export type Voiding =
  { readonly kind: 'voided' | 'cancelled' | 'kept' } | { readonly kind: 'refused'; readonly words: string };

/** Voids labels, and ends shipments that get none. */
@Injectable()
export class VoidLabelService {
  constructor(
    private readonly carrier: CarrierClient,
    private readonly latest: LatestShipmentService,
    private readonly orders: OrderClient,
    private readonly writer: ParcelWriterService,
  ) {}

  /** After a refund. A refund that failed meanwhile changes nothing. */
  async afterRefund(leased: Leased): Promise<Voiding> {
    const { parcel } = leased;
    const { order } = await this.orders.shippable(parcel.orderId);
    if (parcel.shippedAt) return this.afterShipping(leased, order.status);
    if (order.status !== 'PAID') return this.end(leased, `the order is ${order.status}`);
    const goesOn: Partial<Parcel> =
      parcel.status === 'voiding' ? { status: 'label_purchased', dueAt: null } : {};
    const dueAt = parcel.status === 'pending' ? new Date() : null;
    await this.writer.finish(leased, { ...parcel, dueAt, ...goesOn }, [], true);
    return { kind: 'kept' };
  }

  private async afterShipping(leased: Leased, status: OrderStatus): Promise<Voiding> {
    const { parcel } = leased;
    if (status === 'REFUNDED')
      return this.refuse(leased, parcel, 'The order is REFUNDED, and the carrier has its parcel.');
    await this.writer.finish(leased, { ...parcel, dueAt: null }, [], true);
    return { kind: 'kept' };
  }

  /**
   * Ends the lease, except when it throws: CarrierOutage or LeaseLost. A label that was bought before a
   * crash or a restore is found and voided as well. The parcel of a voided label is asked about as
   * before: a carrier may accept it.
   */
  async end(leased: Leased, why: string): Promise<Voiding> {
    const { parcel, found } = await this.latest.of(leased.parcel);
    const ended: Partial<Parcel> = { problem: why, attempts: 0, dueAt: null };
    if (!found?.label) {
      if (parcel.labelUrl)
        return this.refuse(
          leased,
          parcel,
          `The carrier does not know the label, which was to be voided (${why}).`,
        );
      return this.finish(leased, { ...parcel, ...ended, trackDueAt: null, status: 'cancelled' });
    }
    const labelled = parcel.labelUrl ? parcel : withLabel(parcel, found, new Date());
    try {
      if (!found.isVoided) await this.carrier.refund(found.id);
    } catch (error) {
      if (!(error instanceof CarrierRefusal) || isAccountRefusal(error)) throw error;
      const words = `The label cannot be voided (${why}): ${error.message}`;
      return this.refuse(leased, { ...labelled, trackDueAt: new Date() }, words);
    }
    return this.finish(leased, { ...labelled, ...ended, status: 'voided' });
  }

  private async refuse(leased: Leased, parcel: Parcel, words: string): Promise<Voiding> {
    await this.writer.requireAction(leased, parcel, words, true);
    return { kind: 'refused', words };
  }

  private async finish(leased: Leased, parcel: Parcel): Promise<Voiding> {
    await this.writer.finish(leased, parcel, [], true);
    return { kind: parcel.status === 'voided' ? 'voided' : 'cancelled' };
  }
}
