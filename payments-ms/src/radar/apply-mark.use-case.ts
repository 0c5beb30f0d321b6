import { Injectable } from '@nestjs/common';
import {
  FraudWarningReported,
  type PaymentMarkEvent,
  ReviewClosed,
  ReviewOpened,
} from '@orderwire/contracts';
import { Database, type FactQuery, Facts, type FoundFact, Outbox } from '@orderwire/platform';
import type { StripeMark } from './mark.js';
import { MarkRepository } from './mark.repository.js';

/** Stores what Stripe Radar says about a payment, and publishes each change once. */
@Injectable()
export class ApplyMarkUseCase {
  constructor(
    private readonly database: Database,
    private readonly marks: MarkRepository,
    private readonly outbox: Outbox,
  ) {}

  /** Returns false when the payment is not stored. */
  async execute(found: StripeMark): Promise<boolean> {
    const { id: markId, kind, paymentId, reason, open } = found;
    if (paymentId === null) return false;
    return this.database.transaction(async (tx) => {
      const orderId = await this.marks.lockPayment(tx, paymentId);
      if (!orderId) return false;
      const at = await this.marks.write(tx, orderId, found);
      const reviewContract = open ? ReviewOpened : ReviewClosed;
      const contract = kind === 'review' ? reviewContract : FraudWarningReported;
      if (at)
        this.outbox.add(tx, contract, { orderId, markId, paymentId, reason, open, at: at.toISOString() });
      return true;
    });
  }

  @Facts(FraudWarningReported)
  warned(query: FactQuery): Promise<FoundFact<PaymentMarkEvent>[]> {
    return this.facts(query, 'warned');
  }

  @Facts(ReviewOpened)
  opened(query: FactQuery): Promise<FoundFact<PaymentMarkEvent>[]> {
    return this.facts(query, 'opened');
  }

  @Facts(ReviewClosed)
  closed(query: FactQuery): Promise<FoundFact<PaymentMarkEvent>[]> {
    return this.facts(query, 'closed');
  }

  private async facts(query: FactQuery, of: 'warned' | 'opened' | 'closed') {
    const rows = await this.marks.facts(query, of);
    return rows.map(({ id, at, ...mark }) => ({
      id,
      at,
      event: { ...mark, markId: id, at: at.toISOString() },
    }));
  }
}
