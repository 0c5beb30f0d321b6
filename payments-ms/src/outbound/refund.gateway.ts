import type { Stripe } from 'stripe';
import { isSame, type Refund, type StripeRefund } from '../domain/refund.js';
import { EXPANDED, refundOf, refundParamsOf } from './refund.mapping.js';
import { making, retrieving } from './stripe.calls.js';
import { faultOf } from './stripe.errors.js';

/** One try, so that whoever asks is answered in time; the worker tries again. */
const ONE_TRY = { maxNetworkRetries: 0 };

/** What we say to Stripe about refunds. Its errors leave as payments.rejected or payments.unavailable. */
export class RefundGateway {
  constructor(private readonly stripe: Stripe) {}

  /** Gives money back; under the same key Stripe does so once. Throws KeySpent. */
  create(refund: Refund): Promise<StripeRefund> {
    const options = { idempotencyKey: refund.idempotencyKey, ...ONE_TRY };
    return making(async () => refundOf(await this.stripe.refunds.create(refundParamsOf(refund), options)));
  }

  /** Null when there is none with this id. */
  retrieve(id: string): Promise<StripeRefund | null> {
    return retrieving(async () =>
      refundOf(await this.stripe.refunds.retrieve(id, { expand: [...EXPANDED] })),
    );
  }

  /** Looks for our refund among those of its payment; null when Stripe has not made it. */
  async find(refund: Refund): Promise<StripeRefund | null> {
    const refunds = await this.list({ payment_intent: refund.paymentId });
    return refunds.find((found) => isSame(refund, found)) ?? null;
  }

  /** All refunds of a charge (`ch_…`). */
  ofCharge(charge: string): Promise<StripeRefund[]> {
    return this.list({ charge });
  }

  private async list(of: { payment_intent: string } | { charge: string }): Promise<StripeRefund[]> {
    try {
      const refunds: StripeRefund[] = [];
      const page = { ...of, limit: 100, expand: EXPANDED.map((field) => `data.${field}`) };
      for await (const refund of this.stripe.refunds.list(page, ONE_TRY)) refunds.push(refundOf(refund));
      return refunds;
    } catch (error) {
      throw faultOf(error);
    }
  }
}
