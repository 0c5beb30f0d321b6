import type { Counter, Gauge, Metrics } from '@orderwire/platform';
import { CarrierOutage, CarrierRefusal } from './carrier-errors.js';
import type { RequestMeter } from './request-meter.js';

/** Requests to the carrier by call and outcome, and whether the circuit is open. */
export class CarrierMetrics implements RequestMeter {
  private readonly requests: Counter<'call' | 'outcome'>;
  private readonly seconds: Counter<'call' | 'outcome'>;
  private isOpen = false;

  constructor(metrics: Metrics) {
    const labels = ['call', 'outcome'] as const;
    this.requests = metrics.counter({
      name: 'orderwire_shipping_carrier_requests_total',
      help: 'Requests to the carrier by call and outcome: ok, refused or outage.',
      labels,
    });
    this.seconds = metrics.counter({
      name: 'orderwire_shipping_carrier_request_seconds_total',
      help: 'Time of these requests, in seconds; by their number it is the mean duration.',
      labels,
    });
    const open: Gauge = metrics.gauge({
      name: 'orderwire_shipping_carrier_circuit_open',
      help: 'Whether the carrier is not asked for a while because it fails: 0 or 1.',
      collect: () => open.set(this.isOpen ? 1 : 0),
    });
  }

  circuitChanged(isOpen: boolean): void {
    this.isOpen = isOpen;
  }

  async measure<T>(call: string, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    let outcome = 'ok';
    try {
      return await work();
    } catch (error) {
      outcome =
        error instanceof CarrierRefusal ? 'refused' : error instanceof CarrierOutage ? 'outage' : 'error';
      throw error;
    } finally {
      this.requests.inc({ call, outcome });
      this.seconds.inc({ call, outcome }, (performance.now() - startedAt) / 1_000);
    }
  }
}
