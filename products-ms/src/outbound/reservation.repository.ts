import { Injectable } from '@nestjs/common';
import { currencyRules, type TaxClass } from '@orderwire/contracts';
import { Batcher, Database, statement, type Tx } from '@orderwire/platform';
import type { LowStock } from '../domain/product.js';
import type { Offer } from '../domain/sellable.js';
import { reserveTogether, reserveUnlocked, reserveWaiting } from './reserve-together.js';

/** The stock that an order asks for. */
export interface NewReservation {
  orderId: string;
  /** Quantity by product id. */
  units: ReadonlyMap<string, number>;
  currency: string;
  expiresAt: Date;
  /**
   * For a guest's order: the percentage of a product's unsold stock that all guest orders together
   * may hold, at least one unit. Null for an account's order: no limit.
   */
  guestPercent: number | null;
}

/** The result of an attempt to reserve. */
export interface ReservationAttempt {
  /** All units were reserved. */
  reserved: boolean;
  /** Catalogue and stock just before the reservation, read under the lock. */
  offers: Offer[];
  /**
   * The products whose stock becomes low. Without `reserved`: the products that would become low.
   */
  low: LowStock[];
}

/** The reservation of an order, with its lines. */
export interface Reservation {
  status: ReservationStatus;
  /** Quantity by product id. */
  units: Map<string, number>;
  /** Currency of `prices`. */
  currency: string | null;
  /**
   * Price of a unit when it was reserved, by product id; null in rows from before prices were
   * stored.
   */
  prices: Map<string, number | null>;
}

type ReservationStatus = 'held' | 'sold' | 'released';
export type OfferRow = {
  productId: string;
  name: string;
  imageUrl: string | null;
  taxClass: TaxClass;
  unitAmount: number | null;
  available: number;
};
/** A wanted product whose stock row is locked. `available` is the value before the reservation. */
type AttemptRow = OfferRow & {
  reserved: boolean;
  quantity: number;
  guestAvailable: number | null;
  /** The low threshold, if the reservation takes `available` from above it to it or below. */
  threshold: number | null;
};
type LineRow = {
  status: ReservationStatus;
  currency: string | null;
  productId: string;
  quantity: number;
  unitAmount: number | null;
};

// Two properties of these statements keep their plans cheap, whatever the statistics of the tables:
// `(SELECT :productIds::uuid[])` hides the length of the array from the planner. Otherwise
// PostgreSQL prefers a custom plan for the length at hand and plans every call, which costs twice
// as much as the work itself. A price is a subquery per row, so that it is always one lookup in the
// primary key.

const findOffers = statement<OfferRow, { productIds: string[]; currency: string; withDeleted: boolean }>(
  'reservations.offers',
  `SELECT w.product_id AS "productId", p.name, p.image_url AS "imageUrl", p.tax_class AS "taxClass", s.available,
     (SELECT amount FROM prices c WHERE c.product_id = w.product_id AND c.currency = :currency) AS "unitAmount"
   FROM unnest((SELECT :productIds::uuid[])) AS w (product_id)
   JOIN products p ON p.id = w.product_id AND (p.deleted_at IS NULL OR :withDeleted)
   JOIN stock s ON s.product_id = w.product_id`,
);

/**
 * Reads the offers and reserves all units or none, in one statement and one commit. Product ids are
 * distinct. `intoLow`: whether stock may fall to its low threshold.
 *
 * Why this is correct under READ COMMITTED:
 * - `found` locks the stock rows in the order of their ids, as every statement here does, so no two
 *   can deadlock. A row that another transaction changed after our snapshot is waited for and read
 *   again: `available` is always the counter that the lock protects.
 * - `moved` finds the snapshot's version of the row and follows it to the newest one, which is
 *   locked. It writes what `found` read under the lock: PostgreSQL checks constraints on the
 *   snapshot's version before it follows, so `s.available - quantity` could fail although there are
 *   enough units.
 * - The reservation row decides between two requests for one order: the first insert reserves. The
 *   second waits for that commit, inserts nothing, and therefore neither writes lines nor moves
 *   stock, even when the two have no product in common. This is why status and expiry are columns
 *   of one row per order and not of its lines.
 * - Nothing is locked for an order that has a reservation when the statement begins.
 * - `guest_reserved` is never more than `reserved`: a release that does not know the column may have
 *   left it too high, and it is corrected here.
 *
 * `reserved` is false when units, a price or a product are missing, when guests hold their share,
 * when the total is not free and below `minimum` or above `maximum`, when a price is no multiple of
 * `step`, and when the order has a reservation; only a second statement with a newer snapshot can
 * tell which. Without `intoLow` it is also false when a row has a `threshold`: the caller then reserves again in a transaction that
 * publishes the event. The threshold is checked under the lock, so exactly one reservation crosses
 * it.
 */
