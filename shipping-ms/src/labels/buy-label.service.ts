import { Inject, Injectable } from '@nestjs/common';
import type { Address, OrderStatus, ShippableOrder } from '@orderwire/contracts';
import { CarrierClient } from '../carrier/carrier.client.js';
import { CarrierRefusal, isAccountRefusal } from '../carrier/carrier-errors.js';
import { OrderClient } from './order.client.js';
import { decideShipping, type Parcel, pauseSeconds, rateFor, referenceOf, withLabel } from './parcel.js';
import type { Leased } from './parcel.repository.js';
import { ParcelWriterService } from './parcel-writer.service.js';
import { VoidLabelService } from './void-label.service.js';

export const LABEL_SETTINGS = Symbol('LABEL_SETTINGS');

/** How labels are bought. */
export interface LabelSettings {
  /** Whether the cheapest label is bought at once. */
  readonly auto: boolean;
  /** Grams of the packaging, and of each unit in it. */
  readonly grams: number;
  readonly unitGrams: number;
  readonly lengthCm: number;
  readonly widthCm: number;
  readonly heightCm: number;
}

/** `waiting`: the order's money may go back, `words` says why. `refused`: staff have to act. */
export type Purchase =
  | { readonly kind: 'purchased' | 'ready' | 'ended' }
  | { readonly kind: 'waiting' | 'refused'; readonly words: string };

/**
 * Buys the label of a parcel, step by step. What the carrier may have is looked up before it is asked
 * for more, so that after a crash or a restore there are never two labels for one parcel.
 */
@Injectable()
export class BuyLabelService {
  constructor(
    private readonly orders: OrderClient,
    private readonly carrier: CarrierClient,
    private readonly writer: ParcelWriterService,
    private readonly voidLabel: VoidLabelService,
    @Inject(LABEL_SETTINGS) private readonly settings: LabelSettings,
  ) {}

  /**
   * Ends the lease, except when it throws: CarrierOutage, LeaseLost, or a fault of orders-ms. Unless
   * labels are automatic, or staff asked for this one, staff choose the rate.
   */
  async execute(leased: Leased, staffAsked = false): Promise<Purchase> {
    const { parcel } = leased;
    if (await this.recoverLabel(leased)) return { kind: 'purchased' };
    const shippable = await this.orders.shippable(parcel.orderId);
    const { order, blockedBy } = shippable;
    const decision =
      parcel.kind === 'return' ? { kind: 'ship' as const } : decideShipping(order.status, blockedBy);
    // After a restore the label of a parcel that is on its way may be unknown.
    if (parcel.kind === 'shipment' && isOnItsWay(order.status) && (await this.findLabel(leased)))
      return { kind: 'purchased' };
    const address = parcel.address ?? order.shippingAddress;
    if (!address) return this.endWithoutAddress(leased);
    if (decision.kind === 'end') return this.end(leased, decision.why);
    if (decision.kind === 'wait') return this.wait(leased, decision.why);
    try {
      const prepared = await this.prepare(leased, { ...parcel, address }, shippable);
      if (typeof prepared === 'string') return this.refuse(leased, { ...parcel, address }, prepared);
      return await this.buy(leased, prepared, staffAsked);
    } catch (error) {
      if (!(error instanceof CarrierRefusal) || isAccountRefusal(error)) throw error;
      return this.refuse(leased, { ...parcel, address }, error.message);
    }
  }

  /** An earlier try may have bought the label. Then it is stored, and the lease has ended. */
  async recoverLabel(leased: Leased): Promise<boolean> {
    return leased.parcel.purchaseStarted && this.findLabel(leased);
  }

  private async findLabel(leased: Leased): Promise<boolean> {
    const { parcel } = leased;
    const found = await this.carrier.find(parcel.carrierShipmentId ?? referenceOf(parcel));
    if (!found?.label || found.isVoided) return false;
    await this.writer.finish(leased, withLabel(parcel, found, new Date()), ['label_purchased']);
    return true;
  }

