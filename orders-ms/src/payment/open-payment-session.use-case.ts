import { Inject, Injectable } from '@nestjs/common';
import {
  AttemptSuperseded,
  Fault,
  Internal,
  NoMorePaymentSessions,
  OrderNotPayable,
  type PaymentSessionView,
} from '@orderwire/contracts';
import { contextOrSystem, InjectLogger, type Logger } from '@orderwire/platform';
import type { KeyedReply } from '../idempotency/idempotency.repository.js';
import type { Order } from '../lifecycle/order.js';
import { OrderRepository } from '../lifecycle/order.repository.js';
import { timelineEntry, sessionFailed, sessionOpened } from '../timeline/timeline.js';
import { TimelineRepository } from '../timeline/timeline.repository.js';
import { PaymentClient } from './payment.client.js';

/** How long an order can be paid. */
export interface PaymentPeriod {
  /** Lifetime of a payment session of an account, in minutes. */
  sessionMinutes: number;
  /** Lifetime of a payment session of a guest, in minutes. */
  guestSessionMinutes: number;
  /** All payment sessions end within this time after the order was created. */
  hours: number;
}

export const PAYMENT_PERIOD = Symbol('PAYMENT_PERIOD');

type AgedOrder = Pick<Order, 'id' | 'customerId' | 'createdAt'>;

/** Stripe accepts at least 30 minutes; one is for the way to it. */
const MIN_SESSION_MS = 31 * 60_000;

/** Opens the payment session of a PENDING order. */
@Injectable()
export class OpenPaymentSessionUseCase {
  constructor(
    private readonly payments: PaymentClient,
    private readonly orders: OrderRepository,
    private readonly timeline: TimelineRepository,
    @Inject(PAYMENT_PERIOD) private readonly period: PaymentPeriod,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Throws payments.unavailable while no session can be opened because Stripe fails. */
  assertAvailable(): void {
    this.payments.assertAvailable();
  }

  /**
   * When a session of this order that is opened now expires. In whole seconds, like Stripe's
   * timestamps. Throws orders.no_more_payment_sessions when the order is too old for one.
   */
  nextExpiry(order: AgedOrder): Date {
    const lastEnd = this.lastEnd(order);
    const expiry = Math.min(this.fullExpiry(order), lastEnd);
    if (expiry - Date.now() < MIN_SESSION_MS)
      throw NoMorePaymentSessions({ orderId: order.id, until: new Date(lastEnd).toISOString() });
    return new Date(Math.floor(expiry / 1_000) * 1_000);
  }

  /**
   * Until when an order without a session waits for a new one: as long as one would last, and not
   * after the last moment at which one can be opened. Undefined when the order is too old for one.
   */
  renewableUntil(order: AgedOrder): Date | undefined {
    const until = Math.min(this.fullExpiry(order), this.lastEnd(order) - MIN_SESSION_MS);
    return until > Date.now() ? new Date(until) : undefined;
  }

  private fullExpiry({ customerId }: AgedOrder): number {
    const { sessionMinutes, guestSessionMinutes } = this.period;
    return Date.now() + (customerId === null ? guestSessionMinutes : sessionMinutes) * 60_000;
  }

  private lastEnd({ createdAt }: AgedOrder): number {
    return createdAt.getTime() + this.period.hours * 3_600_000;
  }

  /**
   * Opens the session of the order's newest attempt and stores it, together with the reply that
   * `replyOf` makes of it. A fault of payments-ms gets `details.orderId`; the order then stays
   * PENDING, and its timeline has the reason.
   */
  async execute(
    order: Order,
    cause: string,
    replyOf: (session: PaymentSessionView) => KeyedReply | undefined = () => undefined,
  ): Promise<PaymentSessionView> {
    const { correlationId } = contextOrSystem();
    const session = await this.create(order, cause);
    const attempt = order.paymentAttempt;
    const entry = timelineEntry(order.id, { cause, correlationId }, sessionOpened(session, attempt));
    if (await this.orders.openSession(order.id, attempt, session, entry, replyOf(session))) return session;
    throw await this.discard(order.id);
  }

  private async create(order: Order, cause: string): Promise<PaymentSessionView> {
    try {
      return await this.payments.createSession(order);
    } catch (error) {
      const fault = error instanceof Fault ? error : Internal();
      const { correlationId } = contextOrSystem();
      const event = sessionFailed(fault, order.paymentAttempt);
      await this.timeline
        .add([timelineEntry(order.id, { cause, correlationId }, event)])
        .catch((err: unknown) => this.log.error({ err, orderId: order.id }, 'a timeline entry was lost'));
      if (!(error instanceof Fault)) throw error;
      throw new Fault(fault.kind, fault.code, fault.message, { ...fault.details, orderId: order.id });
    }
  }

  /** The order changed while its session was being opened: the session must not be paid. */
  private async discard(orderId: string): Promise<Fault> {
    const order = await this.orders.find(orderId);
    if (order?.status === 'PENDING') return AttemptSuperseded({ orderId });
    await this.payments
      .expireSession(orderId)
      .catch((err: unknown) =>
        this.log.warn({ err, orderId }, 'the payment session of an order that is not PENDING may be open'),
      );
    return OrderNotPayable({ orderId, status: order?.status });
  }
}
