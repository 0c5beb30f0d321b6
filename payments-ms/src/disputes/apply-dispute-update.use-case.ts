import { Injectable } from '@nestjs/common';
import { type DisputeEvent, DisputeLost, DisputeOpened, DisputeWon } from '@orderwire/contracts';
import {
  contextOrSystem,
  Database,
  type FactQuery,
  Facts,
  type FoundFact,
  Outbox,
} from '@orderwire/platform';
import { reversalMovements } from '../ledger/ledger.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { RefundRejectedPaymentsUseCase } from '../refunds/refund-rejected-payments.use-case.js';
import { disputeEvents, nextStage, type StripeDispute } from './dispute.js';
import { DisputeRepository } from './dispute.repository.js';

const contracts = { opened: DisputeOpened, won: DisputeWon, lost: DisputeLost };

/** Stores the state of a dispute at Stripe and publishes each change once. */
@Injectable()
export class ApplyDisputeUpdateUseCase {
  constructor(
    private readonly database: Database,
    private readonly disputes: DisputeRepository,
    private readonly ledger: LedgerRepository,
    private readonly refundRejected: RefundRejectedPaymentsUseCase,
    private readonly outbox: Outbox,
  ) {}

  /** Returns false when the disputed payment is not stored. */
  async execute(found: StripeDispute): Promise<boolean> {
    const { id: disputeId, paymentId, amount, currency, reason } = found;
    if (paymentId === null) return false;
    return this.database.transaction(async (tx) => {
      const payment = await this.disputes.lockPayment(tx, paymentId);
      if (!payment) return false;
      const { orderId, rejectedBecause } = payment;
      const { before, at } = await this.disputes.stage(tx, disputeId);
      const stage = nextStage(before, found.status);
      await this.disputes.write(tx, orderId, found, stage);
      await this.ledger.post(reversalMovements(orderId, found), tx);
      const openedAt = found.openedAt.toISOString();
      const event = {
        orderId,
        disputeId,
        paymentId,
        amount,
        currency,
        reason,
        at: at.toISOString(),
        openedAt,
      };
      const events = disputeEvents(before, stage);
      for (const change of events) this.outbox.add(tx, contracts[change], event);
      // A rejected payment cannot be refunded while it is disputed. The won amount is refunded now.
      if (events.includes('won') && rejectedBecause !== null) {
        const { correlationId } = contextOrSystem();
        const rejected = { orderId, paymentId, reason: rejectedBecause, correlationId };
        await this.refundRejected.execute(tx, [rejected], disputeId);
      }
      return true;
    });
  }

  /** Disputes that were opened, whatever came of them. */
  @Facts(DisputeOpened)
  opened(query: FactQuery): Promise<FoundFact<DisputeEvent>[]> {
    return this.facts(query, 'opened');
  }

  /** Disputes whose last verdict is for the shop. */
  @Facts(DisputeWon)
  won(query: FactQuery): Promise<FoundFact<DisputeEvent>[]> {
    return this.facts(query, 'won');
  }

  /** Disputes whose last verdict is for the shopper. */
  @Facts(DisputeLost)
  lost(query: FactQuery): Promise<FoundFact<DisputeEvent>[]> {
    return this.facts(query, 'lost');
  }

  private async facts(query: FactQuery, stage: 'opened' | 'won' | 'lost') {
    const rows = await this.disputes.facts(query, stage);
    return rows.map(({ id: disputeId, at: changedAt, openedAt, ...dispute }) => {
      const at = (stage === 'opened' ? openedAt : changedAt).toISOString();
      return {
        id: disputeId,
        at: changedAt,
        event: { ...dispute, disputeId, at, openedAt: openedAt.toISOString() },
      };
    });
  }
}
