import { Injectable } from '@nestjs/common';
import { Database, statement } from '@orderwire/platform';
import type { CancellationBlocker } from './overdue-order.js';

/** A replica that dies with claimed orders leaves them to the others after this time. */
const CLAIM_MS = 2 * 60_000;

export interface OverdueOrder {
  id: string;
  /** The current payment session, if there is one. */
  sessionId: string | null;
  blockedBy: CancellationBlocker | null;
  /** When its payment session should have expired. */
  sessionExpiresAt: Date;
}

/** The longest overdue first. Replicas that claim at the same time get different orders. */
const claimOverdue = statement<OverdueOrder, { since: Date; limit: number; claimMs: number }>(
  'overdue_orders.claim',
  `UPDATE orders SET next_check_at = now() + :claimMs * interval '1 millisecond'
   WHERE id IN (
     SELECT id FROM orders WHERE status = 'PENDING' AND payment_session_expires_at < :since
       AND (next_check_at IS NULL OR next_check_at < now())
     ORDER BY payment_session_expires_at LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED)
   RETURNING id, payment_session_id AS "sessionId", cancellation_blocked_by AS "blockedBy",
     payment_session_expires_at AS "sessionExpiresAt"`,
);

/** `oldest`: how long one of them has been overdue at most, in seconds. */
interface OverdueCount {
  blockedBy: CancellationBlocker | null;
  count: number;
  oldest: number;
}

const countOverdue = statement<OverdueCount, { since: Date }>(
  'overdue_orders.count',
  `SELECT cancellation_blocked_by AS "blockedBy", count(*)::int AS count,
     extract(epoch FROM now() - min(payment_session_expires_at))::int AS oldest FROM orders
   WHERE status = 'PENDING' AND payment_session_expires_at < :since GROUP BY cancellation_blocked_by`,
);

/** That a payment is known stays true while payments-ms or Stripe is unavailable. */
const blockCancellation = statement<
  Record<string, never>,
  { orderId: string; blocker: CancellationBlocker; nextCheckAt: Date }
>(
  'overdue_orders.block',
  `UPDATE orders SET next_check_at = :nextCheckAt, updated_at = now(), cancellation_blocked_by =
     CASE WHEN cancellation_blocked_by = 'payment_processing' THEN cancellation_blocked_by ELSE :blocker END
   WHERE id = :orderId AND status = 'PENDING'`,
);

/** PENDING orders whose payment session should have expired. */
@Injectable()
export class OverdueOrderRepository {
  constructor(private readonly database: Database) {}

  /**
   * Claims orders that are overdue since before `since` and whose next check is due. Their next
   * check is in two minutes, unless they end or {@link block} moves it.
   */
  claim(since: Date, limit: number): Promise<OverdueOrder[]> {
    return this.database.run(claimOverdue, { since, limit, claimMs: CLAIM_MS });
  }

  count(since: Date): Promise<OverdueCount[]> {
    return this.database.run(countOverdue, { since });
  }

  /**
   * Records why an order cannot be cancelled, unless that is a payment already, and when it is tried
   * again.
   */
  async block(orderId: string, blocker: CancellationBlocker, nextCheckAt: Date): Promise<void> {
    await this.database.run(blockCancellation, { orderId, blocker, nextCheckAt });
  }
}
