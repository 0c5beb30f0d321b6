import { Injectable } from '@nestjs/common';
import { Fault, isUnavailable, StartBulkAction } from '@orderwire/contracts';
import { InjectLogger, isConnectionError, isDatabaseTimeout, type Logger } from '@orderwire/platform';
import { AssignOrderUseCase } from '../lifecycle/assign-order.use-case.js';
import { CancelOrderUseCase } from '../lifecycle/cancel-order.use-case.js';
import { ChangeOrderStatusUseCase } from '../lifecycle/change-order-status.use-case.js';
import { OrderRepository } from '../lifecycle/order.repository.js';
import { RefundOrderUseCase } from '../refunds/refund-order.use-case.js';
import { type BulkAction, bulkRefundId, type BulkOutcome } from './bulk-action.js';

const cause = StartBulkAction.subject;
/** Another service or the database is unavailable, or a lock was not free in time: a later try succeeds. */
export const isTemporary = (error: unknown): boolean =>
  isUnavailable(error) || isConnectionError(error) || isDatabaseTimeout(error);

const done: BulkOutcome = { outcome: 'done', reason: null };

/** Applies a bulk action to one order. Repeating it changes nothing more. */
@Injectable()
export class ApplyBulkActionUseCase {
  constructor(
    private readonly cancelOrder: CancelOrderUseCase,
    private readonly refundOrder: RefundOrderUseCase,
    private readonly assignOrder: AssignOrderUseCase,
    private readonly changeStatus: ChangeOrderStatusUseCase,
    private readonly orders: OrderRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * An order whose state has changed since the start is skipped. Throws while another service or the
   * database is unavailable: the order is tried again.
   */
  async execute(action: BulkAction, orderId: string): Promise<BulkOutcome> {
    try {
      return await this.apply(action, orderId);
    } catch (error) {
      if (isTemporary(error)) throw error;
      if (error instanceof Fault && (error.kind === 'conflict' || error.kind === 'not_found'))
        return { outcome: 'skipped', reason: error.code };
      this.log.warn({ err: error, orderId, bulkActionId: action.id }, 'a bulk action failed at an order');
      return { outcome: 'failed', reason: error instanceof Fault ? error.code : 'internal' };
    }
  }

  private async apply({ id, action, params, actor: by }: BulkAction, orderId: string): Promise<BulkOutcome> {
    const { note, refundReason: reason = 'requested_by_customer', assigneeId = null } = params;
    switch (action) {
      case 'cancel':
        await this.cancelOrder.cancel(orderId, note ?? 'cancelled by staff', cause, { by });
        return done;
      case 'assign':
        await this.assignOrder.assign(orderId, assigneeId, by, cause);
        return done;
      case 'mark_delivered': {
        // A try of an ended process may have been faster.
        if ((await this.orders.find(orderId))?.status === 'DELIVERED') return done;
        await this.changeStatus.change({ orderId, status: 'DELIVERED', ...(note && { reason: note }) }, by);
        return done;
      }
      case 'refund': {
        // The bank decides about a dispute that was opened since the start.
        const dispute = (await this.orders.find(orderId))?.dispute;
        if (dispute === 'open' || dispute === 'lost')
          return { outcome: 'skipped', reason: `orders.dispute_${dispute}` };
        const request = { orderId, reason, ...(note && { note }) };
        const status = await this.refundOrder.refundOnce(request, bulkRefundId(id, orderId), by);
        return status === 'failed' ? { outcome: 'failed', reason: 'refund_failed' } : done;
      }
    }
  }
}
