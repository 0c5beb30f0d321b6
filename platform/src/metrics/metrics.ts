import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

export type { Counter, Gauge } from 'prom-client';

/** One number, or several told apart by labels. */
export interface MetricOptions<Label extends string> {
  /** `orderwire_payments_reconcile_runs_total`: the service's name in it, the unit last. */
  name: string;
  help: string;
  labels?: readonly Label[];
  /** Called before each scrape, to look up what the metric says. */
  collect?: () => Promise<void> | void;
}

/** A service's metrics in Prometheus' format. Without a port nothing reads them; counting costs next to nothing. */
export class Metrics {
  private readonly registry = new Registry();

  constructor(readonly service: string) {
    this.registry.setDefaultLabels({ service });
  }

  /** Counts what only grows. */
  counter<Label extends string = never>(options: MetricOptions<Label>): Counter<Label> {
    return new Counter(this.configured(options));
  }

  /** Holds what goes up and down. */
  gauge<Label extends string = never>(options: MetricOptions<Label>): Gauge<Label> {
    return new Gauge(this.configured(options));
  }

  /** Memory, CPU, event loop and garbage collection of this process. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** The page a scrape gets. Throws when a look-up fails: a scrape that lacks a metric would look like a calm system. */
  async page(): Promise<{ contentType: string; body: string }> {
    return { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }

  private configured<Label extends string>({ labels = [], collect, ...rest }: MetricOptions<Label>) {
    return { ...rest, labelNames: labels, registers: [this.registry], ...(collect && { collect }) };
  }
}
