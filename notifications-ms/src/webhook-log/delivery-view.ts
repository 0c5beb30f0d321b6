import type {
  WebhookAttemptView,
  WebhookDeliveryStatus,
  WebhookDeliverySummary,
  WebhookOutcome,
} from '@orderwire/contracts';

/** A delivery without its log. */
export interface LoggedDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly type: string;
  readonly orderId: string | null;
  readonly status: string;
  readonly attempts: number;
  readonly dueAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
}

/** An entry of the log as the database has it. */
export interface LoggedAttempt {
  readonly number: number;
  readonly at: Date;
  readonly durationMs: number;
  readonly outcome: string;
  readonly status: number | null;
  readonly error: string | null;
  readonly requestHeaders: unknown;
  readonly responseHeaders: unknown;
  readonly responseBody: string;
}

/** What staff see of a delivery in a list. */
export function deliverySummary({ dueAt, ...delivery }: LoggedDelivery): WebhookDeliverySummary {
  return {
    ...delivery,
    status: delivery.status as WebhookDeliveryStatus,
    nextAttemptAt: delivery.status === 'waiting' ? (dueAt?.toISOString() ?? null) : null,
    createdAt: delivery.createdAt.toISOString(),
    deliveredAt: delivery.deliveredAt?.toISOString() ?? null,
  };
}

/** What staff see of an attempt. */
export const attemptView = (attempt: LoggedAttempt): WebhookAttemptView => ({
  ...attempt,
  at: attempt.at.toISOString(),
  outcome: attempt.outcome as WebhookOutcome,
  requestHeaders: attempt.requestHeaders as Record<string, string>,
  responseHeaders: attempt.responseHeaders as Record<string, string>,
});
