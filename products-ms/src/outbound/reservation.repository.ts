import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@orderwire/platform';
import type { FallenStock } from '../domain/low-stock.js';
import type { Offer } from '../domain/sellable.js';
import {
  extend,
  type HeldRow,
  hold,
  linesOf,
  look,
  type OfferRow,
  overdue,
} from './reservation.statements.js';

/** How an attempt to hold went. */
export interface HoldAttempt {
  held: boolean;
  /** As they were just before, under the lock. */
  offers: Offer[];
  /** Products that the hold brings down to their low threshold; with none held, what kept it from holding. */
  low: FallenStock[];
}

/** What an order holds or held. */
export interface Reservation {
  status: 'held' | 'sold' | 'released';
  /** Units by product id. */
  units: Map<string, number>;
  /** Of `prices`. */
  currency: string | null;
  /** What one unit cost when it was held, by product id; lines from before that was kept have none. */
  prices: Map<string, number | null>;
}

/** Stock that orders hold. Plain SQL: it is on the path of every order. */
@Injectable()
export class ReservationRepository {
  constructor(private readonly database: Database) {}

  /** Offers for the products that are on sale; with `deleted`, also for those that no longer are. */
  async look(productIds: Iterable<string>, currency: string, deleted = false): Promise<Offer[]> {
    return (await this.database.run(look, [[...productIds], currency, deleted])).map(toOffer);
  }

  /**
   * Holds all units for an order, or none. Not held means that some offer falls short, that the order has a reservation
   * ({@link find} tells), or that a product would become low: {@link holdInto} does that.
   */
  async hold(
    orderId: string,
    units: ReadonlyMap<string, number>,
    currency: string,
    expiresAt: Date,
  ): Promise<HoldAttempt> {
    return toAttempt(await this.database.run(hold, values(orderId, units, currency, expiresAt, false)));
  }

  /** The same within a transaction, also into a low stock: whoever calls announces `low`, if it held. */
  async holdInto(
    tx: Tx,
    orderId: string,
    units: ReadonlyMap<string, number>,
    currency: string,
    expiresAt: Date,
  ): Promise<HoldAttempt> {
    return toAttempt(await tx.run(hold, values(orderId, units, currency, expiresAt, true)));
  }

  async find(orderId: string): Promise<Reservation | undefined> {
    const rows = await this.database.run(linesOf, [orderId]);
    const [first] = rows;
    if (!first) return undefined;
    return {
      status: first.status as Reservation['status'],
      units: new Map(rows.map(({ product_id, quantity }) => [product_id, quantity])),
      currency: first.currency,
      prices: new Map(rows.map(({ product_id, unit_amount }) => [product_id, unit_amount])),
    };
  }

  /** Never shortens a hold. False when it is not held any more. */
  async extend(orderId: string, expiresAt: Date): Promise<boolean> {
    return (await this.database.run(extend, [orderId, expiresAt])).length > 0;
  }

  /** Orders whose hold is over its time, longest first. */
  async overdue(limit: number): Promise<string[]> {
    return (await this.database.run(overdue, [limit])).map(({ order_id }) => order_id);
  }
}

const values = (
  orderId: string,
  units: ReadonlyMap<string, number>,
  currency: string,
  expiresAt: Date,
  intoLow: boolean,
): unknown[] => [[...units.keys()], [...units.values()], currency, orderId, expiresAt, intoLow];

const toAttempt = (rows: HeldRow[]): HoldAttempt => ({
  held: rows[0]?.held ?? false,
  offers: rows.map(toOffer),
  low: rows.flatMap(({ product_id, name, available, quantity, crosses }) =>
    crosses === null
      ? []
      : [{ productId: product_id, name, available: available - quantity, threshold: crosses }],
  ),
});

const toOffer = ({ product_id, name, image_url, amount, available }: OfferRow): Offer => ({
  productId: product_id,
  name,
  imageUrl: image_url,
  unitAmount: amount,
  available,
});
