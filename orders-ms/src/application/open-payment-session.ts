import { Injectable } from '@nestjs/common';
import {
  AttemptSuperseded,
  Fault,
  Internal,
  OrderNotPayable,
  type PaymentSessionView,
} from '@orderwire/contracts';
import { contextOrSystem, InjectLogger, type Logger } from '@orderwire/platform';
import type { Order } from '../domain/order.js';
import { entry, sessionFailed, sessionOpened } from '../domain/timeline.js';
import type { Answer } from '../outbound/idempotency.repository.js';
import { OrderRepository } from '../outbound/order.repository.js';
import { PaymentClient } from '../outbound/payment.client.js';

/** Opens the payment link of an order that waits for its money. */
@Injectable()
export class OpenPaymentSession {
  constructor(
    private readonly payments: PaymentClient,
    private readonly orders: OrderRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * The link of the order's newest attempt, stored with the answer that `answerOf` makes of it. Throws payments' faults
   * with `details.orderId`; the order still waits then, and its timeline says what went wrong.
   */
  async execute(
    order: Order,
    cause: string,
    answerOf: (session: PaymentSessionView) => Answer | undefined = () => undefined,
  ): Promise<PaymentSessionView> {
    const { correlationId } = contextOrSystem();
    const session = await this.ask(order, cause);
    const attempt = order.paymentAttempt;
    const said = entry(order.id, { cause, correlationId }, sessionOpened(session, attempt));
    if (await this.orders.openSession(order.id, attempt, session, said, answerOf(session))) return session;
    throw await this.movedOn(order.id);
  }

  private async ask(order: Order, cause: string): Promise<PaymentSessionView> {
    try {
      return await this.payments.open(order);
    } catch (error) {
      const fault = error instanceof Fault ? error : Internal();
      const { correlationId } = contextOrSystem();
      await this.orders
        .tell([entry(order.id, { cause, correlationId }, sessionFailed(fault, order.paymentAttempt))])
        .catch((err: unknown) => this.log.error({ err, orderId: order.id }, 'the timeline misses an entry'));
      if (!(error instanceof Fault)) throw error;
      throw new Fault(fault.kind, fault.code, fault.message, { ...fault.details, orderId: order.id });
    }
  }

  /** The order was decided while its link was being made: nobody may pay through it. */
  private async movedOn(orderId: string): Promise<Fault> {
    const order = await this.orders.find(orderId);
    if (order?.status === 'PENDING') return AttemptSuperseded({ orderId });
    await this.payments
      .expire(orderId)
      .catch((err: unknown) =>
        this.log.warn({ err, orderId }, 'a link of a decided order may still be open'),
      );
    return OrderNotPayable({ orderId, status: order?.status });
  }
}