const reserve = statement<
  AttemptRow,
  {
    productIds: string[];
    quantities: number[];
    currency: string;
    orderId: string;
    expiresAt: Date;
    step: number;
    minimum: number;
    maximum: number;
    guestPercent: number | null;
    intoLow: boolean;
  }
>(
  'reservations.reserve_alone',
  `WITH found AS MATERIALIZED (
     SELECT w.product_id, w.quantity, p.name, p.image_url, p.tax_class, s.available, s.reserved,
       least(s.guest_reserved, s.reserved) AS guest_reserved,
       CASE WHEN :guestPercent::int IS NOT NULL
         THEN (greatest(1, (s.available + s.reserved)::bigint * :guestPercent::int / 100) - least(s.guest_reserved, s.reserved))::int
       END AS guest_available,
       (SELECT amount FROM prices c WHERE c.product_id = w.product_id AND c.currency = :currency) AS amount,
       CASE WHEN s.available > s.low_threshold AND s.available - w.quantity <= s.low_threshold
         THEN s.low_threshold END AS threshold
     FROM unnest((SELECT :productIds::uuid[]), (SELECT :quantities::int[])) AS w (product_id, quantity)
     JOIN products p ON p.id = w.product_id AND p.deleted_at IS NULL
     JOIN stock s ON s.product_id = w.product_id
     WHERE NOT EXISTS (SELECT FROM reservations WHERE order_id = :orderId)
     ORDER BY w.product_id
     FOR NO KEY UPDATE OF s
   ), enough AS (
     SELECT count(*) = cardinality(:productIds::uuid[]) AND (:intoLow::boolean OR count(threshold) = 0)
       AND bool_and(amount % :step::int = 0) AND (sum(amount * quantity) = 0 OR sum(amount * quantity) BETWEEN :minimum::bigint AND :maximum::bigint) AS yes
     FROM found WHERE amount IS NOT NULL AND quantity <= least(available, guest_available)
   ), created AS (
     INSERT INTO reservations (order_id, expires_at, currency, guest)
     SELECT :orderId, :expiresAt::timestamptz, :currency, :guestPercent::int IS NOT NULL FROM enough WHERE yes
     ON CONFLICT (order_id) DO NOTHING
     RETURNING order_id
   ), lines AS (
     INSERT INTO reservation_lines (order_id, product_id, quantity, unit_amount)
     SELECT created.order_id, found.product_id, found.quantity, found.amount FROM created CROSS JOIN found
   ), moved AS (
     UPDATE stock s SET available = found.available - found.quantity, reserved = found.reserved + found.quantity,
       guest_reserved = found.guest_reserved + CASE WHEN :guestPercent::int IS NULL THEN 0 ELSE found.quantity END
     FROM created CROSS JOIN found WHERE s.product_id = found.product_id
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id)
     SELECT found.product_id, 'held', -found.quantity, found.quantity, 0, created.order_id
     FROM created CROSS JOIN found
   )
   SELECT product_id AS "productId", name, image_url AS "imageUrl", tax_class AS "taxClass", amount AS "unitAmount",
     available, quantity, threshold, guest_available AS "guestAvailable", EXISTS (SELECT FROM created) AS reserved
   FROM found`,
);

