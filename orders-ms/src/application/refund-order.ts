import { Injectable } from '@nestjs/common';
import {
  OrderNotFound,
  OrderNotRefundable,
  RefundOrder as Contract,
  type RefundOrderRequest,
  type RefundView,
  RestockTooLarge,
} from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { isRefundable, leftOf, NEVER } from '../domain/refund.js';
import { refundAsked } from '../domain/refund-timeline.js';
import { restockOf } from '../domain/restock.js';
import { entry } from '../domain/timeline.js';
import type { Claim } from '../outbound/idempotency.repository.js';
import { OrderRepository } from '../outbound/order.repository.js';
import { PaymentEventsRepository } from '../outbound/payment-events.repository.js';
import { RefundRepository, type StoredRefund } from '../outbound/refund.repository.js';
import { AnswerOnce } from './answer-once.js';
import { AskForRefund } from './ask-for-refund.js';
import { minutesAfter } from './session-times.js';

const cause = Contract.subject;

/** Refusals that leave nothing behind. */
const refusals = [OrderNotFound, OrderNotRefundable, RestockTooLarge];

/** Gives money of a paid order back. Staff only: the contract says so. Stored first, asked for afterwards. */
@Injectable()
export class RefundOrder {
  constructor(
    private readonly once: AnswerOnce,
    private readonly orders: OrderRepository,
    private readonly locked: PaymentEventsRepository,
    private readonly refunds: RefundRepository,
    private readonly ask: AskForRefund,
    private readonly database: Database,
  ) {}

  /**
   * Throws orders.not_found, orders.not_refundable, orders.restock_too_large, idempotency.* and what payments-ms refuses a refund
   * with. While payments-ms does not answer the refund is `pending`, and is asked for until it does.
   */
  async execute(request: RefundOrderRequest): Promise<RefundView> {
    const { idempotencyKey, actor } = contextOrSystem();
    if (!idempotencyKey) return this.ask.execute(await this.store(request, uuidv7()));
    const what = { makes: 'refund', refusals } as const;
    return this.once.execute(idempotencyKey, actor, request, what, (claim) => this.resume(request, claim));
  }

  /** Goes on from whatever an earlier claim of the key left behind. */
  private async resume(request: RefundOrderRequest, claim: Claim): Promise<RefundView> {
    const left = claim.claims > 1 ? await this.refunds.find(claim.madeId) : undefined;
    return this.ask.execute(left ?? (await this.store(request, claim.madeId)), claim);
  }

  private async store(request: RefundOrderRequest, id: string): Promise<StoredRefund> {
    const { reason, note = null, amount: asked = null } = request;
    const order = await this.orders.find(request.orderId);
    if (!order) throw OrderNotFound({ orderId: request.orderId });
    const { actor, correlationId } = contextOrSystem();
    const stored = await this.database.transaction(async (tx) => {
      const stands = (await this.locked.lock(tx, [order.id])).get(order.id) ?? order;
      const refunds = (await this.refunds.of(tx, [order.id])).filter((one) => one.id !== id);
      const left = leftOf(stands, refunds);
      if (!isRefundable(stands.status) || left <= 0)
        throw OrderNotRefundable({ orderId: order.id, status: stands.status });
      const restock = restockOf(request.restock ?? [], order.lines, refunds);
      const at = new Date();
      const facts = { id, orderId: order.id, amount: asked ?? left, asked, reason, restock, note };
      const said = {
        status: 'requested',
        automatic: false,
        failure: null,
        told: true,
        announced: false,
      } as const;
      const refund = { ...facts, ...said, paymentId: stands.paymentId, actor, correlationId, newsAt: NEVER };
      const told = refundAsked(refund, order.currency, actor, refund);
      return this.refunds.insert(
        tx,
        refund,
        minutesAfter(at, 1),
        entry(order.id, { at, cause, correlationId }, told),
      );
    });
    // Not stored: an attempt that was slow rather than dead has done it in the meantime.
    const refund = stored ?? (await this.refunds.find(id));
    if (!refund) throw new Error(`refund ${id} was neither stored nor found`);
    return refund;
  }
}
