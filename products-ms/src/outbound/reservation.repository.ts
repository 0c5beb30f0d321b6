import { Injectable } from '@nestjs/common';
import { currencyRules, type TaxClass } from '@orderwire/contracts';
import { Batcher, Database, KeyedBatcher, statement, type Tx } from '@orderwire/platform';
import type { LowStock } from '../domain/product.js';
import type { Offer } from '../domain/sellable.js';

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
  /** The products whose stock becomes low; without `reserved`: would become low. */
  low: LowStock[];
}

/** The reservation of an order, with its lines. */
export interface Reservation {
  status: ReservationStatus;
  /** Quantity by product id. */
  units: Map<string, number>;
  /** Currency of `prices`. */
  currency: string | null;
  /** Price of a unit when it was reserved, by product id; null in rows from before prices were stored. */
  prices: Map<string, number | null>;
}

type ReservationStatus = 'held' | 'sold' | 'released';
type OfferRow = {
  productId: string;
  name: string;
  imageUrl: string | null;
  taxClass: TaxClass;
  unitAmount: number | null;
  available: number;
};
/** A wanted product whose stock row is locked. `available` is the value before the reservation. */
type AttemptRow = OfferRow & {
  orderId: string;
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

// A price is a subquery per row, so that it is always one lookup in the primary key.

const findOffers = statement<OfferRow, { productIds: string[]; currency: string; withDeleted: boolean }>(
  'reservations.offers',
  `SELECT w.product_id AS "productId", p.name, p.image_url AS "imageUrl", p.tax_class AS "taxClass", s.available,
     (SELECT amount FROM prices c WHERE c.product_id = w.product_id AND c.currency = :currency) AS "unitAmount"
   FROM unnest((SELECT :productIds::uuid[])) AS w (product_id)
   JOIN products p ON p.id = w.product_id AND (p.deleted_at IS NULL OR :withDeleted)
   JOIN stock s ON s.product_id = w.product_id`,
);

/**
 * Reads the offers of orders, and reserves all units of an order or none, in one statement and one commit
 * for all of them. Orders take units in the order of their ids: an order is reserved when all its
 * products have enough units after the orders before it. Order ids, and the product ids of an order, are
 * distinct.
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
 * when the total is not free and below `minimum` or above `maximum`, and when a price is no multiple of
 * `step`. There is no row of an order that has a reservation. Without `intoLow` it is also false when a row
 * has a `threshold`: the caller then reserves again in a transaction that publishes the event. The threshold
 * is checked under the lock, so exactly one reservation crosses it.
 */
const reserve = (name: string, locking: 'SKIP LOCKED' | '') =>
  statement<AttemptRow, ReturnType<typeof parametersOf>>(
    name,
    `WITH asked AS (
     SELECT * FROM unnest((SELECT :orderIds::uuid[]), (SELECT :currencies::text[]), (SELECT :expiresAt::timestamptz[]),
       (SELECT :guestPercents::int[]), (SELECT :steps::int[]), (SELECT :minimums::bigint[]), (SELECT :maximums::bigint[]))
       AS a (order_id, currency, expires_at, guest_percent, step, minimum, maximum)
     WHERE NOT EXISTS (SELECT FROM reservations r WHERE r.order_id = a.order_id)
   ), wanted AS (
     SELECT *, (SELECT amount FROM prices c WHERE c.product_id = w.product_id AND c.currency = asked.currency) AS amount
     FROM unnest((SELECT :lineOrderIds::uuid[]), (SELECT :productIds::uuid[]), (SELECT :quantities::int[]))
       AS w (order_id, product_id, quantity)
     JOIN asked USING (order_id)
   ), found AS MATERIALIZED (
     SELECT w.product_id, p.name, p.image_url, p.tax_class, s.available, s.reserved, s.low_threshold,
       least(s.guest_reserved, s.reserved) AS guest_reserved
     FROM (SELECT DISTINCT product_id FROM wanted) AS w
     JOIN products p ON p.id = w.product_id AND p.deleted_at IS NULL
     JOIN stock s ON s.product_id = w.product_id
     ORDER BY w.product_id
     FOR NO KEY UPDATE OF s ${locking}
   ), taken AS (
     SELECT *, sum(quantity) FILTER (WHERE quantity <= available) OVER before AS units,
       sum(quantity) FILTER (WHERE quantity <= available AND guest_percent IS NOT NULL) OVER before AS guest_units,
       CASE WHEN guest_percent IS NOT NULL
         THEN (greatest(1, (available + reserved)::bigint * guest_percent / 100) - guest_reserved)::int END AS guest_available
     FROM wanted LEFT JOIN found USING (product_id)
     WINDOW before AS (PARTITION BY product_id ORDER BY order_id)
   ), checked AS (
     SELECT *, CASE WHEN available > low_threshold AND available - units <= low_threshold THEN low_threshold END AS threshold,
       amount % step = 0 AND quantity <= available AND units <= available AND (guest_percent IS NULL OR guest_units <= guest_available) AS fits
     FROM taken
   ), enough AS (
     SELECT order_id FROM checked GROUP BY order_id
     HAVING bool_and(fits IS TRUE AND (:intoLow::boolean OR threshold IS NULL))
       AND (sum(amount * quantity) = 0 OR sum(amount * quantity) BETWEEN min(minimum) AND min(maximum))
   ), created AS (
     INSERT INTO reservations (order_id, expires_at, currency, guest)
     SELECT order_id, expires_at, currency, guest_percent IS NOT NULL FROM asked JOIN enough USING (order_id) ORDER BY order_id
     ON CONFLICT (order_id) DO NOTHING
     RETURNING order_id
   ), held AS MATERIALIZED (
     SELECT * FROM wanted JOIN created USING (order_id)
   ), lines AS (
     INSERT INTO reservation_lines (order_id, product_id, quantity, unit_amount)
     SELECT order_id, product_id, quantity, amount FROM held
   ), moved AS (
     UPDATE stock s SET available = f.available - h.quantity, reserved = f.reserved + h.quantity,
       guest_reserved = f.guest_reserved + h.guest_quantity
     FROM (SELECT product_id, sum(quantity)::int AS quantity,
             coalesce(sum(quantity) FILTER (WHERE guest_percent IS NOT NULL), 0)::int AS guest_quantity
           FROM held GROUP BY product_id) AS h
     JOIN found f USING (product_id)
     WHERE s.product_id = h.product_id
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id)
     SELECT product_id, 'held', -quantity, quantity, 0, order_id FROM held
   )
   SELECT order_id AS "orderId", product_id AS "productId", name, image_url AS "imageUrl", tax_class AS "taxClass",
     amount AS "unitAmount", available, quantity, threshold, guest_available AS "guestAvailable",
     order_id IN (SELECT order_id FROM created) AS reserved
   FROM checked WHERE available IS NOT NULL`,
  );

/** Skips locked stock: a locked product delays no order of others. */
const reserveUnlocked = reserve('reservations.reserve', 'SKIP LOCKED');

/** Waits for locked stock, for orders of the same products together. */
const reserveWaiting = reserve('reservations.reserve_waiting', '');

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
  private readonly unlocked = new Batcher((wanted: NewReservation[]) =>
    this.attempt(reserveUnlocked, wanted),
  );
  private readonly waiting = new KeyedBatcher(
    ({ units }: NewReservation) => [...units.keys()].sort().join(),
    (wanted) => this.attempt(reserveWaiting, wanted),
  );

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
    let attempt = await this.unlocked.add(wanted);
    if (!attempt.reserved) attempt = await this.waiting.add(wanted);
    // Together with others, the offers do not tell what they have taken.
    return attempt.reserved
      ? attempt
      : attemptOf(wanted, await this.database.run(reserveWaiting, parametersOf([wanted], false)));
  }

  /**
   * The same within a transaction, also when stock becomes low. The caller publishes `low` if
   * reserved.
   */
  async reserveLow(tx: Tx, wanted: NewReservation): Promise<ReservationAttempt> {
    return attemptOf(wanted, await tx.run(reserveWaiting, parametersOf([wanted], true)));
  }

  /** Of several attempts for one order only one can be reserved here. */
  private async attempt(
    statement: typeof reserveUnlocked,
    wanted: readonly NewReservation[],
  ): Promise<ReservationAttempt[]> {
    const orders = [...new Map(wanted.map((one) => [one.orderId, one])).values()];
    const rows = await this.database.run(statement, parametersOf(orders, false));
    return wanted.map((one) => attemptOf(one, orders.includes(one) ? rows : []));
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

/** One entry per order, and one per product of an order. `intoLow`: stock may fall to its low threshold. */
function parametersOf(orders: readonly NewReservation[], intoLow: boolean) {
  const rules = orders.map(({ currency }) => currencyRules(currency));
  const lines = orders.flatMap(({ orderId, units }) => [...units].map((line) => [orderId, ...line] as const));
  return {
    orderIds: orders.map(({ orderId }) => orderId),
    currencies: orders.map(({ currency }) => currency),
    expiresAt: orders.map(({ expiresAt }) => expiresAt),
    guestPercents: orders.map(({ guestPercent }) => guestPercent),
    steps: rules.map(({ step }) => step),
    minimums: rules.map(({ minimum }) => minimum),
    maximums: rules.map(({ maximum }) => maximum),
    lineOrderIds: lines.map(([orderId]) => orderId),
    productIds: lines.map(([, productId]) => productId),
    quantities: lines.map(([, , quantity]) => quantity),
    intoLow,
  };
}

function attemptOf({ orderId }: NewReservation, rows: readonly AttemptRow[]): ReservationAttempt {
  const offers = rows.filter((row) => row.orderId === orderId);
  return {
    reserved: offers[0]?.reserved ?? false,
    offers,
    low: offers.flatMap(({ productId, name, available, quantity, threshold }) =>
      threshold === null ? [] : [{ productId, name, available: available - quantity, threshold }],
    ),
  };
}
