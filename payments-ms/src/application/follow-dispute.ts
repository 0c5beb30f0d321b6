import { Injectable } from '@nestjs/common';
import { DisputeLost, DisputeOpened, DisputeWon } from '@orderwire/contracts';
import { Database, Outbox } from '@orderwire/platform';
import { advance, disputeNews, type StripeDispute } from '../domain/dispute.js';
import { returnMovements } from '../domain/return-movements.js';
import { DisputeRepository } from '../outbound/dispute.repository.js';
import { LedgerRepository } from '../outbound/ledger.repository.js';

const contracts = { opened: DisputeOpened, won: DisputeWon, lost: DisputeLost };

/** Writes where a dispute stands at Stripe and announces each step once, whoever looks and how often. */
@Injectable()
export class FollowDispute {
  constructor(
    private readonly database: Database,
    private readonly disputes: DisputeRepository,
    private readonly ledger: LedgerRepository,
    private readonly outbox: Outbox,
  ) {}

  /** False when the disputed payment is none of ours. */
  async execute(found: StripeDispute): Promise<boolean> {
    const { id: disputeId, paymentId, amount, currency, reason } = found;
    if (paymentId === null) return false;
    return this.database.transaction(async (tx) => {
      const orderId = await this.disputes.lock(tx, paymentId);
      if (!orderId) return false;
      const { before, at: now } = await this.disputes.stage(tx, disputeId);
      const stage = advance(before, found.status);
      await this.disputes.write(tx, orderId, found, stage);
      await this.ledger.post(tx, returnMovements(orderId, found));
      const at = now.toISOString();
      for (const step of disputeNews(before, stage))
        this.outbox.add(tx, contracts[step], { orderId, disputeId, paymentId, amount, currency, reason, at });
      return true;
    });
  }
}
