import { Injectable } from '@nestjs/common';
import {
  AlreadyPaid,
  type ExpirePaymentSessionReply,
  type ExpirePaymentSessionRequest,
} from '@orderwire/contracts';
import { circuitOpen } from '../stripe/stripe.client.js';
import { CheckoutGateway } from './checkout.gateway.js';
import { CloseSessionUseCase } from './close-session.use-case.js';
import { RepublishPaymentUseCase } from './republish-payment.use-case.js';
import { isUnsettled, SessionRepository } from './session.repository.js';

/** Expires an order's live payment session, so that the order can no longer be paid. */
@Injectable()
export class ExpirePaymentSessionUseCase {
  constructor(
    private readonly checkout: CheckoutGateway,
    private readonly sessions: SessionRepository,
    private readonly close: CloseSessionUseCase,
    private readonly republish: RepublishPaymentUseCase,
  ) {}

  /**
   * Throws payments.already_paid when the order has a capture, whichever session took it, and
   * payments.in_progress while a delayed payment is processed. The capture is published again if that
   * is due. A session that is to be replaced stays open while Stripe creates none
   * (payments.unavailable).
   */
  async execute({
    orderId,
    replacing,
    attempt = Infinity,
  }: ExpirePaymentSessionRequest): Promise<ExpirePaymentSessionReply> {
    const rows = await this.sessions.ofOrder(orderId);
    const { waitMs } = this.checkout;
    if (replacing && waitMs > 0 && !rows.some(({ status }) => status === 'complete'))
      throw circuitOpen(waitMs);
    const live = rows.find(
      (row) => isUnsettled(row) && (row.attempt <= attempt || row.status === 'complete'),
    );
    const expired = live ? await this.close.execute(live, replacing ? 'superseded' : 'expired') : false;
    const paid = await this.republish.execute(orderId);
    if (paid || rows.some(({ status }) => status === 'complete')) throw AlreadyPaid({ orderId });
    return { expired };
  }
}
