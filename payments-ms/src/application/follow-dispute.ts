import { Injectable } from '@nestjs/common';
import { DisputeLost, DisputeOpened, DisputeWon } from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox, type Tx } from '@orderwire/platform';
import { advance, disputeNews, type StripeDispute } from '../domain/dispute.js';
import { returnMovements } from '../domain/return-movements.js';
import { DisputeRepository } from '../outbound/dispute.repository.js';
import { LedgerRepository } from '../outbound/ledger.repository.js';
import type { WrongMoney } from '../outbound/refund.repository.js';
import { RefundWrongMoney } from './refund-wrong-money.js';

const contracts = { opened: DisputeOpened, won: DisputeWon, lost: DisputeLost };

/** Writes where a dispute stands at Stripe and announces each step once, whoever looks and how often. */
@Injectable()
export class FollowDispute {
  constructor(
    private readonly database: Database,
    private readonly disputes: DisputeRepository,
    private readonly ledger: LedgerRepository,
    private readonly wrongMoney: RefundWrongMoney,
    private readonly outbox: Outbox,
  ) {}

  /** False when the disputed payment is none of ours. */
  async execute(found: StripeDispute): Promise<boolean> {
    const { id: disputeId, paymentId, amount, currency, reason } = found;
    if (paymentId === null) return false;
    return this.database.transaction(async (tx) => {
      const payment = await this.disputes.lock(tx, paymentId);
      if (!payment) return false;
      const { orderId, rejectedBecause } = payment;
      const { before, at: now } = await this.disputes.stage(tx, disputeId);
      const stage = advance(before, found.status);
      await this.disputes.write(tx, orderId, found, stage);
      await this.ledger.post(tx, returnMovements(orderId, found));
      const at = now.toISOString();
      const news = disputeNews(before, stage);
      for (const step of news)
        this.outbox.add(tx, contracts[step], { orderId, disputeId, paymentId, amount, currency, reason, at });
      if (news.includes('won') && rejectedBecause !== null)
        await this.goesBack(tx, { orderId, paymentId, reason: rejectedBecause }, disputeId);
      return true;
    });
  }

  /** Money that pays nothing could not go back while it was disputed; now that it is ours again, it does. */
  private goesBack(tx: Tx, money: Pick<WrongMoney, 'orderId' | 'paymentId' | 'reason'>, disputeId: string) {
    const { correlationId } = contextOrSystem();
    return this.wrongMoney.execute(tx, [{ ...money, correlationId }], disputeId);
  }
}
