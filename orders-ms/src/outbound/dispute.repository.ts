import { Injectable } from '@nestjs/common';
import type { DisputeState } from '@orderwire/contracts';
import { Database, statement, type Tx } from '@orderwire/platform';
import type { Dispute } from '../domain/dispute.js';

const disputesOf = statement<{ [Key in keyof Dispute]: Dispute[Key] }>(
  'disputes.of',
  `SELECT id, order_id AS "orderId", opened_at AS "openedAt", closed_at AS "closedAt", state
   FROM order_disputes WHERE order_id = ANY ((SELECT $1::uuid[])::uuid[])`,
);

/** Disputes, and the marks of their orders. */
const saveDisputes = statement(
  'disputes.save',
  `WITH marked AS (
     UPDATE orders SET dispute = m.mark, updated_at = now()
     FROM unnest($6::uuid[], $7::text[]) AS m (id, mark) WHERE orders.id = m.id
   )
   INSERT INTO order_disputes AS d (id, order_id, opened_at, closed_at, state)
   SELECT * FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::text[])
   ON CONFLICT (id) DO UPDATE SET opened_at = excluded.opened_at, closed_at = excluded.closed_at, state = excluded.state`,
);

const openDisputes = statement<{ open: number }>(
  'disputes.open',
  `SELECT count(*)::int AS open FROM order_disputes WHERE state = 'open'`,
);

/** Disputes about orders' money. Their orders are locked wherever they are written. */
@Injectable()
export class DisputeRepository {
  constructor(private readonly database: Database) {}

  /** All disputes about these orders, by Stripe's id. */
  async of(tx: Tx, orderIds: readonly string[]): Promise<Map<string, Dispute>> {
    const rows = await tx.run(disputesOf, [orderIds]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  async save(
    tx: Tx,
    disputes: readonly Dispute[],
    marks: ReadonlyMap<string, DisputeState | null>,
  ): Promise<void> {
    await tx.run(saveDisputes, [
      disputes.map(({ id }) => id),
      disputes.map(({ orderId }) => orderId),
      disputes.map(({ openedAt }) => openedAt?.toISOString() ?? null),
      disputes.map(({ closedAt }) => closedAt?.toISOString() ?? null),
      disputes.map(({ state }) => state),
      [...marks.keys()],
      [...marks.values()],
    ]);
  }

  async countOpen(): Promise<number> {
    const [row] = await this.database.run(openDisputes, []);
    return row?.open ?? 0;
  }
}
