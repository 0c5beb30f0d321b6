import { Injectable } from '@nestjs/common';
import { PaymentMismatched, PaymentSucceeded, system } from '@orderwire/contracts';
import {
  contextOrSystem,
  Database,
  InjectLogger,
  type Logger,
  Outbox,
  runInContext,
  type Tx,
} from '@orderwire/platform';
import { type Capture, CaptureRepository } from '../outbound/capture.repository.js';
import { StripeGateway } from '../outbound/stripe.gateway.js';

/** Money is announced at most this often: what was announced just now is still on its way. */
const QUIET_SECONDS = 300;

/**
 * Announces captured money again to an orders-ms that asks as if it had never heard of it: its event may have ended as a dead letter, or
 * with a lost stream. A new event with what the row says; orders-ms takes the same payment once, however often it is told.
 */
@Injectable()
export class AnnounceAgain {
  constructor(
    private readonly database: Database,
    private readonly captures: CaptureRepository,
    private readonly stripe: StripeGateway,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** True when money pays the order, as far as we know. What was not announced for five minutes is announced, also what pays nothing. */
  async execute(orderId: string): Promise<boolean> {
    const known = await this.captures.ofOrder(orderId, QUIET_SECONDS);
    const paid = known.some(({ exact }) => exact);
    const quiet = known.filter((one) => one.quiet);
    if (quiet.length === 0) return paid;
    const emails = new Map<string, string | null>();
    for (const { sessionId } of quiet) emails.set(sessionId, await this.emailOf(sessionId));
    const again = await this.database.transaction(async (tx) => {
      const captures = await this.captures.announce(tx, orderId, QUIET_SECONDS);
      for (const capture of captures) this.announce(tx, capture, emails.get(capture.sessionId) ?? null);
      return captures;
    });
    for (const { id: paymentId } of again)
      this.log.warn({ orderId, paymentId }, 'orders-ms asks as if it had not heard of a payment: told again');
    return paid;
  }

  private announce(tx: Tx, capture: Capture, email: string | null): void {
    const { id: paymentId, orderId, sessionId, amount, currency, receiptUrl, heardAt } = capture;
    const seen = {
      eventId: `look_${sessionId}`,
      type: 'checkout.session.completed',
      receivedAt: heardAt.toISOString(),
    };
    const money = { orderId, paymentId, sessionId, amount, currency, webhook: seen };
    const correlationId = capture.correlationId ?? contextOrSystem().correlationId;
    runInContext({ correlationId, actor: system }, () => {
      if (!capture.exact) this.outbox.add(tx, PaymentMismatched, { ...money, reason: 'amount_mismatch' });
      else
        this.outbox.add(tx, PaymentSucceeded, {
          ...{ ...money, receiptUrl, email },
          paidAt: capture.paidAt.toISOString(),
        });
    });
  }

  /** What the shopper gave at Checkout, for guests who gave nothing before. The news does not wait for it. */
  private async emailOf(sessionId: string): Promise<string | null> {
    try {
      return (await this.stripe.retrieve(sessionId))?.email ?? null;
    } catch (error) {
      this.log.warn({ err: error, sessionId }, 'Stripe could not be asked for the shopper’s e-mail address');
      return null;
    }
  }
}
