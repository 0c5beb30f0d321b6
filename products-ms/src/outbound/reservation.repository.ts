import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@orderwire/platform';
import type { Offer } from '../domain/sellable.js';
import {
  extend,
  hold,
  linesOf,
  look,
  notSettledAs,
  type OfferRow,
  overdue,
  settle,
} from './reservation.statements.js';

/** How a hold ends. */
export type Outcome = 'sold' | 'released';

/** What an order holds or held. */
export interface Reservation {
  status: 'held' | Outcome;
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
   * Holds all units for an order, or none. Offers are as they were just before. Not held means that some offer falls
   * short, or that the order has a reservation: {@link find} tells.
   */
  async hold(
    orderId: string,
    units: ReadonlyMap<string, number>,
    currency: string,
    expiresAt: Date,
  ): Promise<{ held: boolean; offers: Offer[] }> {
    const values = [[...units.keys()], [...units.values()], currency, orderId, expiresAt];
    const rows = await this.database.run(hold, values);
    return { held: rows[0]?.held ?? false, offers: rows.map(toOffer) };
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

  /** Ends the holds of these orders; those that are not held stay as they are. Gives how many it ended. */
  async settle(tx: Tx, outcome: Outcome, orderIds: string[]): Promise<number> {
    return (await tx.run(settle, [orderIds, outcome, false])).length;
  }

  /** Orders whose hold is over its time, longest first. */
  async overdue(limit: number): Promise<string[]> {
    return (await this.database.run(overdue, [limit])).map(({ order_id }) => order_id);
  }

  /** Puts back on sale what these orders hold, unless a hold was renewed since. Gives how many it ended. */
  async releaseOverdue(orderIds: string[]): Promise<number> {
    return (await this.database.run(settle, [orderIds, 'released', true])).length;
  }

  /** Orders among these whose stock did not end that way, and how it did; null when nothing was ever held. */
  async otherwise(
    tx: Tx,
    outcome: Outcome,
    orderIds: string[],
  ): Promise<{ orderId: string; status: string | null }[]> {
    const rows = await tx.run(notSettledAs, [orderIds, outcome]);
    return rows.map(({ order_id, status }) => ({ orderId: order_id, status }));
  }
}

const toOffer = ({ product_id, name, image_url, amount, available }: OfferRow): Offer => ({
  productId: product_id,
  name,
  imageUrl: image_url,
  unitAmount: amount,
  available,
});
