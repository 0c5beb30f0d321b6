import { Injectable } from '@nestjs/common';
import { Database, InjectLogger, type Logger, runInContext, severalAtOnce } from '@orderwire/platform';
import { system } from '@orderwire/contracts';
import { RefundRepository, type StoredRefund } from '../outbound/refund.repository.js';
import { AskForRefund } from './ask-for-refund.js';
import { FollowRefunds } from './follow-refunds.js';

/** Refunds looked at in one round; what is left comes in the next. */
const ROUND = 50;
/** Refunds about which payments-ms is asked at once. */
const AT_ONCE = 4;

/** Asks again for refunds that payments-ms may not have, and reckons those again that were heard of before their payment. */
@Injectable()
export class ChaseRefunds {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly ask: AskForRefund,
    private readonly follow: FollowRefunds,
    private readonly database: Database,
    @InjectLogger() private readonly log: Logger,
  ) {}

  async execute(): Promise<void> {
    await severalAtOnce(AT_ONCE, await this.refunds.takeDue(ROUND), async (refund) => {
      const { id: refundId, orderId, correlationId, tries } = refund;
      await runInContext({ correlationId, actor: system }, () => this.chase(refund)).catch((err: unknown) =>
        this.log.warn(
          { err, refundId, orderId, tries },
          'a refund could not be followed up; the clock comes back to it while it waits',
        ),
      );
    });
  }

  private async chase(refund: StoredRefund): Promise<void> {
    if (refund.status === 'requested') await this.ask.execute(refund);
    else await this.database.transaction((tx) => this.follow.reckon(tx, [refund.id], [refund.orderId]));
  }
}
