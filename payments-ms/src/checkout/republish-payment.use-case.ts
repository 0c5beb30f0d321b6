import { Injectable } from '@nestjs/common';
import {
  PaymentMismatched,
  type PaymentMismatchedEvent,
  PaymentSucceeded,
  type PaymentSucceededEvent,
} from '@orderwire/contracts';
import {
  contextOrSystem,
  Database,
  type FactQuery,
  Facts,
  type FoundFact,
  InjectLogger,
  type Logger,
  Outbox,
  type Tx,
} from '@orderwire/platform';
import pMap from 'p-map';
import { type Capture, CaptureRepository } from './capture.repository.js';
import { CheckoutGateway } from './checkout.gateway.js';

/** A capture is published at most this often: an event published more recently may be in flight. */
const REPUBLISH_INTERVAL_SECONDS = 300;
const STRIPE_CALLS_AT_ONCE = 8;

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
    const correlationId = capture.correlationId ?? contextOrSystem().correlationId;
    if (capture.exact) this.outbox.add(tx, PaymentSucceeded, paidEvent(capture, email), { correlationId });
    else this.outbox.add(tx, PaymentMismatched, mismatchEvent(capture), { correlationId });
  }

  /** Captures that pay their orders. By id they have the e-mail address, which Stripe is asked for. */
  @Facts(PaymentSucceeded)
  async succeeded(query: FactQuery): Promise<FoundFact<PaymentSucceededEvent>[]> {
    const captures = await this.captures.facts(query, true);
    return pMap(
      captures,
      async (capture) => ({
        ...capture,
        event: paidEvent(capture, 'ids' in query ? await this.emailOf(capture.sessionId) : null),
      }),
      { concurrency: STRIPE_CALLS_AT_ONCE },
    );
  }

  /** Captures that differ from their session. */
  @Facts(PaymentMismatched)
  async mismatched(query: FactQuery): Promise<FoundFact<PaymentMismatchedEvent>[]> {
    const captures = await this.captures.facts(query, false);
    return captures.map((capture) => ({ ...capture, event: mismatchEvent(capture) }));
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

function mismatchEvent(capture: Capture): PaymentMismatchedEvent {
  return { ...capturedPayment(capture), reason: 'amount_mismatch' };
}

function paidEvent(capture: Capture, email: string | null): PaymentSucceededEvent {
  const { receiptUrl, discount } = capture;
  const paidAt = capture.paidAt.toISOString();
  return { ...capturedPayment(capture), receiptUrl, email, paidAt, ...(discount > 0 && { discount }) };
}

function capturedPayment({ id: paymentId, orderId, sessionId, amount, currency, recordedAt }: Capture) {
  const webhook = {
    eventId: `sync_${sessionId}`,
    type: 'checkout.session.completed',
    receivedAt: recordedAt.toISOString(),
  };
  return { orderId, paymentId, sessionId, amount, currency, webhook };
}
