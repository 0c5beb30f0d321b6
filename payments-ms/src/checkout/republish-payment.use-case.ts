import { Injectable } from '@nestjs/common';
import { PaymentMismatched, PaymentSucceeded } from '@orderwire/contracts';
import { contextOrSystem, Database, InjectLogger, type Logger, Outbox, type Tx } from '@orderwire/platform';
import { type Capture, CaptureRepository } from './capture.repository.js';
import { CheckoutGateway } from './checkout.gateway.js';

/** A capture is published at most this often: an event published more recently may be in flight. */
const REPUBLISH_INTERVAL_SECONDS = 300;

/**
 * Publishes an order's captures again. orders-ms needs this when it asks for a payment session, or
 * to expire one, although the order is paid: its event may be a dead letter or lost with a stream.
 * Each publication is a new event with the content of the row; orders-ms applies a payment once.
 */
@Injectable()
export class RepublishPaymentUseCase {
  constructor(
    private readonly database: Database,
    private readonly captures: CaptureRepository,
    private readonly checkout: CheckoutGateway,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Returns whether a capture of the right amount and currency pays the order. */
  async execute(orderId: string): Promise<boolean> {
    const captures = await this.captures.ofOrder(orderId, REPUBLISH_INTERVAL_SECONDS);
    const paid = captures.some(({ exact }) => exact);
    const due = captures.filter((capture) => capture.due);
    if (due.length === 0) return paid;
    const emails = new Map<string, string | null>();
    for (const { sessionId } of due) emails.set(sessionId, await this.emailOf(sessionId));
    const published = await this.database.transaction(async (tx) => {
      const claimed = await this.captures.claimForRepublish(tx, orderId, REPUBLISH_INTERVAL_SECONDS);
      for (const capture of claimed) this.publish(tx, capture, emails.get(capture.sessionId) ?? null);
      return claimed;
    });
    for (const { id: paymentId } of published)
      this.log.warn({ orderId, paymentId }, 'a payment that orders-ms has not applied was published again');
    return paid;
  }

  private publish(tx: Tx, capture: Capture, email: string | null): void {
    const { id: paymentId, orderId, sessionId, amount, currency, receiptUrl, discount } = capture;
    const webhook = {
      eventId: `sync_${sessionId}`,
      type: 'checkout.session.completed',
      receivedAt: capture.recordedAt.toISOString(),
    };
    const event = { orderId, paymentId, sessionId, amount, currency, webhook };
    const correlationId = capture.correlationId ?? contextOrSystem().correlationId;
    if (!capture.exact)
      this.outbox.add(tx, PaymentMismatched, { ...event, reason: 'amount_mismatch' }, { correlationId });
    else {
      const paidAt = capture.paidAt.toISOString();
      const paid = { ...event, receiptUrl, email, paidAt, ...(discount > 0 && { discount }) };
      this.outbox.add(tx, PaymentSucceeded, paid, { correlationId });
    }
  }

  /** The address that a guest entered at Checkout. Optional: the event is published without it. */
  private async emailOf(sessionId: string): Promise<string | null> {
    try {
      return (await this.checkout.retrieve(sessionId))?.email ?? null;
    } catch (error) {
      this.log.warn({ err: error, sessionId }, 'the e-mail address could not be read from Stripe');
      return null;
    }
  }
}
