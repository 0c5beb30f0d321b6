import { Injectable } from '@nestjs/common';
import type { BulkActionProblem } from '@orderwire/contracts';
import {
  columnList,
  type Columns,
  Database,
  deleteInBatches,
  DELETE_BATCH_SIZE,
  type KeysetCursor,
  parameterList,
  type Queryable,
  selectList,
  statement,
  type Tx,
} from '@orderwire/platform';
import type { BulkAction, BulkOutcome } from './bulk-action.js';

const columns = {
  id: 'id',
  action: 'action',
  filter: 'filter',
  params: 'params',
  actor: 'actor',
  correlationId: 'correlation_id',
  requestHash: 'request_hash',
  state: 'state',
  total: 'total',
  done: 'done',
  skipped: 'skipped',
  failed: 'failed',
  startedAt: 'started_at',
  endedAt: 'ended_at',
} satisfies Columns<BulkAction>;

const selected = selectList(columns);

/** A running action by a lease: a replica that dies leaves it to the others. The oldest first. */
const claimAction = statement<BulkAction, { leaseMs: number }>(
  'bulk_actions.claim',
  `UPDATE bulk_actions SET claimed_until = now() + :leaseMs * interval '1 millisecond'
   WHERE id = (
     SELECT id FROM bulk_actions WHERE state = 'running' AND (claimed_until IS NULL OR claimed_until < now())
     ORDER BY started_at LIMIT 1 FOR UPDATE SKIP LOCKED)
   RETURNING ${selected}`,
);

const openOrders = statement<{ orderId: string }, { id: string; limit: number }>(
  'bulk_actions.open_orders',
  `SELECT order_id AS "orderId" FROM bulk_action_orders WHERE bulk_action_id = :id AND outcome IS NULL
   ORDER BY order_id LIMIT :limit`,
);

/** Counts an order once, however often it was handled. */
const recordOutcome = statement<Record<string, never>, { id: string; orderId: string } & BulkOutcome>(
  'bulk_actions.record',
  `WITH recorded AS (
     UPDATE bulk_action_orders SET outcome = :outcome, reason = :reason, at = now()
     WHERE bulk_action_id = :id AND order_id = :orderId AND outcome IS NULL RETURNING outcome
   )
   UPDATE bulk_actions SET done = done + (recorded.outcome = 'done')::int, failed = failed + (recorded.outcome = 'failed')::int,
     skipped = skipped + (recorded.outcome = 'skipped')::int
   FROM recorded WHERE id = :id`,
);

/** Ends the lease, at once or after an outage, and the action when none of its orders is left. */
const releaseAction = statement<Record<string, never>, { id: string; pauseMs: number }>(
  'bulk_actions.release',
  `UPDATE bulk_actions SET claimed_until = CASE WHEN :pauseMs::int > 0 THEN now() + :pauseMs::int * interval '1 millisecond' END,
     state = CASE WHEN done + skipped + failed = total THEN 'finished' ELSE state END,
     ended_at = CASE WHEN done + skipped + failed = total THEN now() END
   WHERE id = :id AND state = 'running'`,
);

const stopAction = statement<Record<string, never>, { id: string }>(
  'bulk_actions.stop',
  `UPDATE bulk_actions SET state = 'stopped', ended_at = now() WHERE id = :id AND state = 'running'`,
);

/** Until the end of the transaction. */
const lockStarts = statement(
  'bulk_actions.lock_starts',
  `SELECT pg_advisory_xact_lock(hashtext('orders.bulk_actions'))`,
);

const countRunning = statement<{ running: number }>(
  'bulk_actions.count_running',
  `SELECT count(*)::int AS running FROM bulk_actions WHERE state = 'running'`,
);

const findAction = statement<BulkAction, { id: string }>(
  'bulk_actions.find',
  `SELECT ${selected} FROM bulk_actions WHERE id = :id`,
);

const insertAction = statement<Record<string, never>, BulkAction>(
  'bulk_actions.insert',
  `INSERT INTO bulk_actions (${columnList(columns)}) VALUES (${parameterList(columns)})`,
);

const setTotals = statement<BulkAction, { id: string; total: number; skipped: number }>(
  'bulk_actions.set_totals',
  `UPDATE bulk_actions SET total = :total, skipped = :skipped WHERE id = :id RETURNING ${selected}`,
);

