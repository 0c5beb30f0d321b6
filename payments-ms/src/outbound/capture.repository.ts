import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@orderwire/platform';
import { announceCaptures, capturesOfOrder } from './capture.statements.js';

/** Captured money of an order, as its row says. */
export interface Capture {
  /** `pi_…` */
  readonly id: string;
  readonly orderId: string;
  readonly sessionId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly receiptUrl: string | null;
  readonly paidAt: Date;
  /** When we heard of it. */
  readonly heardAt: Date;
  /** Whether it is what the session was opened for. */
  readonly exact: boolean;
  /** Null when the session's row is gone. */
  readonly correlationId: string | null;
}

/** Captured money and when it was announced last. */
@Injectable()
export class CaptureRepository {
  constructor(private readonly database: Database) {}

  /** Sessions through which an order's money came; `exact`: what they were opened for; `quiet`: not announced for so many seconds. */
  async ofOrder(
    orderId: string,
    seconds: number,
  ): Promise<{ sessionId: string; exact: boolean; quiet: boolean }[]> {
    const rows = await this.database.run(capturesOfOrder, [orderId, seconds]);
    return rows.map(({ session_id: sessionId, exact, quiet }) => ({ sessionId, exact, quiet }));
  }

  /** The money that is to be announced again with this transaction; nobody else gets it for so many seconds. */
  async announce(tx: Tx, orderId: string, seconds: number): Promise<Capture[]> {
    const rows = await tx.run(announceCaptures, [orderId, seconds]);
    return rows.map((row) => ({
      id: row.id,
      orderId: row.order_id,
      sessionId: row.session_id,
      amount: Number(row.amount),
      currency: row.currency,
      receiptUrl: row.receipt_url,
      paidAt: row.paid_at,
      heardAt: row.created_at,
      exact: row.status === 'succeeded',
      correlationId: row.correlation_id,
    }));
  }
}
