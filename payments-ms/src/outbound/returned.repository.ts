import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '@orderwire/platform';
import type { DisputeStage } from '../domain/dispute.js';
import type { Span } from '../domain/reconciliation.js';
import type { RefundStatus } from '../domain/refund.js';
import {
  disputesBetween,
  disputesById,
  refundsBetween,
  refundsByStripeId,
  type ReturnRow,
} from './returned.statements.js';

/** A refund or dispute as we hold it. */
export interface Returned<State extends string> {
  /** Stripe's: `re_…`, `dp_…` */
  readonly id: string;
  readonly paymentId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly state: State;
}

type ByIds<State extends string> = ReadonlyMap<string, Returned<State>>;

const PAGE = 500;

/** Our refunds and disputes, to be laid beside Stripe's. */
@Injectable()
export class ReturnedRepository {
  constructor(private readonly database: Database) {}

  /** By Stripe's id (`re_…`). */
  refunds(ids: readonly string[]): Promise<ByIds<RefundStatus>> {
    return this.byIds<RefundStatus>(refundsByStripeId, ids);
  }

  disputes(ids: readonly string[]): Promise<ByIds<DisputeStage>> {
    return this.byIds<DisputeStage>(disputesById, ids);
  }

  /** Refunds that were asked for in a span and that Stripe has made, page by page. */
  refundsBetween(span: Span): AsyncGenerator<Returned<RefundStatus>[]> {
    return this.between<RefundStatus>(refundsBetween, span);
  }

  disputesBetween(span: Span): AsyncGenerator<Returned<DisputeStage>[]> {
    return this.between<DisputeStage>(disputesBetween, span);
  }

  private async byIds<State extends string>(
    statement: Statement<ReturnRow>,
    ids: readonly string[],
  ): Promise<ByIds<State>> {
    const rows = await this.database.run(statement, [ids]);
    return new Map(rows.map((row) => [row.id, returnedOf<State>(row)]));
  }

  private async *between<State extends string>(
    statement: Statement<ReturnRow>,
    { from, to }: Span,
  ): AsyncGenerator<Returned<State>[]> {
    let after: unknown[] = [from, ''];
    for (;;) {
      const rows = await this.database.run(statement, [from, to, ...after, PAGE]);
      if (rows.length > 0) yield rows.map((row) => returnedOf<State>(row));
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = [last.at, last.id];
    }
  }
}

const returnedOf = <State extends string>(row: ReturnRow): Returned<State> => ({
  id: row.id,
  paymentId: row.payment_id,
  amount: Number(row.amount),
  currency: row.currency,
  state: row.state as State,
});
