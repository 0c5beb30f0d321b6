import { Injectable } from '@nestjs/common';
import { CarrierClient } from '../carrier/carrier.client.js';
import { CarrierRefusal, isAccountRefusal } from '../carrier/carrier-errors.js';
import { OrderClient } from './order.client.js';
import { type Parcel, referenceOf } from './parcel.js';
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
    private readonly orders: OrderClient,
    private readonly writer: ParcelWriterService,
  ) {}

  /** After a refund. A refund that failed meanwhile changes nothing. */
  async afterRefund(leased: Leased): Promise<Voiding> {
    const { parcel } = leased;
    const { order } = await this.orders.shippable(parcel.orderId);
    if (order.status !== 'PAID') return this.end(leased, `the order is ${order.status}`);
    const goesOn: Partial<Parcel> =
      parcel.status === 'voiding' ? { status: 'label_purchased', dueAt: null } : {};
    const dueAt = parcel.status === 'pending' ? new Date() : null;
    await this.writer.finish(leased, { ...parcel, dueAt, ...goesOn }, [], true);
    return { kind: 'kept' };
  }

  /**
   * Ends the lease, except when it throws: CarrierOutage or LeaseLost. A label that was bought before a
   * crash or a restore is found and voided as well.
   */
  async end(leased: Leased, why: string): Promise<Voiding> {
    const { parcel } = leased;
    const id = parcel.carrierShipmentId ?? referenceOf(parcel);
    const found = await this.carrier.find(id);
    const ended: Parcel = { ...parcel, problem: why, attempts: 0, dueAt: null, trackDueAt: null };
    if (!found?.label) return this.finish(leased, { ...ended, status: 'cancelled' });
    try {
      if (!found.isVoided) await this.carrier.refund(found.id);
    } catch (error) {
      if (!(error instanceof CarrierRefusal) || isAccountRefusal(error)) throw error;
      const words = `The label cannot be voided (${why}): ${error.message}`;
      await this.writer.requireAction(leased, { ...parcel, trackDueAt: new Date() }, words, true);
      return { kind: 'refused', words };
    }
    return this.finish(leased, { ...ended, status: 'voided' });
  }

  private async finish(leased: Leased, parcel: Parcel): Promise<Voiding> {
    await this.writer.finish(leased, parcel, [], true);
    return { kind: parcel.status === 'voided' ? 'voided' : 'cancelled' };
  }
}
