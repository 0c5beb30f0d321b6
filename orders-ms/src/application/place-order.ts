import { Injectable } from '@nestjs/common';
import {
  CreateOrder,
  type CreateOrderReply,
  type CreateOrderRequest,
  guest,
  ReservationConflict,
  OrderCreated,
  OrderNotPayable,
  PaymentRejected,
  ProductsNotSellable,
  TotalOutOfRange,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { ownerOf } from '../domain/access.js';
import { addUp, totalOf } from '../domain/basket.js';
import { lineViews, type Order, orderView } from '../domain/order.js';
import { OrderTokens } from '../domain/order-tokens.js';
import { created, entry } from '../domain/timeline.js';
import type { Claim } from '../outbound/idempotency.repository.js';
import { OrderRepository } from '../outbound/order.repository.js';
import { AnswerOnce } from './answer-once.js';
import { GiveUpOrder } from './give-up-order.js';
import { HoldStock } from './hold-stock.js';
import { OpenPaymentSession } from './open-payment-session.js';
import { ReleaseStock } from './release-stock.js';
import { SessionTimes } from './session-times.js';

const DEFAULT_CURRENCY = 'usd';
const cause = CreateOrder.subject;

/** What its key makes, and the refusals that leave nothing behind. */
const what = {
  makes: 'order',
  refusals: [ProductsNotSellable, ReservationConflict, TotalOutOfRange],
} as const;

/** Takes an order: holds the stock, writes the order, opens a payment link. Asks first, then writes. */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly once: AnswerOnce,
    private readonly stock: HoldStock,
    private readonly release: ReleaseStock,
    private readonly orders: OrderRepository,
    private readonly session: OpenPaymentSession,
    private readonly giveUp: GiveUpOrder,
    private readonly times: SessionTimes,
    private readonly tokens: OrderTokens,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Throws products' and payments' faults, orders.total_out_of_range and idempotency.*. When only the payment link is
   * missing, the order waits: `details.orderId` names it, and repeating the request with its key goes on from there.
   * An order that the payment provider refuses (payments.rejected) is cancelled, and its key answers so from then on.
   */
  async execute(request: CreateOrderRequest): Promise<CreateOrderReply> {
    const { idempotencyKey, actor } = contextOrSystem();
    const reply = idempotencyKey
      ? await this.once.execute(idempotencyKey, actor, request, what, (claim) => this.resume(request, claim))
      : await this.open(await this.attempt(request, uuidv7()));
    // Added here and not before: what is stored for a repeated request holds no secret.
    return ownerOf(actor) ? reply : { ...reply, orderToken: this.tokens.make(reply.order.id) };
  }

  /** Goes on from whatever an earlier claim of the key left behind. */
  private async resume(request: CreateOrderRequest, claim: Claim): Promise<CreateOrderReply> {
    const { madeId: orderId } = claim;
    const left = claim.claims > 1 ? await this.orders.find(orderId) : undefined;
    if (!left) return this.open(await this.attempt(request, orderId, claim), claim);
    if (left.status !== 'PENDING') throw OrderNotPayable({ orderId, status: left.status });
    const sessionExpiresAt = this.times.sessionExpiry();
    await this.stock.execute(orderId, left.lines, left.currency, sessionExpiresAt);
    return this.open({ ...left, sessionExpiresAt }, claim);
  }

  private async open(order: Order, claim?: Claim): Promise<CreateOrderReply> {
    const view = orderView(order, guest);
    try {
      const paymentSession = await this.session.execute(order, cause, (session) =>
        claim ? { claim, reply: { order: view, paymentSession: session } } : undefined,
      );
      return { order: view, paymentSession };
    } catch (error) {
      // A later attempt means that an earlier one was taken: this order can be paid.
      if (PaymentRejected.matches(error) && order.paymentAttempt === 1)
        await this.giveUp.after(error, order.id, cause, claim);
      throw error;
    }
  }

  /** What is not written must hold no stock, unless the next request with the same key goes on with it. */
  private async attempt(request: CreateOrderRequest, orderId: string, claim?: Claim): Promise<Order> {
    try {
      return await this.write(request, orderId);
    } catch (error) {
      if (!claim || TotalOutOfRange.matches(error)) await this.release.after(error, orderId);
      throw error;
    }
  }

  private async write(request: CreateOrderRequest, orderId: string): Promise<Order> {
    const currency = request.currency ?? DEFAULT_CURRENCY;
    const sessionExpiresAt = this.times.sessionExpiry();
    const lines = await this.stock.execute(orderId, addUp(request.items), currency, sessionExpiresAt);
    const { actor, correlationId } = contextOrSystem();
    const order: Order = {
      id: orderId,
      status: 'PENDING',
      currency,
      ...totalOf(lines, currency),
      lines,
      email: request.email ?? null,
      shippingAddress: request.shippingAddress ?? null,
      customerId: ownerOf(actor),
      assigneeId: null,
      paymentAttempt: 1,
      sessionExpiresAt,
      createdAt: new Date(),
      paidAt: null,
      paymentId: null,
      receiptUrl: null,
      refundedAmount: 0,
      dispute: null,
      heldUpBy: null,
      lookAgainAt: null,
    };
    const { totalAmount, createdAt } = order;
    const said = entry(orderId, { at: createdAt, cause, correlationId }, created(order));
    const placed = await this.database.transaction(async (tx) => {
      const kept = await this.orders.place(tx, order, actor, said);
      if (!kept) return undefined;
      const items = lineViews(lines);
      this.outbox.add(tx, OrderCreated, {
        orderId,
        currency,
        totalAmount,
        items,
        createdAt: createdAt.toISOString(),
      });
      return kept;
    });
    // Not placed: an attempt that was slow rather than dead has written it in the meantime.
    return placed ?? (await this.orders.find(orderId)) ?? order;
  }
}
