import type { Metrics } from '@orderwire/platform';
import type { StripeMeter } from './stripe.client.js';

/** Stripe's limits are seconds: a payment session is waited for up to its caller's deadline. */
const SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5];

/** Requests to Stripe. The SDK repeats a failed one twice; each attempt counts. */
export function stripeMeter(metrics: Metrics): StripeMeter {
  const duration = metrics.histogram({
    name: 'orderwire_payments_stripe_request_duration_seconds',
    help: 'Attempts of requests to Stripe by call and outcome: ok, refused, rate_limited, failed or unreachable.',
    labels: ['call', 'outcome'],
    buckets: SECONDS,
  });
  return (call, outcome, startedAt) =>
    duration.observe({ call, outcome }, (performance.now() - startedAt) / 1_000);
}
