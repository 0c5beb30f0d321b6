import { Injectable } from '@nestjs/common';
import { type Actor, normaliseEmail } from '@orderwire/contracts';
import { columnList, statement, type Tx } from '@orderwire/platform';
import { lineColumns, orderColumns, type OrderFields } from '../lifecycle/order.repository.js';
import type { Order } from '../lifecycle/order.js';
import { entryParams, type EntryParams, insertEntries } from '../timeline/timeline.repository.js';
import type { NewTimelineEntry } from '../timeline/timeline.js';

/** Who placed an order, and how many unpaid orders they may have: at least 1. */
export interface OpenOrderLimit {
  /** An account, or the keyed hash of a guest's network or e-mail address. */
  placedBy: string;
  max: number;
}

interface InsertParams extends Omit<OrderFields, 'taxes'>, EntryParams {
  /** JSON: the driver would send an array as one of PostgreSQL. */
  taxes: string | null;
  actor: Actor;
  placedBy: string[];
  maxOpen: number[];
  emailKey: string | null;
  productIds: string[];
  names: string[];
  unitAmounts: number[];
  quantities: number[];
  imageUrls: (string | null)[];
  taxReasons: (string | null)[];
  taxPercentages: (number | null)[];
  taxableAmounts: (number | null)[];
  taxAmounts: (number | null)[];
}

/** The unpaid orders of a row of open_orders. An order that this snapshot does not see yet is one. */
const unpaid = `ARRAY(SELECT u.id FROM unnest(o.order_ids) AS u (id)
  WHERE NOT EXISTS (SELECT FROM orders WHERE orders.id = u.id AND orders.status <> 'PENDING'))`;

/**
 * Inserts the order, its lines and its first timeline entries. `id` is null, and only `open_orders`
 * is written, when the order exists or there are too many unpaid ones. The e-mail address of a
 * deleted account is not stored.
 *
 * `admitted` counts the order for everyone who placed it. Concurrent orders of one placer wait for
 * the row, which is then its newest version: none passes the limit. An order that ends frees its
 * place without a write, because the next one looks at the status of each. Roll back when the order
 * is refused.
 */
const insertOrder = statement<InsertedRow, InsertParams>(
  'orders.insert',
  `WITH admitted AS (
     INSERT INTO open_orders AS o (placed_by, order_ids)
     SELECT placed_by, ARRAY[:id::uuid] FROM unnest((SELECT :placedBy::text[])) AS placer (placed_by) ORDER BY placed_by
     ON CONFLICT (placed_by) DO UPDATE SET order_ids = array_remove(${unpaid}, :id::uuid) || :id::uuid
       WHERE :id::uuid = ANY (o.order_ids)
         OR cardinality(${unpaid}) < (:maxOpen::int[])[array_position(:placedBy::text[], o.placed_by)]
     RETURNING placed_by
   ), placed AS (
     INSERT INTO orders (${columnList(orderColumns)}, actor, updated_at, paid_recorded_at, email_key, forgotten_at)
     SELECT ${Object.keys(orderColumns)
       .map((field) => (field === 'email' ? 'CASE WHEN gone.at IS NULL THEN :email::text END' : `:${field}`))
       .join(', ')},
       :actor, :createdAt, CASE WHEN :paidAt::timestamptz IS NOT NULL THEN :createdAt::timestamptz END, CASE WHEN gone.at IS NULL THEN :emailKey::text END, gone.at
     FROM (SELECT (SELECT forgotten_at FROM forgotten_accounts WHERE account_id = :customerId)) AS gone (at)
     WHERE (SELECT count(*) FROM admitted) = cardinality(:placedBy::text[])
     ON CONFLICT (id) DO NOTHING RETURNING id, forgotten_at
   ), lines AS (
     INSERT INTO order_lines (order_id, ${columnList(lineColumns)}, line_no)
     SELECT placed.id, l.*
     FROM placed, unnest(:productIds::uuid[], :names::text[], :unitAmounts::bigint[], :quantities::int[], :imageUrls::text[],
       :taxReasons::text[], :taxPercentages::int[], :taxableAmounts::bigint[], :taxAmounts::bigint[])
       WITH ORDINALITY AS l (${columnList(lineColumns)}, line_no)
   ), entries AS (${insertEntries('WHERE EXISTS (SELECT FROM placed)')})
   SELECT (SELECT id FROM placed), EXISTS (SELECT FROM placed WHERE forgotten_at IS NOT NULL) AS forgotten,
     (SELECT placer FROM unnest(:placedBy::text[]) AS placer
      WHERE placer NOT IN (SELECT placed_by FROM admitted) LIMIT 1) AS refused`,
);

interface InsertedRow {
  id: string | null;
  forgotten: boolean;
  /** Who has too many unpaid orders. */
  refused: string | null;
}

/** Stores new orders, and counts the unpaid ones of those who place them. */
@Injectable()
export class NewOrderRepository {
  /**
   * `stored`: the order as it is stored; undefined when it exists already. `refused`: who has too
   * many unpaid orders; roll back.
   */
  async insert(
    tx: Tx,
    order: Order,
    actor: Actor,
    entries: readonly NewTimelineEntry[],
    limits: readonly OpenOrderLimit[],
  ): Promise<{ stored: Order | undefined; refused: OpenOrderLimit | undefined }> {
    const { lines, ...fields } = order;
    const [row] = await tx.run(insertOrder, {
      ...fields,
      taxes: order.taxes && JSON.stringify(order.taxes),
      actor,
      placedBy: limits.map(({ placedBy }) => placedBy),
      maxOpen: limits.map(({ max }) => max),
      emailKey: normaliseEmail(order.email ?? '') ?? null,
      productIds: lines.map(({ productId }) => productId),
      names: lines.map(({ name }) => name),
      unitAmounts: lines.map(({ unitAmount }) => unitAmount),
      quantities: lines.map(({ quantity }) => quantity),
      imageUrls: lines.map(({ imageUrl }) => imageUrl),
      taxReasons: lines.map(({ taxReason }) => taxReason),
      taxPercentages: lines.map(({ taxPercentage }) => taxPercentage),
      taxableAmounts: lines.map(({ taxableAmount }) => taxableAmount),
      taxAmounts: lines.map(({ taxAmount }) => taxAmount),
      ...entryParams(entries),
    });
    const stored = row?.id ? (row.forgotten ? { ...order, email: null } : order) : undefined;
    return { stored, refused: limits.find(({ placedBy }) => placedBy === row?.refused) };
  }
}
