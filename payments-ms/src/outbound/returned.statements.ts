import { statement } from '@orderwire/platform';

/** Money of ours that went back, or was taken back, at Stripe. */
export interface ReturnRow {
  /** Stripe's: `re_…`, `dp_…` */
  id: string;
  payment_id: string;
  amount: string;
  currency: string;
  /** Status of a refund, stage of a dispute. */
  state: string;
  at: Date;
}

const REFUND = 'stripe_id AS id, payment_id, amount, currency, status::text AS state, requested_at AS at';
const DISPUTE = 'id, payment_id, amount, currency, stage::text AS state, opened_at AS at';

export const refundsByStripeId = statement<ReturnRow>(
  'reconcile.refunds',
  `SELECT ${REFUND} FROM refunds WHERE stripe_id = ANY($1::text[])`,
);

export const disputesById = statement<ReturnRow>(
  'reconcile.disputes',
  `SELECT ${DISPUTE} FROM disputes WHERE id = ANY($1::text[])`,
);

/** Refunds of a span ($1 up to, and without, $2) that Stripe has made, after $3, $4. */
export const refundsBetween = statement<ReturnRow>(
  'reconcile.refunds_between',
  `SELECT ${REFUND} FROM refunds
   WHERE requested_at >= $1 AND requested_at < $2 AND (requested_at, stripe_id) > ($3::timestamptz, $4::text)
     AND stripe_id IS NOT NULL
   ORDER BY requested_at, stripe_id LIMIT $5`,
);

/** Disputes of a span ($1 up to, and without, $2), after $3, $4. */
export const disputesBetween = statement<ReturnRow>(
  'reconcile.disputes_between',
  `SELECT ${DISPUTE} FROM disputes
   WHERE opened_at >= $1 AND opened_at < $2 AND (opened_at, id) > ($3::timestamptz, $4::text)
   ORDER BY opened_at, id LIMIT $5`,
);
