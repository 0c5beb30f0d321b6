import { Injectable } from '@nestjs/common';
import { type Fault, PaymentRejected, PaymentsUnavailable } from '@orderwire/contracts';
import { InjectLogger, type Logger, tracing } from '@orderwire/platform';
import pMap from 'p-map';
import { isKeyExpired } from '../checkout/checkout-session.js';
import { IdempotencyKeyExhausted, newIdempotencyKey } from '../stripe/stripe.client.js';
import { retryDelayMs } from '../webhooks/settlement.js';
import { ApplyRefundUpdateUseCase } from './apply-refund-update.use-case.js';
import { isTransientRefusal, pollDelayMs, type Refund, refundKeyOf, type StripeRefund } from './refund.js';
import { RefundGateway } from './refund.gateway.js';
import { RefundRepository } from './refund.repository.js';

/** Small enough that all are submitted long before the lease ends. */
const BATCH = 20;
/** Concurrent requests to Stripe. */
const CONCURRENCY = 4;

/** Creates stored refunds at Stripe exactly once, and stores their status. */
@Injectable()
export class SubmitRefundUseCase {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly stripe: RefundGateway,
    private readonly applyUpdate: ApplyRefundUpdateUseCase,
    @InjectLogger() private readonly log: Logger,
    private readonly leaseMs: number,
  ) {}

  /**
   * Submits refunds that are due, and retrieves pending ones. Returns true when there may be more.
   * Throws errors that are not Stripe's; the refunds can be claimed again after their lease.
   */
  async executeDue(): Promise<boolean> {
    const claimed = await this.refunds.claim(this.leaseMs, BATCH);
    const submit = (refund: Refund) =>
      tracing.continue(
        refund.correlationId,
        () => ({ name: 'submit refund', kind: 'internal' }),
        () => this.execute(refund),
      );
    await pMap(claimed, submit, { concurrency: CONCURRENCY, stopOnError: false });
    return claimed.length === BATCH;
  }

  /** Returns the refund's new state. If Stripe is unavailable it is unchanged and retried later. */
  async execute(refund: Refund): Promise<Refund> {
    try {
      const found = await (refund.stripeId ? this.stripe.retrieve(refund.stripeId) : this.create(refund));
      if (!found) throw PaymentsUnavailable({ stripe: { code: 'refund_missing' } });
      const updated = await this.applyUpdate.execute(refund, found);
      if (updated.status === 'pending')
        await this.refunds.postpone(updated, pollDelayMs(refund.attempts), null);
      return updated;
    } catch (error) {
      return await this.retryLater(refund, error);
    }
  }

  /**
   * Sends the request under the stored idempotency key, which returns the same refund again. A key
   * that Stripe may have deleted, or that repeats an old failure, is not used again: the refund is
   * searched for, and created under a new key when there is none.
   */
  private async create(refund: Refund): Promise<StripeRefund> {
    try {
      if (isKeyExpired(refund.keyedAt, new Date())) return await this.findOrCreate(refund);
      return await this.stripe.create(refund).catch((error: unknown) => {
        if (error instanceof IdempotencyKeyExhausted) return this.findOrCreate(refund);
        throw error;
      });
    } catch (error) {
      if (!PaymentRejected.matches(error)) throw error;
      // "Already refunded" may be about this refund, if the response to its creation was lost.
      const found = await this.stripe.find(refund);
      if (found) return found;
      throw error;
    }
  }

  private async findOrCreate(refund: Refund): Promise<StripeRefund> {
    const found = await this.stripe.find(refund);
    if (found) return found;
    const idempotencyKey = newIdempotencyKey(refundKeyOf(refund.id));
    if (!(await this.refunds.rekey(refund, idempotencyKey))) throw PaymentsUnavailable({ retryAfterMs: 500 });
    return this.stripe.create({ ...refund, idempotencyKey });
  }

  private async retryLater(refund: Refund, error: unknown): Promise<Refund> {
    // A refund that Stripe has accepted is never failed by an error: it would be refunded twice.
    const accepted = refund.stripeId !== null;
    const refusal = !accepted && PaymentRejected.matches(error) ? refusalOf(error) : undefined;
    if (refusal && !(refund.automatic && isTransientRefusal(refusal.code)))
      return this.applyUpdate.fail(refund, refusal.message);
    const { id: refundId, orderId, attempts } = refund;
    this.log.warn(
      { err: error, refundId, orderId, attempts },
      'Stripe did not create a refund; it is retried',
    );
    // Stripe repeats the refusal for a day under the same key.
    if (refusal) await this.refunds.rekey(refund, newIdempotencyKey(refundKeyOf(refund.id)));
    const delayMs = refusal ? pollDelayMs(attempts) : retryDelayMs(attempts);
    await this.refunds.postpone(refund, delayMs, refusal?.message ?? (error as Error).message);
    return refund;
  }
}

/** Stripe's code and message where there are any. */
function refusalOf({ details }: Fault): { code: string; message: string } {
  const stripe = details?.['stripe'] as { code?: unknown; message?: unknown } | undefined;
  return {
    code: typeof stripe?.code === 'string' ? stripe.code : 'unknown',
    message: typeof stripe?.message === 'string' ? stripe.message : 'Stripe refused the refund.',
  };
}
