import { Injectable } from '@nestjs/common';
import { type Fault, PaymentRejected, PaymentsUnavailable } from '@orderwire/contracts';
import { InjectLogger, type Logger } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { lookDelayMs, mayPass, type Refund, refundKeyOf, type StripeRefund } from '../domain/refund.js';
import { isForgotten } from '../domain/session-draft.js';
import { retryDelayMs } from '../domain/settlement.js';
import { RefundGateway } from '../outbound/refund.gateway.js';
import { RefundRepository } from '../outbound/refund.repository.js';
import { KeySpent } from '../outbound/stripe.calls.js';
import { FollowRefund } from './follow-refund.js';

/** Brings a stored refund into being at Stripe exactly once, whoever asks and how often, and writes how it stands there. */
@Injectable()
export class AskForRefund {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly stripe: RefundGateway,
    private readonly follow: FollowRefund,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** The refund as it stands now. When Stripe does not answer it stays as it is, and waits for its next try. */
  async execute(refund: Refund): Promise<Refund> {
    try {
      const found = await (refund.stripeId ? this.stripe.retrieve(refund.stripeId) : this.make(refund));
      if (!found) throw PaymentsUnavailable({ stripe: { code: 'refund_missing' } });
      const now = await this.follow.execute(refund, found);
      if (now.status === 'pending') await this.refunds.postpone(now, lookDelayMs(refund.tries), null);
      return now;
    } catch (error) {
      return await this.wait(refund, error);
    }
  }

  /**
   * Asks under the stored key, which gives the same refund again. A key that Stripe may have forgotten, or that only repeats an old
   * failure, is not asked again: the refund is looked up, and made under a new key if there is none.
   */
  private async make(refund: Refund): Promise<StripeRefund> {
    try {
      if (isForgotten(refund.keyedAt, new Date())) return await this.lookUp(refund);
      return await this.stripe.create(refund).catch((error: unknown) => {
        if (error instanceof KeySpent) return this.lookUp(refund);
        throw error;
      });
    } catch (error) {
      if (!PaymentRejected.matches(error)) throw error;
      // "Already refunded" may speak of this very refund, made under an answer that was lost.
      const found = await this.stripe.find(refund);
      if (found) return found;
      throw error;
    }
  }

  private async lookUp(refund: Refund): Promise<StripeRefund> {
    const found = await this.stripe.find(refund);
    if (found) return found;
    const idempotencyKey = freshKey(refund);
    if (!(await this.refunds.rekey(refund, idempotencyKey))) throw PaymentsUnavailable({ retryAfterMs: 500 });
    return this.stripe.create({ ...refund, idempotencyKey });
  }

  private async wait(refund: Refund, error: unknown): Promise<Refund> {
    // A refund that Stripe has made is only looked at: a refusal says nothing of it, and its money must not go back again.
    const made = refund.stripeId !== null;
    const refusal = !made && PaymentRejected.matches(error) ? refusalOf(error) : undefined;
    if (refusal && !(refund.automatic && mayPass(refusal.code)))
      return this.follow.refused(refund, refusal.message);
    const { id: refundId, orderId, tries } = refund;
    this.log.warn({ err: error, refundId, orderId, tries }, 'a refund waits: Stripe did not make it yet');
    // Under its key Stripe would repeat the refusal for a day.
    if (refusal) await this.refunds.rekey(refund, freshKey(refund));
    const delayMs = refusal ? lookDelayMs(tries) : retryDelayMs(tries);
    await this.refunds.postpone(refund, delayMs, refusal?.message ?? (error as Error).message);
    return refund;
  }
}

const freshKey = ({ id }: Refund): string => `${refundKeyOf(id)}:${uuidv7()}`;

/** Stripe's own words where there are any. */
function refusalOf({ details }: Fault): { code: string; message: string } {
  const stripe = details?.['stripe'] as { code?: unknown; message?: unknown } | undefined;
  return {
    code: typeof stripe?.code === 'string' ? stripe.code : 'unknown',
    message: typeof stripe?.message === 'string' ? stripe.message : 'Stripe refused the refund.',
  };
}
