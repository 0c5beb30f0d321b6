import type {
  Actor,
  BulkActionKind,
  BulkActionParams,
  BulkActionState,
  BulkActionView,
  OrderFilter,
} from '@orderwire/contracts';
import { v5 as uuidv5 } from 'uuid';

/** Bulk actions that run at the same time. */
export const MAX_RUNNING = 3;

/** A bulk action as it is stored. */
export interface BulkAction {
  id: string;
  action: BulkActionKind;
  filter: OrderFilter;
  params: BulkActionParams;
  /** Its starter: the person whom the timelines name. */
  actor: Actor;
  /** Of the request that started it. */
  correlationId: string;
  /** Of the request with its Idempotency-Key; null without one. */
  requestHash: string | null;
  state: BulkActionState;
  total: number;
  done: number;
  skipped: number;
  failed: number;
  startedAt: Date;
  endedAt: Date | null;
}

/** What became of one of its orders. `reason`: a code, unless it is done. */
export interface BulkOutcome {
  outcome: 'done' | 'skipped' | 'failed';
  reason: string | null;
}

/** The refund of an order by a bulk action: the same for every try. */
export const bulkRefundId = (bulkActionId: string, orderId: string): string => uuidv5(orderId, bulkActionId);

/** Whether the number of matching orders is about that of the dry run. */
export const isAsExpected = (matching: number, expected: number): boolean =>
  Math.abs(matching - expected) <= Math.max(5, expected * 0.05);

export const bulkActionView = ({
  actor,
  startedAt,
  endedAt,
  correlationId: _correlationId,
  requestHash: _requestHash,
  ...action
}: BulkAction): BulkActionView => ({
  ...action,
  startedBy: actor.id,
  startedAt: startedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
});
