import { Injectable } from '@nestjs/common';
import { type Fault, system } from '@orderwire/contracts';
import { contextOrSystem, InjectLogger, type Logger, runInContext } from '@orderwire/platform';
import { type Claim, IdempotencyRepository } from '../outbound/idempotency.repository.js';
import { CancelUnpaid } from './cancel-unpaid.js';

/** Cancels an order that the payment provider will never take, so that its stock goes back at once. */
@Injectable()
export class GiveUpOrder {
  constructor(
    private readonly cancel: CancelUnpaid,
    private readonly keys: IdempotencyRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * Never throws: the refusal is the fault to answer with, also whenever the request is repeated under its key. When
   * cancelling fails the order waits until it is overdue, or until the request is repeated.
   */
  async after(refusal: Fault, orderId: string, cause: string, claim?: Claim): Promise<void> {
    try {
      const { correlationId, deadline } = contextOrSystem();
      // Our own decision, not the shopper's: a guest could not get at the order yet.
      await runInContext({ correlationId, actor: system, ...(deadline && { deadline }) }, () =>
        this.cancel.execute(orderId, 'the payment provider refused the order', cause),
      );
      if (claim) await this.keys.refuse(claim, refusal);
    } catch (err) {
      this.log.warn({ err, orderId }, 'an order that cannot be paid may still wait');
    }
  }
}
