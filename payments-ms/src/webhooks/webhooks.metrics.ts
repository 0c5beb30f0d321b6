import { Injectable } from '@nestjs/common';
import { Metrics } from '@orderwire/platform';
import { ApplyRefundUpdateUseCase } from '../refunds/apply-refund-update.use-case.js';
import { ReceiveStripeEventUseCase, type WebhookOutcome } from './receive-stripe-event.use-case.js';
import { SettleSessionEventsUseCase } from './settle-session-events.use-case.js';

/** Stripe sends within seconds, and repeats for three days. Its times are whole seconds. */
const AGES = [1, 2, 5, 15, 60, 600, 3_600];
const outcomes: readonly WebhookOutcome[] = [
  'stored',
  'duplicate',
  'invalid_signature',
  'unusable',
  'failed',
];

/** Webhooks of Stripe and what they changed, counted by each process. */
@Injectable()
export class WebhooksMetrics {
  constructor(
    metrics: Metrics,
    receive: ReceiveStripeEventUseCase,
    settle: SettleSessionEventsUseCase,
    refunds: ApplyRefundUpdateUseCase,
  ) {
    const requests = metrics.counter({
      name: 'orderwire_payments_webhooks_total',
      help: 'Requests to the webhook by outcome: stored, duplicate, invalid_signature, unusable or failed.',
      labels: ['outcome'],
    });
    for (const outcome of outcomes) requests.inc({ outcome }, 0);
    const age = metrics.histogram({
      name: 'orderwire_payments_webhook_age_seconds',
      help: 'From the creation of an event by Stripe until it was stored.',
      buckets: AGES,
    });
    receive.onReceived((outcome, seconds) => {
      requests.inc({ outcome });
      if (outcome === 'stored' && seconds !== undefined) age.observe(seconds);
    });

    const processing = metrics.histogram({
      name: 'orderwire_payments_webhook_processing_seconds',
      help: 'From the storage of an event about a payment session until it was processed.',
      buckets: [0.1, ...AGES],
    });
    const processedAge = metrics.histogram({
      name: 'orderwire_payments_webhook_processed_age_seconds',
      help: 'From the creation of an event about a payment session by Stripe until it was processed.',
      buckets: AGES,
    });
    const captures = metrics.counter({
      name: 'orderwire_payments_captures_total',
      help: 'Captures by outcome: paid, or mismatched with the payment session, which is refunded.',
      labels: ['outcome'],
    });
    for (const outcome of ['paid', 'mismatched'] as const) captures.inc({ outcome }, 0);
    const captured = metrics.counter({
      name: 'orderwire_payments_captured_minor_units_total',
      help: 'Captured money in minor units.',
      labels: ['currency'],
    });
    settle.onSettled({
      processed: (sinceStored, sinceCreated) => {
        processing.observe(sinceStored);
        if (sinceCreated !== undefined) processedAge.observe(sinceCreated);
      },
      captured: (outcome, currency, amount) => {
        captures.inc({ outcome });
        captured.inc({ currency }, amount);
      },
    });

    const refundChanges = metrics.counter({
      name: 'orderwire_payments_refunds_total',
      help: 'Refunds that reached this status: pending, succeeded or failed.',
      labels: ['status'],
    });
    for (const status of ['pending', 'succeeded', 'failed'] as const) refundChanges.inc({ status }, 0);
    const refunded = metrics.counter({
      name: 'orderwire_payments_refunded_minor_units_total',
      help: 'Refunded money in minor units, when the refund succeeded. One that fails later stays counted.',
      labels: ['currency'],
    });
    refunds.onChanged(({ status, currency, amount }) => {
      if (status === 'requested') return;
      refundChanges.inc({ status });
      if (status === 'succeeded') refunded.inc({ currency }, amount);
    });
  }
}