const findLines = statement<LineRow, { orderId: string }>(
  'reservations.lines_of',
  `SELECT r.status, r.currency, l.product_id AS "productId", l.quantity,
     l.unit_amount AS "unitAmount"
   FROM reservations r JOIN reservation_lines l USING (order_id) WHERE r.order_id = :orderId`,
);

const extend = statement<{ orderId: string }, { orderId: string; expiresAt: Date }>(
  'reservations.extend',
  `UPDATE reservations SET expires_at = greatest(expires_at, :expiresAt::timestamptz)
   WHERE order_id = :orderId AND status = 'held' RETURNING order_id AS "orderId"`,
);

/** The condition of an expired reservation. The minute allows for clock skew. */
export const isExpired = `expires_at < now() - interval '1 minute'`;

const expired = statement<{ orderId: string }, { limit: number }>(
  'reservations.expired',
  `SELECT order_id AS "orderId" FROM reservations
   WHERE status = 'held' AND ${isExpired} ORDER BY expires_at LIMIT :limit`,
);

/** Reserves stock for orders. Plain SQL, because it is on the path of every order. */
@Injectable()
export class ReservationRepository {
  private readonly unlocked = this.batcher(reserveUnlocked);
  private readonly waiting = this.batcher(reserveWaiting);

  constructor(private readonly database: Database) {}

  /** Offers for products on sale; with `withDeleted` also for deleted ones. */
  offers(productIds: Iterable<string>, currency: string, withDeleted = false): Promise<Offer[]> {
    return this.database.run(findOffers, { productIds: [...productIds], currency, withDeleted });
  }

  /**
   * Reserves all units or none, together with other orders where that is possible. None: an offer falls
   * short, the order has a reservation ({@link find}), or stock would become low ({@link reserveLow}).
   */
  async reserve(wanted: NewReservation): Promise<ReservationAttempt> {
    const offers = (await this.unlocked.add(wanted)) ?? (await this.waiting.add(wanted));
    if (offers) return { reserved: true, offers, low: [] };
    return toAttempt(await this.database.run(reserve, parametersOf(wanted, false)));
  }

  private batcher(statement: typeof reserveUnlocked): Batcher<NewReservation, Offer[] | undefined> {
    return new Batcher((wanted) => reserveTogether(this.database, statement, wanted));
  }

  /**
   * The same within a transaction, also when stock becomes low. The caller publishes `low` if
   * reserved.
   */
  async reserveLow(tx: Tx, wanted: NewReservation): Promise<ReservationAttempt> {
    return toAttempt(await tx.run(reserve, parametersOf(wanted, true)));
  }

  async find(orderId: string): Promise<Reservation | undefined> {
    const rows = await this.database.run(findLines, { orderId });
    const [first] = rows;
    if (!first) return undefined;
    return {
      status: first.status,
      units: new Map(rows.map(({ productId, quantity }) => [productId, quantity])),
      currency: first.currency,
      prices: new Map(rows.map(({ productId, unitAmount }) => [productId, unitAmount])),
    };
  }

  /** Never shortens a reservation. False when it has ended. */
  async extend(orderId: string, expiresAt: Date): Promise<boolean> {
    return (await this.database.run(extend, { orderId, expiresAt })).length > 0;
  }

  /** The orders whose reservation has been expired for a minute, longest first. */
  async expired(limit: number): Promise<string[]> {
    return (await this.database.run(expired, { limit })).map(({ orderId }) => orderId);
  }
}

const chargeRules = (currency: string) => {
  const { step, minimum, maximum } = currencyRules(currency);
  return { step, minimum, maximum };
};

const parametersOf = ({ units, ...wanted }: NewReservation, intoLow: boolean) => ({
  ...wanted,
  ...chargeRules(wanted.currency),
  productIds: [...units.keys()],
  quantities: [...units.values()],
  intoLow,
});

const toAttempt = (rows: AttemptRow[]): ReservationAttempt => ({
  reserved: rows[0]?.reserved ?? false,
  offers: rows,
  low: rows.flatMap(({ productId, name, available, quantity, threshold }) =>
    threshold === null ? [] : [{ productId, name, available: available - quantity, threshold }],
  ),
});
