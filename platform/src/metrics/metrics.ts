import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { stdout } from '../log/logger.js';

export type { Counter, Gauge } from 'prom-client';

/** A metric, and its labels if it has any. */
export interface MetricOptions<Label extends string> {
  /**
   * Contains the service's name and ends with the unit: `orderwire_payments_reconcile_runs_total`.
   */
  name: string;
  help: string;
  labels?: readonly Label[];
  /** Called at each scrape to set the value. */
  collect?: () => Promise<void> | void;
}

/** Work that several gauges of one scrape share: it runs once for all callers until it ends. */
export function oncePerScrape<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => (running ??= work().finally(() => (running = undefined)));
}

/** A service's metrics in Prometheus format. Without a port they are counted and never read. */
export class Metrics {
  private readonly registry = new Registry();

  constructor(readonly service: string) {
    this.registry.setDefaultLabels({ service });
  }

  /** A value that only increases. */
  counter<Label extends string = never>(options: MetricOptions<Label>): Counter<Label> {
    return new Counter(this.configured(options));
  }

  /** A value that goes up and down. */
  gauge<Label extends string = never>(options: MetricOptions<Label>): Gauge<Label> {
    return new Gauge(this.configured(options));
  }

  /** Adds memory, CPU, event loop and garbage collection of this process, and its lost log lines. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry });
    const lost = this.counter({
      name: 'orderwire_log_lines_lost_total',
      help: 'Log lines lost because the output was full or slow for long, or closed.',
      collect: () => {
        lost.reset();
        lost.inc(stdout.lost);
      },
    });
  }

  /**
   * The response to a scrape. Throws when a value cannot be collected: a missing metric would look
   * like a healthy system.
   */
  async page(): Promise<{ contentType: string; body: string }> {
    return { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }

  private configured<Label extends string>({ labels = [], collect, ...rest }: MetricOptions<Label>) {
    return { ...rest, labelNames: labels, registers: [this.registry], ...(collect && { collect }) };
  }
}
