import { Injectable } from '@nestjs/common';
import { MAX_PAYMENT_HITS, type PaymentHitKind } from '@orderwire/contracts';
import { Database, statement } from '@orderwire/platform';

type HitRow = { orderId: string; kind: PaymentHitKind; id: string };

/** Each part is one lookup in an index. */
const find = statement<HitRow, { id: string; uuid: string | null }>(
  'payments.search',
  `SELECT order_id AS "orderId", 'session' AS kind, stripe_id AS id FROM payment_sessions WHERE stripe_id = :id
   UNION ALL SELECT order_id, 'intent', id FROM payments WHERE id = :id AND session_id <> :id
   UNION ALL SELECT order_id, 'charge', charge_id FROM payments WHERE charge_id = :id
   UNION ALL SELECT order_id, 'refund', stripe_id FROM refunds WHERE stripe_id = :id
   UNION ALL SELECT order_id, 'refund', COALESCE(stripe_id, id::text) FROM refunds WHERE id = :uuid::uuid
   UNION ALL SELECT order_id, 'dispute', id FROM disputes WHERE id = :id
   LIMIT ${MAX_PAYMENT_HITS}`,
);

/** Finds objects at Stripe by their exact ids. */
@Injectable()
export class PaymentSearchRepository {
  constructor(private readonly database: Database) {}

  /** `uuid`: the id, if it may be our id of a refund. */
  find(id: string, uuid: string | null): Promise<HitRow[]> {
    return this.database.run(find, { id, uuid });
  }
}
