import { Injectable } from '@nestjs/common';
import type { BulkActionKind, BulkActionParams } from '@orderwire/contracts';
import { composedStatement, type Queryable, type Tx } from '@orderwire/platform';
import { pendingRefunds } from '../lifecycle/order.repository.js';
import { conditionsOf, whereOf } from '../lists/order-conditions.repository.js';
import type { OrderFilter } from '../lists/order-filter.js';

/** What is left to refund of an order. */
const refundable = `total_amount - refunded_amount - (SELECT coalesce(sum(amount), 0) FROM ${pendingRefunds})`;

/** Why an action does not apply to an order, as a code; null: it applies. */
const reasons: Readonly<Record<BulkActionKind, string>> = {
  cancel: `CASE WHEN status <> 'PENDING' THEN 'orders.not_cancellable'
    WHEN cancellation_blocked_by = 'payment_processing' THEN 'payments.in_progress' END`,
  refund: `CASE WHEN dispute IN ('open', 'lost') THEN 'orders.dispute_' || dispute
    WHEN status NOT IN ('PAID', 'SHIPPED', 'DELIVERED') OR ${refundable} <= 0 THEN 'orders.not_refundable' END`,
  assign: `CASE WHEN assignee_id IS NOT DISTINCT FROM :newAssigneeId::uuid THEN 'orders.already_assigned' END`,
  mark_delivered: `CASE WHEN status <> 'SHIPPED' THEN 'orders.illegal_transition' END`,
};

/** The matching orders of a bulk action, by why it does not apply to them; `reason` null: it applies. */
export interface SelectedOrders {
  reason: string | null;
  currency: string;
  count: number;
  /** Minor units; null for actions that refund nothing. */
  amount: number | null;
}

export interface Selection {
  action: BulkActionKind;
  filter: OrderFilter;
  params: BulkActionParams;
  /** The most orders. */
  limit: number;
}

/** The orders of bulk actions. */
@Injectable()
export class BulkSelectionRepository {
  /** Counts at most `limit` matching orders. */
  count(sql: Queryable, { action, limit, ...selection }: Selection): Promise<SelectedOrders[]> {
    const { where, params } = parts(selection);
    const amount = action === 'refund' ? refundable : 'NULL::bigint';
    return sql.run(
      composedStatement<SelectedOrders & Record<string, unknown>, Record<string, unknown>>(
        'bulk_selection.count',
        `SELECT reason, currency, count(*)::int AS count, sum(amount)::bigint AS amount FROM (
           SELECT ${reasons[action]} AS reason, currency, ${amount} AS amount FROM orders WHERE ${where} LIMIT :limit) AS found
         GROUP BY reason, currency ORDER BY count DESC, reason`,
      ),
      { ...params, limit },
    );
  }

  /** The newest of the orders to which the action applies. */
  async sample(sql: Queryable, { action, limit, ...selection }: Selection): Promise<string[]> {
    const { where, params } = parts(selection);
    const rows = await sql.run(
      composedStatement<{ id: string }, Record<string, unknown>>(
        'bulk_selection.sample',
        `SELECT id FROM orders WHERE ${where} AND ${reasons[action]} IS NULL
         ORDER BY created_at DESC, id DESC LIMIT :limit`,
      ),
      { ...params, limit },
    );
    return rows.map(({ id }) => id);
  }

  /** Makes at most `limit` matching orders those of a stored action. Those to which it does not apply are skipped. */
  async store(
    tx: Tx,
    bulkActionId: string,
    { action, limit, ...selection }: Selection,
  ): Promise<{ total: number; skipped: number }> {
    const { where, params } = parts(selection);
    const [row] = await tx.run(
      composedStatement<{ total: number; skipped: number }, Record<string, unknown>>(
        'bulk_selection.store',
        `WITH found AS (SELECT id, ${reasons[action]} AS reason FROM orders WHERE ${where} LIMIT :limit),
         stored AS (
           INSERT INTO bulk_action_orders (bulk_action_id, order_id, outcome, reason, at)
           SELECT :bulkActionId, id, CASE WHEN reason IS NOT NULL THEN 'skipped' END, reason,
             CASE WHEN reason IS NOT NULL THEN now() END FROM found
           RETURNING outcome)
         SELECT count(*)::int AS total, count(outcome)::int AS skipped FROM stored`,
      ),
      { ...params, bulkActionId, limit },
    );
    return row ?? { total: 0, skipped: 0 };
  }
}

function parts({ filter, params }: Pick<Selection, 'filter' | 'params'>) {
  const conditions = conditionsOf(filter);
  return {
    where: whereOf(conditions),
    params: { ...conditions.params, newAssigneeId: params.assigneeId ?? null },
  };
}
