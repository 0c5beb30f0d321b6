import { Injectable } from '@nestjs/common';
import type { DisputeEvent, DisputeState } from '@orderwire/contracts';
import { Database, statement, type Tx } from '@orderwire/platform';
import type { Dispute } from './dispute.js';

const disputesOfOrders = statement<Dispute, { orderIds: readonly string[] }>(
  'disputes.of_orders',
  `SELECT id, order_id AS "orderId", opened_at AS "openedAt", closed_at AS "closedAt", state
   FROM order_disputes WHERE order_id = ANY ((SELECT :orderIds::uuid[])::uuid[])`,
);

/** Saves disputes and the flags of their orders. */
const saveDisputes = statement<Record<string, never>, SaveParams>(
  'disputes.save',
  `WITH flagged AS (
     UPDATE orders SET dispute = f.state, updated_at = now()
     FROM unnest(:flaggedOrderIds::uuid[], :flags::text[]) AS f (id, state) WHERE orders.id = f.id
   )
   INSERT INTO order_disputes AS d (id, order_id, opened_at, closed_at, state)
   SELECT s.* FROM unnest(:ids::text[], :orderIds::uuid[], :openedAt::timestamptz[], :closedAt::timestamptz[], :states::text[]) AS s
   ON CONFLICT (id) DO UPDATE SET opened_at = excluded.opened_at, closed_at = excluded.closed_at, state = excluded.state`,
);

interface SaveParams {
  ids: string[];
  orderIds: string[];
  openedAt: (string | null)[];
  closedAt: (string | null)[];
  states: DisputeState[];
  flaggedOrderIds: string[];
  flags: (DisputeState | null)[];
}

const countOpen = statement<{ open: number }>(
  'disputes.count_open',
  `SELECT count(*)::int AS open FROM order_disputes WHERE state = 'open'`,
);

const unappliedDisputes = statement<
  { id: string },
  { ids: string[]; orderIds: string[]; state: DisputeState }
>(
  'disputes.unapplied',
  `SELECT f.id FROM unnest((SELECT :ids::text[]), (SELECT :orderIds::uuid[])) AS f (id, order_id)
   JOIN orders ON orders.id = f.order_id LEFT JOIN order_disputes d ON d.id = f.id
   WHERE CASE :state::text WHEN 'open' THEN d.opened_at IS NULL ELSE d.state IS DISTINCT FROM :state END`,
);

/** Disputes are only written while their orders are locked. */
@Injectable()
export class DisputeRepository {
  constructor(private readonly database: Database) {}

  /** By Stripe's id. */
  async ofOrders(tx: Tx, orderIds: readonly string[]): Promise<Map<string, Dispute>> {
    const rows = await tx.run(disputesOfOrders, { orderIds });
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** `flags`: the dispute flag of each order. */
  async save(
    tx: Tx,
    disputes: readonly Dispute[],
    flags: ReadonlyMap<string, DisputeState | null>,
  ): Promise<void> {
    await tx.run(saveDisputes, {
      ids: disputes.map(({ id }) => id),
      orderIds: disputes.map(({ orderId }) => orderId),
      openedAt: disputes.map(({ openedAt }) => openedAt?.toISOString() ?? null),
      closedAt: disputes.map(({ closedAt }) => closedAt?.toISOString() ?? null),
      states: disputes.map(({ state }) => state),
      flaggedOrderIds: [...flags.keys()],
      flags: [...flags.values()],
    });
  }

  async countOpen(): Promise<number> {
    const [row] = await this.database.run(countOpen);
    return row?.open ?? 0;
  }

  /** Ids of disputes of our orders that are not stored in this state. */
  async unapplied(disputes: readonly DisputeEvent[], state: DisputeState): Promise<string[]> {
    const ids = disputes.map(({ disputeId }) => disputeId);
    const orderIds = disputes.map(({ orderId }) => orderId);
    return (await this.database.run(unappliedDisputes, { ids, orderIds, state })).map(({ id }) => id);
  }
}
