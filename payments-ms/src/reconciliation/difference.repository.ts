import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';
import {
  type Difference,
  type DifferenceFilter,
  type Span,
  type StoredDifference,
  subjectOf,
} from './reconciliation.js';

const CHUNK = 1_000;

const databaseTime = statement<{ now: Date }>('differences.time', 'SELECT now() AS now');

/** A difference is new unless it was open before. The time span only narrows. */
const recordDifferences = statement<
  { kind: string; objectId: string },
  { [Field in 'kind' | 'objectId' | 'details']: readonly string[] } & {
    resolved: readonly boolean[];
    from: readonly (Date | undefined)[];
    to: readonly (Date | undefined)[];
    orderId: readonly (string | null)[];
    paymentId: readonly (string | null)[];
    amount: readonly (number | null)[];
    currency: readonly (string | null)[];
  }
>(
  'differences.record',
  `WITH found AS MATERIALIZED (
     SELECT * FROM unnest(:kind::text[], :objectId::text[], :details::text[], :resolved::boolean[],
       :from::timestamptz[], :to::timestamptz[], :orderId::uuid[], :paymentId::text[], :amount::bigint[], :currency::text[])
       AS d(kind, object_id, details, resolved, compared_from, compared_to, order_id, payment_id, amount, currency)
   ), open AS MATERIALIZED (
     SELECT kind, object_id FROM reconciliation_differences JOIN found USING (kind, object_id) WHERE resolved_at IS NULL
   ), written AS (
     INSERT INTO reconciliation_differences AS d (kind, object_id, details, resolved_at, compared_from, compared_to,
       order_id, payment_id, amount, currency)
     SELECT kind, object_id, details, CASE WHEN resolved THEN now() END, compared_from, compared_to,
       order_id, payment_id, amount, currency FROM found
     ORDER BY kind, object_id
     ON CONFLICT (kind, object_id) DO UPDATE SET
       details = EXCLUDED.details, order_id = EXCLUDED.order_id, payment_id = EXCLUDED.payment_id,
       amount = EXCLUDED.amount, currency = EXCLUDED.currency, last_seen_at = now(), resolved_at = EXCLUDED.resolved_at,
       first_seen_at = CASE WHEN d.resolved_at IS NULL THEN d.first_seen_at ELSE now() END,
       compared_from = greatest(d.compared_from, EXCLUDED.compared_from),
       compared_to = least(d.compared_to, EXCLUDED.compared_to)
   )
   SELECT kind, object_id AS "objectId" FROM found
   WHERE NOT EXISTS (SELECT FROM open WHERE open.kind = found.kind AND open.object_id = found.object_id)`,
);

/** Differences without a time span are compared by every run. */
const resolveUnseen = statement<{ count: number }, Span & { startedAt: Date }>(
  'differences.resolve_unseen',
  `WITH unseen AS MATERIALIZED (
     SELECT kind, object_id FROM reconciliation_differences
     WHERE resolved_at IS NULL AND last_seen_at < :startedAt
       AND (compared_from IS NULL OR (compared_from >= :from AND compared_to <= :to))
     LIMIT ${CHUNK}
   ), resolved AS (
     UPDATE reconciliation_differences d SET resolved_at = now() FROM unseen u
     WHERE d.kind = u.kind AND d.object_id = u.object_id RETURNING 1
   )
   SELECT count(*)::int AS count FROM resolved`,
);

const purgeResolved = statement<Record<string, never>>(
  'differences.purge',
  `DELETE FROM reconciliation_differences WHERE (kind, object_id) IN (
     SELECT kind, object_id FROM reconciliation_differences
     WHERE resolved_at < now() - interval '30 days' LIMIT ${CHUNK})`,
);

const differencePage = statement<
  StoredDifference,
  { kind: string | null; resolved: boolean; afterKind: string; afterObject: string; limit: number }
>(
  'differences.page',
  `SELECT kind, object_id AS "objectId", details, first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt",
     resolved_at AS "resolvedAt"
   FROM reconciliation_differences
   WHERE (kind, object_id) > (:afterKind::text, :afterObject::text) AND (:kind::text IS NULL OR kind = :kind::text)
     AND (resolved_at IS NOT NULL) = :resolved::boolean
   ORDER BY kind, object_id LIMIT :limit`,
);

const keyOf = ({ kind, objectId }: { kind: string; objectId: string }): string => `${kind} ${objectId}`;

/** The differences that reconciliation found. Resolved ones are kept for 30 days. */
@Injectable()
export class DifferenceRepository {
  constructor(private readonly database: Database) {}

  /** The database's clock, which all replicas share. */
  async now(): Promise<Date> {
    return (await this.database.run(databaseTime))[0]?.now ?? new Date();
  }

  /**
   * Returns those that were not open before. `publish` gets them in the transaction that stores
   * them.
   */
  async record(
    differences: readonly Difference[],
    publish: (tx: Tx, fresh: readonly Difference[]) => void,
  ): Promise<Difference[]> {
    const byKey = new Map(differences.map((one) => [keyOf(one), one]));
    const unique = [...byKey.values()];
    const fresh: Difference[] = [];
    for (let start = 0; start < unique.length; start += CHUNK) {
      const chunk = unique.slice(start, start + CHUNK);
      const stored = await this.database.transaction(async (tx) => {
        const subjects = chunk.map(subjectOf);
        const rows = await tx.run(recordDifferences, {
          kind: chunk.map(({ kind }) => kind),
          objectId: chunk.map(({ objectId }) => objectId),
          details: chunk.map(({ text }) => text),
          resolved: chunk.map(({ resolved }) => resolved),
          from: chunk.map(({ slice }) => slice?.from),
          to: chunk.map(({ slice }) => slice?.to),
          orderId: subjects.map(({ orderId }) => orderId),
          paymentId: subjects.map(({ paymentId }) => paymentId),
          amount: subjects.map(({ amount }) => amount),
          currency: subjects.map(({ currency }) => currency),
        });
        const found = rows.flatMap((row) => byKey.get(keyOf(row)) ?? []);
        publish(tx, found);
        return found;
      });
      fresh.push(...stored);
    }
    return fresh;
  }

  /** Resolves open differences that a complete run over this time span did not find again. */
  async resolveUnseen({ from, to }: Span, startedAt: Date): Promise<void> {
    for (;;) {
      const [row] = await this.database.run(resolveUnseen, { from, to, startedAt });
      if ((row?.count ?? 0) < CHUNK) return;
    }
  }

  /** Deletes a batch of those that were resolved more than 30 days ago. */
  async purge(): Promise<void> {
    await this.database.run(purgeResolved);
  }

  page({ kind, resolved, after, limit }: DifferenceFilter): Promise<StoredDifference[]> {
    return this.database.run(differencePage, {
      ...{ kind, resolved, limit },
      afterKind: after.kind,
      afterObject: after.objectId,
    });
  }
}
