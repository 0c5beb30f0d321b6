import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';
import type { DisputeChange, FailedPaymentChange, RefundChange } from './changes.js';
import { countFigures, figure } from './count-figures.repository.js';

/** SQL: the rows of a JSON parameter, for one generation or for all. */
const given = (parameter: string, columns: string): string =>
  `given AS (
   SELECT g.id AS generation, d.* FROM generations g, jsonb_to_recordset(:${parameter}::jsonb) AS d (${columns})
   WHERE :generation::int IS NULL OR g.id = :generation
 )`;
const changes = `changes AS MATERIALIZED (
   SELECT 1 AS sign, after.* FROM after UNION ALL SELECT -1, before.* FROM before
 )`;

/** A refund that fails later is no longer counted. One that Stripe made after all was only thought to have failed. */
const applyRefunds = statement<{ id: string }, { refunds: string; generation: number | null }>(
  'refunds.apply',
  `WITH ${given('refunds', 'id uuid, currency text, amount bigint, "refundedAt" timestamptz, "failedAt" timestamptz')},
 before AS MATERIALIZED (
   SELECT r.* FROM refunds r JOIN given USING (generation, id)
 ), after AS (
   INSERT INTO refunds AS r (generation, id, currency, amount, refunded_at, failed_at)
   SELECT generation, id, currency, amount, "refundedAt", "failedAt" FROM given
   ON CONFLICT (generation, id) DO UPDATE SET
     refunded_at = coalesce(r.refunded_at, excluded.refunded_at), failed_at = greatest(r.failed_at, excluded.failed_at)
   RETURNING r.*
 ), ${changes}, ${countFigures(
   figure('refunded', {
     at: 'refunded_at',
     amount: 'amount',
     where: '(failed_at IS NULL OR failed_at < refunded_at)',
   }),
 )}
 SELECT id FROM after`,
);

const applyDisputes = statement<{ id: string }, { disputes: string; generation: number | null }>(
  'disputes.apply',
  `WITH ${given('disputes', 'id text, currency text, amount bigint, "openedAt" timestamptz, stage int')},
 before AS MATERIALIZED (
   SELECT d.* FROM disputes d JOIN given USING (generation, id)
 ), after AS (
   INSERT INTO disputes AS d (generation, id, currency, amount, opened_at, stage)
   SELECT generation, id, currency, amount, "openedAt", stage FROM given
   ON CONFLICT (generation, id) DO UPDATE SET stage = greatest(d.stage, excluded.stage),
     amount = CASE WHEN excluded.stage > d.stage THEN excluded.amount ELSE d.amount END
   RETURNING d.*
 ), ${changes}, ${countFigures(
   figure('disputed', { at: 'opened_at', amount: 'amount' }),
   figure('dispute_lost', { at: 'opened_at', amount: 'amount', where: 'stage = 1' }),
 )}
 SELECT id FROM after`,
);

const applyFailedPayments = statement<{ id: string }, { payments: string; generation: number | null }>(
  'failed_payments.apply',
  `WITH ${given('payments', 'id text, currency text, "failedAt" timestamptz')},
 after AS (
   INSERT INTO failed_payments (generation, id, currency, failed_at)
   SELECT generation, id, currency, "failedAt" FROM given ON CONFLICT (generation, id) DO NOTHING
   RETURNING generation, id, currency, failed_at
 ), changes AS (SELECT 1 AS sign, after.* FROM after), ${countFigures(
   figure('payment_failed', { at: 'failed_at' }),
 )}
 SELECT id FROM after`,
);

const built = '(SELECT id FROM generations WHERE built_at IS NOT NULL ORDER BY id DESC LIMIT 1) AS built';

const missingRefunds = statement<{ id: string }, { ids: readonly string[]; failed: boolean }>(
  'refunds.missing',
  `SELECT f.id FROM unnest((SELECT :ids::uuid[])) AS f (id), ${built}
   WHERE NOT EXISTS (
     SELECT FROM refunds r WHERE r.generation = built.id AND r.id = f.id
       AND CASE WHEN :failed THEN r.failed_at ELSE r.refunded_at END IS NOT NULL)`,
);

const missingDisputes = statement<{ id: string }, { ids: readonly string[]; stage: number }>(
  'disputes.missing',
  `SELECT f.id FROM unnest((SELECT :ids::text[])) AS f (id), ${built}
   WHERE NOT EXISTS (SELECT FROM disputes d WHERE d.generation = built.id AND d.id = f.id AND d.stage >= :stage)`,
);

const missingFailedPayments = statement<{ id: string }, { ids: readonly string[] }>(
  'failed_payments.missing',
  `SELECT f.id FROM unnest((SELECT :ids::text[])) AS f (id), ${built}
   WHERE NOT EXISTS (SELECT FROM failed_payments p WHERE p.generation = built.id AND p.id = f.id)`,
);

/** Refunds, disputes and failed payments, and their figures. */
@Injectable()
export class PaymentProjectionRepository {
  constructor(private readonly database: Database) {}

  /** To one generation, or to all of them. Each refund once. */
  async applyRefunds(tx: Tx, refunds: readonly RefundChange[], generation: number | null): Promise<void> {
    await tx.run(applyRefunds, { refunds: JSON.stringify(refunds), generation });
  }

  async applyDisputes(tx: Tx, disputes: readonly DisputeChange[], generation: number | null): Promise<void> {
    await tx.run(applyDisputes, { disputes: JSON.stringify(disputes), generation });
  }

  async applyFailedPayments(
    tx: Tx,
    payments: readonly FailedPaymentChange[],
    generation: number | null,
  ): Promise<void> {
    await tx.run(applyFailedPayments, { payments: JSON.stringify(payments), generation });
  }

  /** Which of these refunds are not known to have succeeded, or failed. */
  async missingRefunds(ids: readonly string[], failed: boolean): Promise<string[]> {
    return (await this.database.run(missingRefunds, { ids, failed })).map(({ id }) => id);
  }

  /** Which of these disputes are not known to be at this stage or a later one. */
  async missingDisputes(ids: readonly string[], stage: number): Promise<string[]> {
    return (await this.database.run(missingDisputes, { ids, stage })).map(({ id }) => id);
  }

  async missingFailedPayments(ids: readonly string[]): Promise<string[]> {
    return (await this.database.run(missingFailedPayments, { ids })).map(({ id }) => id);
  }
}
