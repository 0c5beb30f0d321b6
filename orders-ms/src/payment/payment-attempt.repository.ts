import { Injectable } from '@nestjs/common';
import { Database, statement } from '@orderwire/platform';

/** How many payment sessions one order may have. */
export interface AttemptLimits {
  maxPerHour: number;
  maxInAll: number;
}

/** Why an order gets no other payment session now. Both null: it gets one. */
interface AttemptRefusal {
  inAll: boolean;
  /** Too many in an hour: when the next one is possible. */
  possibleAt: Date | null;
}

/** The times of all sessions of an order. The first one was opened when the order was created. */
const openedAt = `unnest(session_renewals || created_at) AS session (at)`;
const inLastHour = `at > now() - interval '1 hour'`;

/**
 * Until the new session is stored no session is current, so the end of the earlier one cancels
 * nothing. Concurrent calls are counted one after another.
 */
const nextAttempt = statement<
  { attempt: number },
  AttemptLimits & { orderId: string; sessionExpiresAt: Date }
>(
  'payment_attempts.next',
  `UPDATE orders SET payment_attempt = payment_attempt + 1, payment_session_id = NULL,
     payment_session_expires_at = :sessionExpiresAt, session_renewals = session_renewals || now(),
     cancellation_blocked_by = NULL, next_check_at = NULL, updated_at = now()
   WHERE id = :orderId AND status = 'PENDING' AND payment_attempt < :maxInAll
     AND (SELECT count(*) FROM ${openedAt} WHERE ${inLastHour}) < :maxPerHour
   RETURNING payment_attempt AS attempt`,
);

const findRefusal = statement<AttemptRefusal, AttemptLimits & { orderId: string }>(
  'payment_attempts.refusal',
  `SELECT payment_attempt >= :maxInAll AS "inAll",
     (SELECT at + interval '1 hour' FROM ${openedAt} WHERE ${inLastHour}
      ORDER BY at DESC OFFSET :maxPerHour::int - 1 LIMIT 1) AS "possibleAt"
   FROM orders WHERE id = :orderId`,
);

/** The payment sessions of an order after its first one. */
@Injectable()
export class PaymentAttemptRepository {
  constructor(private readonly database: Database) {}

  /**
   * The number of the new payment session; undefined when the order is not PENDING or has as many
   * as it may have.
   */
  async next(orderId: string, sessionExpiresAt: Date, limits: AttemptLimits): Promise<number | undefined> {
    const [row] = await this.database.run(nextAttempt, { orderId, sessionExpiresAt, ...limits });
    return row?.attempt;
  }

  async refusal(orderId: string, limits: AttemptLimits): Promise<AttemptRefusal | undefined> {
    const [row] = await this.database.run(findRefusal, { orderId, ...limits });
    return row;
  }
}
