import { Injectable } from '@nestjs/common';
import {
  ReservationConflict,
  ProductsNotSellable,
  type StockReservation,
  type ValidateProductsReply,
  type ValidateProductsRequest,
} from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { type Offer, sameUnits, unsellable, validated, wantedUnits } from '../domain/sellable.js';
import { type HoldAttempt, ReservationRepository } from '../outbound/reservation.repository.js';
import { AnnounceLowStock } from './announce-low-stock.js';

/** Says what an order's products cost and are called, and holds their stock when asked to. */
@Injectable()
export class ValidateProducts {
  constructor(
    private readonly reservations: ReservationRepository,
    private readonly announceLow: AnnounceLowStock,
    private readonly database: Database,
  ) {}

  /**
   * One statement when all can be held and nothing becomes low. Throws products.not_sellable naming every product in the way, and
   * products.hold_conflict when the order's stock was already decided otherwise.
   */
  async execute(request: ValidateProductsRequest): Promise<ValidateProductsReply> {
    const { items, currency, hold } = request;
    const offers = hold
      ? await this.hold(request, hold)
      : await this.reservations.look(wantedUnits(items).keys(), currency);
    const products = unsellable(items, offers);
    if (products.length > 0) throw ProductsNotSellable({ products });
    return { currency, items: validated(items, offers) };
  }

  /** Offers of which this order holds all units, or offers of which at least one falls short. */
  private async hold(
    { items, currency }: ValidateProductsRequest,
    { orderId, expiresAt }: StockReservation,
  ): Promise<Offer[]> {
    const until = new Date(expiresAt);
    const units = wantedUnits(items);
    const { held, offers } = await this.attempt(items, orderId, units, currency, until);
    if (held) return offers;
    const reservation = await this.reservations.find(orderId);
    if (!reservation) return shortOf(items, offers);
    const { status } = reservation;
    if (status !== 'held' || !sameUnits(units, reservation.units))
      throw ReservationConflict({ orderId, status });
    if (!(await this.reservations.extend(orderId, until))) throw ReservationConflict({ orderId });
    // Asked again: units that are held for this order are there for it, and a product deleted since is still its own.
    // One that lost its price since costs what it cost when it was held.
    const prices = reservation.currency === currency ? reservation.prices : undefined;
    const again = await this.reservations.look(units.keys(), currency, true);
    return again.map((offer) => ({
      ...offer,
      unitAmount: offer.unitAmount ?? prices?.get(offer.productId) ?? null,
      available: offer.available + (units.get(offer.productId) ?? 0),
    }));
  }

  /** A hold that makes a product low is made once more, in a transaction that tells so. */
  private async attempt(
    items: ValidateProductsRequest['items'],
    ...hold: Parameters<ReservationRepository['hold']>
  ): Promise<HoldAttempt> {
    const first = await this.reservations.hold(...hold);
    if (first.held || first.low.length === 0 || unsellable(items, first.offers).length > 0) return first;
    return this.database.transaction(async (tx) => {
      const again = await this.reservations.holdInto(tx, ...hold);
      if (again.held) this.announceLow.execute(tx, again.low);
      return again;
    });
  }
}

/** Nothing was held and no reservation exists, so some offer must fall short: never answer as if it were held. */
function shortOf(items: ValidateProductsRequest['items'], offers: Offer[]): Offer[] {
  if (unsellable(items, offers).length === 0) throw new Error('nothing was held, and nothing says why');
  return offers;
}
