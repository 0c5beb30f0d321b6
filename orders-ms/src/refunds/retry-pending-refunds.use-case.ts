import { Injectable } from '@nestjs/common';
import { Database, InjectLogger, type Logger, tracing } from '@orderwire/platform';
import pMap from 'p-map';
import { ApplyRefundUpdatesUseCase } from './apply-refund-updates.use-case.js';
import { RefundRepository, type StoredRefund } from './refund.repository.js';
import { SubmitRefundUseCase } from './submit-refund.use-case.js';

/** Refunds per run; the next run continues. */
const BATCH_SIZE = 50;
const CONCURRENCY = 4;

/**
 * Submits refunds again that payments-ms may not have, and recalculates those that were reported
 * before their payment.
 */
@Injectable()
export class RetryPendingRefundsUseCase {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly submitRefund: SubmitRefundUseCase,
    private readonly applyUpdates: ApplyRefundUpdatesUseCase,
    private readonly database: Database,
    @InjectLogger() private readonly log: Logger,
  ) {}

  async execute(): Promise<void> {
    const due = await this.refunds.claimDue(BATCH_SIZE);
    const retryInContext = async (refund: StoredRefund): Promise<void> => {
      const { id: refundId, orderId, correlationId, attempts } = refund;
      const retry = tracing.continue(
        correlationId,
        () => ({ name: 'retry refund', kind: 'internal' }),
        () => this.retry(refund),
      );
      await retry.catch((err: unknown) =>
        this.log.warn({ err, refundId, orderId, attempts }, 'retrying a refund failed; it is retried later'),
      );
    };
    await pMap(due, retryInContext, { concurrency: CONCURRENCY });
  }

  private async retry(refund: StoredRefund): Promise<void> {
    if (refund.status === 'requested') await this.submitRefund.execute(refund);
    else
      await this.database.transaction((tx) => this.applyUpdates.recalculate(tx, refund.id, refund.orderId));
  }
}
