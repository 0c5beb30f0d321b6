import { Inject, Injectable } from '@nestjs/common';
import {
  hasStaffAccess,
  ReservationConflict,
  ProductsNotSellable,
  StockLow,
  type StockReservation,
  totalOf,
  type ValidateProductsReply,
  type ValidateProductsRequest,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { stockLow } from '../domain/product.js';
import { findUnsellable, type Offer, sameUnits, toValidated, wantedUnits } from '../domain/sellable.js';
import {
  type NewReservation,
  type ReservationAttempt,
  ReservationRepository,
} from '../outbound/reservation.repository.js';

type Items = ValidateProductsRequest['items'];

/** Percentage of a product's unsold stock that unpaid guest orders may hold together. */
export const GUEST_STOCK_PERCENT = Symbol('GUEST_STOCK_PERCENT');

/** Returns prices and names of an order's products, and reserves their stock if requested. */
@Injectable()
export class ValidateProductsUseCase {
  constructor(
    private readonly reservations: ReservationRepository,
    private readonly outbox: Outbox,
    private readonly database: Database,
    @Inject(GUEST_STOCK_PERCENT) private readonly guestPercent: number,
  ) {}

  /**
   * One statement, shared with other orders, when all units can be reserved, no stock becomes low and
   * none is locked. Throws
   * products.not_sellable, which names every product that cannot be sold, orders.total_out_of_range
   * for a reservation whose total cannot be charged, and products.hold_conflict when the order has
   * another reservation or an ended one.
   */
  async execute(request: ValidateProductsRequest): Promise<ValidateProductsReply> {
    const { items, currency, hold } = request;
    const offers = hold
      ? await this.reserve(request, hold)
      : await this.reservations.offers(wantedUnits(items).keys(), currency);
    const products = findUnsellable(items, offers, hasStaffAccess(contextOrSystem().actor));
    if (products.length > 0) throw ProductsNotSellable({ products });
    return { currency, items: toValidated(items, offers) };
  }

  /**
   * Returns offers whose units are all reserved for this order, or offers of which one falls short.
   */
  private async reserve(
    { items, currency }: ValidateProductsRequest,
    { orderId, expiresAt }: StockReservation,
  ): Promise<Offer[]> {
    const units = wantedUnits(items);
    const wanted = {
      orderId,
      units,
      currency,
      expiresAt: new Date(expiresAt),
      guestPercent: contextOrSystem().actor.role === 'guest' ? this.guestPercent : null,
    };
    const { reserved, offers } = await this.attempt(items, wanted);
    if (reserved) return offers;
    const reservation = await this.reservations.find(orderId);
    if (!reservation) return requireRefusal(items, offers, currency);
    const { status } = reservation;
    if (status !== 'held' || !sameUnits(units, reservation.units))
      throw ReservationConflict({ orderId, status });
    if (!(await this.reservations.extend(orderId, wanted.expiresAt))) throw ReservationConflict({ orderId });
    // A repeated request: the reserved units count as available, deleted products are still
    // offered, and a product without a price costs what it cost when it was reserved.
    const prices = reservation.currency === currency ? reservation.prices : undefined;
    const current = await this.reservations.offers(units.keys(), currency, true);
    return current.map((offer) => ({
      ...offer,
      unitAmount: offer.unitAmount ?? prices?.get(offer.productId) ?? null,
      available: offer.available + (units.get(offer.productId) ?? 0),
    }));
  }

  /**
   * A reservation that makes stock low is made again, in a transaction that publishes the event.
   */
  private async attempt(items: Items, wanted: NewReservation): Promise<ReservationAttempt> {
    const first = await this.reservations.reserve(wanted);
    if (first.reserved || first.low.length === 0 || findUnsellable(items, first.offers).length > 0)
      return first;
    totalOf(toValidated(items, first.offers), wanted.currency);
    return this.database.transaction(async (tx) => {
      const second = await this.reservations.reserveLow(tx, wanted);
      if (second.reserved) for (const stock of second.low) this.outbox.add(tx, StockLow, stockLow(stock));
      return second;
    });
  }
}

/**
 * Without units reserved and without a reservation, an offer must fall short or the total must be
 * out of range. Never reply otherwise.
 */
function requireRefusal(items: Items, offers: Offer[], currency: string): Offer[] {
  if (findUnsellable(items, offers).length > 0) return offers;
  totalOf(toValidated(items, offers), currency);
  throw new Error('nothing was reserved, for no known reason');
}
