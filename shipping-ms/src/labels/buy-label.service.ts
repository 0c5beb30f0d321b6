import { Inject, Injectable } from '@nestjs/common';
import type { Address, OrderStatus, ShippableOrder } from '@orderwire/contracts';
import { CarrierClient } from '../carrier/carrier.client.js';
import { CarrierRefusal, isAccountRefusal } from '../carrier/carrier-errors.js';
import type { CarrierShipment } from '../carrier/carrier-objects.js';
import { OrderClient } from './order.client.js';
import { LatestShipmentService } from './latest-shipment.service.js';
import {
  decideShipping,
  hasOneCurrency,
  type Parcel,
  pauseSeconds,
  rateFor,
  referenceOf,
  withLabel,
  withoutCarrierShipment,
} from './parcel.js';
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
    private readonly latest: LatestShipmentService,
    private readonly writer: ParcelWriterService,
    private readonly voidLabel: VoidLabelService,
    @Inject(LABEL_SETTINGS) private readonly settings: LabelSettings,
  ) {}

  /**
   * Ends the lease, except when it throws: CarrierOutage, LeaseLost, or a fault of orders-ms. Unless
   * labels are automatic, staff choose the rate.
   */
  async execute(leased: Leased): Promise<Purchase> {
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
    let kept: Parcel = { ...parcel, address };
    const keep = async (changed: Parcel): Promise<void> => {
      await this.writer.keep(leased, changed);
      kept = changed;
    };
    try {
      const prepared = await this.prepare(kept, shippable);
      if ('problem' in prepared) return await this.refuse(leased, prepared.parcel, prepared.problem);
      if (prepared.found.label) return await this.finish(leased, prepared.parcel, prepared.found);
      if (prepared.parcel !== kept) await keep(prepared.parcel);
      return await this.buy(leased, prepared.parcel, keep);
    } catch (error) {
      if (!(error instanceof CarrierRefusal) || isAccountRefusal(error)) throw error;
      return this.refuse(leased, kept, error.message);
    }
  }

  /** An earlier try may have bought the label. Then it is stored, and the lease has ended. */
  async recoverLabel(leased: Leased): Promise<boolean> {
    return leased.parcel.purchaseStarted && this.findLabel(leased);
  }

  private async findLabel(leased: Leased): Promise<boolean> {
    const { parcel, found } = await this.latest.of(leased.parcel);
    if (!found?.label || found.isVoided) return false;
    await this.finish(leased, parcel, found);
    return true;
  }

  private async finish(leased: Leased, parcel: Parcel, bought: CarrierShipment): Promise<Purchase> {
    await this.writer.finish(leased, withLabel(parcel, bought, new Date()), ['label_purchased']);
    return { kind: 'purchased' };
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
  private async prepare(parcel: Parcel, shippable: ShippableOrder): Promise<Prepared | Unprepared> {
    const latest = await this.latest.of(parcel);
    if (latest.found && !latest.found.isVoided) return prepared(latest.parcel, latest.found);
    const revision = latest.found ? latest.parcel.revision + 1 : parcel.revision;
    const next = { ...latest.parcel, ...withoutCarrierShipment, revision };
    const { address } = next;
    const problem = address && (await this.carrier.addressProblem(address));
    if (problem) return { parcel: next, problem };
    return prepared(next, await this.carrier.create(this.shipmentFor(next, address as Address, shippable)));
  }

  private shipmentFor(parcel: Parcel, to: Address, { order }: ShippableOrder) {
    const { grams, unitGrams, lengthCm, widthCm, heightCm } = this.settings;
    const units = (parcel.items ?? order.items).reduce((sum, { quantity }) => sum + quantity, 0);
    const size = { grams: grams + unitGrams * units, lengthCm, widthCm, heightCm };
    return { reference: referenceOf(parcel), to, size, isReturn: parcel.kind === 'return' };
  }

  private async buy(
    leased: Leased,
    parcel: Parcel,
    keep: (parcel: Parcel) => Promise<void>,
  ): Promise<Purchase> {
    const isAutomatic = parcel.kind === 'return' || (this.settings.auto && hasOneCurrency(parcel.rates));
    if (!isAutomatic && !parcel.chosenRateId) {
      const problem = hasOneCurrency(parcel.rates)
        ? null
        : 'The rates are in several currencies: choose one.';
      const ready = { status: 'ready', problem, attempts: 0, dueAt: null } as const;
      await this.writer.finish(leased, { ...parcel, ...ready });
      return { kind: 'ready' };
    }
    const rate = rateFor(parcel);
    if (!rate) return this.refuse(leased, parcel, 'The chosen rate is not offered any more.');
    // Before the call: after a crash the label is looked up.
    const started = { ...parcel, purchaseStarted: true };
    await keep(started);
    return this.finish(leased, started, await this.purchase(started, rate.id));
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

interface Prepared {
  readonly parcel: Parcel;
  readonly found: CarrierShipment;
}

interface Unprepared {
  readonly parcel: Parcel;
  readonly problem: string;
}

/** Rates that are stored stay: staff have chosen one of them. */
function prepared(parcel: Parcel, found: CarrierShipment): Prepared | Unprepared {
  if (parcel.carrierShipmentId) return { parcel, found };
  if (found.rates.length === 0 && !found.label)
    return { parcel, problem: found.messages.join(' ') || 'The carrier offers no rate.' };
  return { parcel: { ...parcel, carrierShipmentId: found.id, rates: found.rates }, found };
}
