import { Injectable } from '@nestjs/common';
import {
  type Actor,
  amountProblem,
  InvalidMessage,
  OrderNotFound,
  OrderNotRefundable,
  RefundOrder,
  type RefundOrderRequest,
  type RefundView,
  RestockTooLarge,
} from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import type { Claim } from '../idempotency/idempotency.repository.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { OrderRepository } from '../lifecycle/order.repository.js';
import { LockedOrderRepository } from '../payment/locked-order.repository.js';
import { timelineEntry, refundRequestedByStaff } from '../timeline/timeline.js';
import { EPOCH, isRefundable, refundableAmount, type RefundStatus } from './refund.js';
import { RefundRepository, type StoredRefund } from './refund.repository.js';
import { restockOf } from './restock.js';
import { SubmitRefundUseCase } from './submit-refund.use-case.js';

const cause = RefundOrder.subject;

/** Faults after which nothing was stored: the Idempotency-Key can be used again. */
const forgetOn = [InvalidMessage, OrderNotFound, OrderNotRefundable, RestockTooLarge];

/** Refunds a paid order, wholly or in part. The refund is stored first and then submitted. */
@Injectable()
export class RefundOrderUseCase {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly orders: OrderRepository,
    private readonly lockedOrders: LockedOrderRepository,
    private readonly refunds: RefundRepository,
    private readonly submitRefund: SubmitRefundUseCase,
    private readonly database: Database,
  ) {}

  /** While payments-ms is unavailable, the refund is `pending`, and submitting it is retried. */
  async execute(request: RefundOrderRequest): Promise<RefundView> {
    const { idempotencyKey, actor } = contextOrSystem();
    if (!idempotencyKey) return this.submitRefund.execute(await this.store(request, uuidv7(), actor));
    return this.idempotency.execute(
      idempotencyKey,
      actor,
      request,
      { creates: 'refund', forgetOn },
      (claim) => this.resume(request, claim),
    );
  }

  /**
   * The same under an id of the caller: a repeated call continues with the refund of the first one. A
   * refund that payments-ms refused is `failed`. `by`: the person whom the timeline names.
   */
  async refundOnce(request: RefundOrderRequest, id: string, by: Actor): Promise<RefundStatus> {
    const refund = (await this.refunds.find(id)) ?? (await this.store(request, id, by));
    return refund.status === 'requested' ? (await this.submitRefund.execute(refund)).status : refund.status;
  }

  /** Continues with the refund that an earlier claim of the key may have stored. */
  private async resume(request: RefundOrderRequest, claim: Claim): Promise<RefundView> {
    const { resourceId, claimCount } = claim;
    const refund = claimCount > 1 ? await this.refunds.find(resourceId) : undefined;
    const stored = refund ?? (await this.store(request, resourceId, contextOrSystem().actor));
    return this.submitRefund.execute(stored, claim);
  }

  private async store(request: RefundOrderRequest, id: string, actor: Actor): Promise<StoredRefund> {
    const { orderId, reason, note = null, amount: requestedAmount = null } = request;
    const order = await this.orders.find(orderId);
    if (!order) throw OrderNotFound({ orderId });
    const problem = requestedAmount !== null && amountProblem(requestedAmount, order.currency);
    if (problem) throw InvalidMessage({ errors: [{ path: 'amount', message: `amount ${problem}` }] });
    const { correlationId } = contextOrSystem();
    const stored = await this.database.transaction(async (tx) => {
      const current = (await this.lockedOrders.lock(tx, [orderId])).get(orderId) ?? order;
      const others = (await this.refunds.ofOrders(tx, [orderId])).filter((refund) => refund.id !== id);
      const left = refundableAmount(current, others);
      if (!isRefundable(current.status) || left <= 0)
        throw OrderNotRefundable({ orderId, status: current.status });
      const at = new Date();
      const refund = {
        id,
        orderId,
        paymentId: current.paymentId,
        amount: requestedAmount ?? left,
        requestedAmount,
        status: 'requested',
        reason,
        automatic: false,
        restock: restockOf(request.restock ?? [], order.lines, others),
        note,
        failure: null,
        actor,
        correlationId,
        reportedAt: EPOCH,
        requestRecorded: true,
        published: false,
      } as const;
      const event = refundRequestedByStaff(refund, order.currency, actor);
      return this.refunds.insert(tx, refund, timelineEntry(orderId, { at, cause, correlationId }, event));
    });
    // An earlier, slow attempt with the same key may have stored the refund meanwhile.
    const refund = stored ?? (await this.refunds.find(id));
    if (!refund) throw new Error(`refund ${id} was neither stored nor found`);
    return refund;
  }
}
