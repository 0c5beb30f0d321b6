import { Injectable } from '@nestjs/common';
import { RefundRepository } from '../outbound/refund.repository.js';
import { AskForRefund } from './ask-for-refund.js';
import { bounded } from './bounded.js';

/** Refunds one pass takes: few enough that all are asked for long before the lease is over. */
const BATCH = 20;
/** Asked for at Stripe at once. */
const AT_ONCE = 4;

/** Works off refunds on their way: asks for those without an answer, looks at those that are pending. */
@Injectable()
export class ProcessRefunds {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly ask: AskForRefund,
    private readonly leaseMs: number,
  ) {}

  /** One pass. True when there may be more to do at once. Throws the first error that is not Stripe's; the lease frees the refund. */
  async execute(): Promise<boolean> {
    const taken = await this.refunds.take(this.leaseMs, BATCH);
    const results = await bounded(taken, AT_ONCE, (refund) => this.ask.execute(refund));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    return taken.length === BATCH;
  }
}
