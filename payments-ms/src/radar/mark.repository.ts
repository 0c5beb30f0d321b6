import { Injectable } from '@nestjs/common';
import { Database, type FactQuery, FactTable, statement, type Tx } from '@orderwire/platform';
import type { StripeMark } from './mark.js';

const lockPayment = statement<{ orderId: string }, { paymentId: string }>(
  'marks.lock_payment',
  `SELECT order_id AS "orderId" FROM payments WHERE id = :paymentId FOR UPDATE`,
);

/** Returns a row when the mark is new, or closed now. */
const writeMark = statement<{ at: Date }, Omit<StripeMark, 'shop'>>(
  'marks.write',
  `INSERT INTO payment_marks AS m (id, kind, order_id, payment_id, reason, open, created_at)
   VALUES (:id, :kind, :orderId, :paymentId, :reason, :open, :createdAt)
   ON CONFLICT (id) DO UPDATE SET open = FALSE, reason = excluded.reason, changed_at = now()
   WHERE m.open AND NOT excluded.open
   RETURNING clock_timestamp() AS at`,
);

const marksById = statement<{ id: string; open: boolean }, { ids: readonly string[] }>(
  'marks.by_id',
  `SELECT id, open FROM payment_marks WHERE id = ANY(:ids::text[])`,
);

const openMarks = statement<{ id: string; paymentId: string }, { afterId: string; limit: number }>(
  'marks.open',
  `SELECT id, payment_id AS "paymentId" FROM payment_marks WHERE open AND id > :afterId ORDER BY id LIMIT :limit`,
);

type MarkFact = { orderId: string; paymentId: string; reason: string; open: boolean };

const factsOf = (name: string, where: string) =>
  new FactTable<MarkFact>(`facts.${name}`, {
    columns: `order_id AS "orderId", payment_id AS "paymentId", reason, open`,
    ...{ from: 'payment_marks', where, at: 'changed_at', id: 'id', idType: 'text' },
  });
const facts = {
  warned: factsOf('fraud_warning_reported', `kind = 'fraud_warning'`),
  opened: factsOf('review_opened', `kind = 'review' AND open`),
  closed: factsOf('review_closed', `kind = 'review' AND NOT open`),
};

const PAGE = 100;

@Injectable()
export class MarkRepository {
  constructor(private readonly database: Database) {}

  /** The order of the payment: updates of its marks are serialised. Undefined for an unknown payment. */
  async lockPayment(tx: Tx, paymentId: string): Promise<string | undefined> {
    return (await tx.run(lockPayment, { paymentId }))[0]?.orderId;
  }

  /** When it was stored; undefined when nothing changes. */
  async write(tx: Tx, orderId: string, mark: StripeMark): Promise<Date | undefined> {
    const { kind, id, paymentId, reason, open, createdAt } = mark;
    return (await tx.run(writeMark, { kind, id, orderId, paymentId, reason, open, createdAt }))[0]?.at;
  }

  /** Whether each of these is open. */
  async byId(ids: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    return new Map((await this.database.run(marksById, { ids })).map(({ id, open }) => [id, open]));
  }

  /** Pages of all marks that are stored as open. */
  async *open(): AsyncGenerator<{ id: string; paymentId: string }[]> {
    for (let afterId = ''; ;) {
      const rows = await this.database.run(openMarks, { afterId, limit: PAGE });
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      afterId = last.id;
    }
  }

  facts(query: FactQuery, of: keyof typeof facts) {
    return facts[of].read(this.database, query);
  }
}