  private async end(leased: Leased, why: string): Promise<Purchase> {
    await this.voidLabel.end(leased, why);
    return { kind: 'ended' };
  }

  private async endWithoutAddress(leased: Leased): Promise<Purchase> {
    const problem = 'the order has no shipping address';
    await this.writer.finish(
      leased,
      { ...leased.parcel, status: 'cancelled', problem, dueAt: null },
      [],
      true,
    );
    return { kind: 'ended' };
  }

  private async wait(leased: Leased, words: string): Promise<Purchase> {
    const attempts = leased.parcel.attempts + 1;
    const dueAt = new Date(Date.now() + pauseSeconds(attempts) * 1_000);
    await this.writer.finish(leased, {
      ...leased.parcel,
      status: 'pending',
      problem: words,
      attempts,
      dueAt,
    });
    return { kind: 'waiting', words };
  }

  private async refuse(leased: Leased, parcel: Parcel, words: string): Promise<Purchase> {
    await this.writer.requireAction(leased, parcel, words);
    return { kind: 'refused', words };
  }

  /** The parcel with its shipment at the carrier, or why it has none. */
  private async prepare(leased: Leased, parcel: Parcel, shippable: ShippableOrder): Promise<Parcel | string> {
    if (parcel.carrierShipmentId) return parcel;
    const { address } = parcel;
    const problem = address && (await this.carrier.addressProblem(address));
    if (problem) return problem;
    // A crash, or a restore of this database, may have left one.
    const known = await this.carrier.find(referenceOf(parcel));
    if (known?.isVoided) return this.prepare(leased, { ...parcel, revision: parcel.revision + 1 }, shippable);
    const found =
      known ?? (await this.carrier.create(this.shipmentFor(parcel, address as Address, shippable)));
    if (found.rates.length === 0) return found.messages.join(' ') || 'The carrier offers no rate.';
    const prepared = { ...parcel, carrierShipmentId: found.id, rates: found.rates };
    await this.writer.keep(leased, prepared);
    return prepared;
  }

  private shipmentFor(parcel: Parcel, to: Address, { order }: ShippableOrder) {
    const { grams, unitGrams, lengthCm, widthCm, heightCm } = this.settings;
    const units = (parcel.items ?? order.items).reduce((sum, { quantity }) => sum + quantity, 0);
    const size = { grams: grams + unitGrams * units, lengthCm, widthCm, heightCm };
    return { reference: referenceOf(parcel), to, size, isReturn: parcel.kind === 'return' };
  }

  private async buy(leased: Leased, parcel: Parcel, staffAsked: boolean): Promise<Purchase> {
    const isAutomatic = staffAsked || parcel.kind === 'return' || this.settings.auto;
    if (!isAutomatic && !parcel.chosenRateId) {
      await this.writer.finish(leased, {
        ...parcel,
        status: 'ready',
        problem: null,
        attempts: 0,
        dueAt: null,
      });
      return { kind: 'ready' };
    }
    const rate = rateFor(parcel);
    if (!rate) return this.refuse(leased, parcel, 'The chosen rate is not offered any more.');
    // Before the call: after a crash the label is looked up.
    const started = { ...parcel, purchaseStarted: true };
    await this.writer.keep(leased, started);
    const bought = await this.purchase(started, rate.id);
    await this.writer.finish(leased, withLabel(started, bought, new Date()), ['label_purchased']);
    return { kind: 'purchased' };
  }

  /** A refusal may say that the label was bought before: then it is the one. */
  private async purchase({ carrierShipmentId }: Parcel, rateId: string) {
    const id = carrierShipmentId ?? '';
    try {
      return await this.carrier.buy(id, rateId);
    } catch (error) {
      const found = error instanceof CarrierRefusal ? await this.carrier.find(id) : undefined;
      if (found?.label && !found.isVoided) return found;
      throw error;
    }
  }
}

const isOnItsWay = (status: OrderStatus): boolean => status === 'SHIPPED' || status === 'DELIVERED';