interface AfterParams {
  afterAt: Date | null;
  afterId: string | null;
  limit: number;
}

const listActions = statement<BulkAction, AfterParams>(
  'bulk_actions.list',
  `SELECT ${selected} FROM bulk_actions
   WHERE :afterAt::timestamptz IS NULL OR (started_at, id) < (:afterAt, :afterId::uuid)
   ORDER BY started_at DESC, id DESC LIMIT :limit`,
);

type Problem = Omit<BulkActionProblem, 'at'> & { at: Date };

const listProblems = statement<Problem, AfterParams & { id: string }>(
  'bulk_actions.list_problems',
  `SELECT order_id AS "orderId", outcome, reason, at FROM bulk_action_orders
   WHERE bulk_action_id = :id AND outcome IN ('skipped', 'failed')
     AND (:afterAt::timestamptz IS NULL OR (at, order_id) < (:afterAt, :afterId::uuid))
   ORDER BY at DESC, order_id DESC LIMIT :limit`,
);

/** The actions themselves stay. */
const purgeOrders = statement<{ swept: number }, { days: number; limit: number }>(
  'bulk_actions.purge_orders',
  `WITH swept AS (
     DELETE FROM bulk_action_orders WHERE (bulk_action_id, order_id) IN (
       SELECT bulk_action_id, order_id FROM bulk_action_orders o JOIN bulk_actions a ON a.id = o.bulk_action_id
       WHERE a.ended_at < now() - :days * interval '1 day' LIMIT :limit)
     RETURNING 1)
   SELECT count(*)::int AS swept FROM swept`,
);

const position = (after: KeysetCursor | undefined) => ({
  afterAt: after?.at ?? null,
  afterId: after?.id ?? null,
});

/** Bulk actions, and the outcomes of their orders. */
@Injectable()
export class BulkActionRepository {
  constructor(private readonly database: Database) {}

  /** One action starts at a time, so that the number of running ones is not exceeded. */
  lockStarts(tx: Tx): Promise<unknown> {
    return tx.run(lockStarts);
  }

  async countRunning(tx: Queryable): Promise<number> {
    return (await tx.run(countRunning))[0]?.running ?? 0;
  }

  insert(tx: Tx, action: BulkAction): Promise<unknown> {
    return tx.run(insertAction, action);
  }

  async setTotals(tx: Tx, id: string, totals: { total: number; skipped: number }): Promise<BulkAction> {
    const [action] = await tx.run(setTotals, { id, ...totals });
    if (!action) throw new Error(`bulk action ${id} is not stored`);
    return action;
  }

  /** A running action that no replica executes; it is claimed for `leaseMs`. */
  async claim(leaseMs: number): Promise<BulkAction | undefined> {
    return (await this.database.run(claimAction, { leaseMs }))[0];
  }

  /** At most `limit` of its orders that are not handled. */
  async openOrders(id: string, limit: number): Promise<string[]> {
    return (await this.database.run(openOrders, { id, limit })).map(({ orderId }) => orderId);
  }

  async record(id: string, orderId: string, outcome: BulkOutcome): Promise<void> {
    await this.database.run(recordOutcome, { id, orderId, ...outcome });
  }

  /** `pauseMs`: how long no replica continues it. An action whose orders are all handled is finished. */
  async release(id: string, pauseMs = 0): Promise<void> {
    await this.database.run(releaseAction, { id, pauseMs });
  }

  async stop(id: string): Promise<void> {
    await this.database.run(stopAction, { id });
  }

  async find(id: string, sql: Queryable = this.database): Promise<BulkAction | undefined> {
    return (await sql.run(findAction, { id }))[0];
  }

  /** Newest first. */
  list(after: KeysetCursor | undefined, limit: number): Promise<BulkAction[]> {
    return this.database.run(listActions, { ...position(after), limit });
  }

  /** Orders that were skipped or failed, the latest first. */
  problems(id: string, after: KeysetCursor | undefined, limit: number): Promise<Problem[]> {
    return this.database.run(listProblems, { id, ...position(after), limit });
  }

  /** Deletes the outcomes of actions that ended so many days ago. */
  async purge(days: number, signal: AbortSignal): Promise<void> {
    const params = { days, limit: DELETE_BATCH_SIZE };
    await deleteInBatches(this.database, purgeOrders, () => signal.aborted, params);
  }
}
