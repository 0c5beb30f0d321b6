import { Injectable } from '@nestjs/common';
import {
  CreateOrder,
  type CreateOrderReply,
  type CreateOrderRequest,
  CreatePaymentSession,
  type Fault,
  guest,
  isFaultOf,
  OrderCancelled,
  OrderNotPayable,
  PaymentRejected,
  ProductsNotSellable,
  ReservationConflict,
  ServiceUnavailable,
  TooManyOpenOrders,
  TotalOutOfRange,
  ValidateProducts,
} from '@orderwire/contracts';
import {
  contextOrSystem,
  Database,
  InjectLogger,
  type Logger,
  Outbox,
  runAsSystem,
} from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { OrderTokens } from '../customers/order-tokens.js';
import type { Claim } from '../idempotency/idempotency.repository.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { CancelOrderUseCase } from '../lifecycle/cancel-order.use-case.js';
import { cancellation, mergeLines, newOrder, type Order, orderView } from '../lifecycle/order.js';
import { OrderRepository } from '../lifecycle/order.repository.js';
import { OpenPaymentSessionUseCase } from '../payment/open-payment-session.use-case.js';
import { TaxService } from '../tax/tax.service.js';
import { ProductClient } from './product.client.js';
import { StoreOrderUseCase } from './store-order.use-case.js';

const DEFAULT_CURRENCY = 'usd';
const cause = CreateOrder.subject;

/** Faults after which nothing was stored: the Idempotency-Key can be used again. */
const forgetOn = [ProductsNotSellable, ReservationConflict, TotalOutOfRange, TooManyOpenOrders];

/** Faults after which products-ms has certainly reserved nothing. */
const nothingReserved = [ProductsNotSellable, ReservationConflict, TotalOutOfRange, ServiceUnavailable];

/**
 * Creates an order: reserves the stock, stores the order with its taxes, opens a payment session. A
 * free order is stored as PAID and has no session.
 */
@Injectable()
export class CreateOrderUseCase {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly products: ProductClient,
    private readonly orders: OrderRepository,
    private readonly storeOrder: StoreOrderUseCase,
    private readonly paymentSession: OpenPaymentSessionUseCase,
    private readonly cancelOrder: CancelOrderUseCase,
    private readonly tokens: OrderTokens,
    private readonly tax: TaxService,
    private readonly database: Database,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * When only the payment session fails, the order stays PENDING: `details.orderId` names it, and
   * repeating the request with its Idempotency-Key continues with it. An order that the payment
   * provider rejects (payments.rejected) is cancelled, and its key returns that fault from then on.
   * While Stripe is known to fail, no order is stored and no stock reserved (payments.unavailable
   * without `details.orderId`).
   */
  async execute(request: CreateOrderRequest): Promise<CreateOrderReply> {
    const { idempotencyKey, actor } = contextOrSystem();
    const reply = idempotencyKey
      ? await this.idempotency.execute(
          idempotencyKey,
          actor,
          // Another Accept-Language is no other request.
          { ...request, locale: undefined },
          { creates: 'order', forgetOn },
          (claim) => this.resume(request, claim),
        )
      : await this.openSession(await this.place(request, uuidv7()));
    // Added last, so that the reply stored under the key holds no secret.
    return actor.id ? reply : { ...reply, orderToken: this.tokens.make(reply.order.id) };
  }

  /** Continues with the order that an earlier claim of the key may have stored. */
  private async resume(request: CreateOrderRequest, claim: Claim): Promise<CreateOrderReply> {
    const { resourceId: orderId } = claim;
    const order = claim.claimCount > 1 ? await this.orders.find(orderId) : undefined;
    if (!order) return this.openSession(await this.place(request, orderId, claim), claim);
    if (order.totalAmount === 0) return this.openSession(order, claim);
    if (order.status !== 'PENDING') throw OrderNotPayable({ orderId, status: order.status });
    this.paymentSession.assertAvailable();
    const sessionExpiresAt = this.paymentSession.nextExpiry(order);
    await this.products.reserve(orderId, order.lines, order.currency, sessionExpiresAt);
    return this.openSession({ ...order, sessionExpiresAt }, claim);
  }

  /**
   * Reserves the stock and stores the order. A later request with the same key reuses the
   * reservation.
   */
  private async place(request: CreateOrderRequest, orderId: string, claim?: Claim): Promise<Order> {
    this.paymentSession.assertAvailable();
    const { currency = DEFAULT_CURRENCY, items } = request;
    const createdAt = new Date();
    const { actor } = contextOrSystem();
    const sessionExpiresAt = this.paymentSession.nextExpiry({ id: orderId, customerId: actor.id, createdAt });
    const rates = await this.tax.rates();
    const lines = await this.products
      .reserve(orderId, mergeLines(items), currency, sessionExpiresAt)
      .catch(async (error: unknown) => {
        if (!claim && !isFaultOf(ValidateProducts, error, ...nothingReserved))
          await this.releaseStock(orderId);
        throw error;
      });
    try {
      const placed = { id: orderId, currency, lines, createdAt, sessionExpiresAt };
      const taxation = { rates, sellerCountry: this.tax.sellerCountry };
      return await this.storeOrder.execute(newOrder(request, { ...placed, customerId: actor.id }, taxation));
    } catch (error) {
      if (!claim || TotalOutOfRange.matches(error) || TooManyOpenOrders.matches(error))
        await this.releaseStock(orderId, claim);
      throw error;
    }
  }

  private async openSession(order: Order, claim?: Claim): Promise<CreateOrderReply> {
    const view = orderView(order, guest);
    if (order.totalAmount === 0) {
      const reply = { order: view, paymentSession: null };
      if (claim) await this.idempotency.storeReply(claim, reply);
      return reply;
    }
    try {
      const paymentSession = await this.paymentSession.execute(order, cause, (session) =>
        claim ? { claim, reply: { order: view, paymentSession: session } } : undefined,
      );
      return { order: view, paymentSession };
    } catch (error) {
      // A later attempt means that an earlier session was accepted: the order can be paid.
      if (isFaultOf(CreatePaymentSession, error, PaymentRejected) && order.paymentAttempt === 1)
        await this.cancelRejected(order.id, error, claim);
      throw error;
    }
  }

  /**
   * Never throws, because the provider's fault is the reply. When cancelling fails, the order stays
   * PENDING until it is overdue or the request is repeated.
   */
  private async cancelRejected(orderId: string, fault: Fault, claim?: Claim): Promise<void> {
    try {
      // A guest has no token of the order yet.
      await runAsSystem(() =>
        this.cancelOrder.cancel(orderId, 'the payment provider rejected the order', cause),
      );
      if (claim) await this.idempotency.storeFault(claim, fault);
    } catch (err) {
      this.log.warn({ err, orderId }, 'an order that cannot be paid could not be cancelled');
    }
  }

  /**
   * Publishes order.cancelled for an order that was not stored, unless another claim of its key may
   * still store it: then the reservation expires. Never throws: the fault that led to it is the reply.
   */
  private async releaseStock(orderId: string, claim?: Claim): Promise<void> {
    const event = cancellation(orderId, 'the order could not be created');
    await this.database
      .transaction(async (tx) => {
        if (!claim || (await this.idempotency.forget(tx, claim))) this.outbox.add(tx, OrderCancelled, event);
      })
      .catch((err: unknown) =>
        this.log.error({ err, orderId }, 'stock may stay reserved for an order that does not exist'),
      );
  }
}
