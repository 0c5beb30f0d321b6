import { statfs } from 'node:fs/promises';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { stdout } from '../log/logger.js';

export type { Counter, Gauge, Histogram } from 'prom-client';

/** Bounds of a duration in seconds. Few: each is a time series for each combination of labels. */
const DURATIONS = [0.01, 0.05, 0.25, 1, 2.5, 10];

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

  /** The distribution of durations in seconds, or of other sizes with `buckets` of their own. */
  histogram<Label extends string = never>({
    buckets = DURATIONS,
    ...options
  }: MetricOptions<Label> & { buckets?: readonly number[] }): Histogram<Label> {
    return new Histogram({ ...this.configured(options), buckets: [...buckets] });
  }

  /**
   * Adds memory, CPU, event loop and garbage collection of this process, the disk of its folder, and its lost log
   * lines.
   */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry });
    // Sums of the metrics by type; their names are those of counters.
    for (const kind of ['handles', 'requests', 'resources'])
      this.registry.removeSingleMetric(`nodejs_active_${kind}_total`);
    const lost = this.counter({
      name: 'orderwire_log_lines_lost_total',
      help: 'Log lines lost because the output was full or slow for long, or closed.',
      collect: () => {
        lost.reset();
        lost.inc(stdout.lost);
      },
    });
    const readDisk = oncePerScrape(() => statfs('.'));
    const disk = (name: string, help: string, blocks: 'bavail' | 'blocks') => {
      const gauge: Gauge = this.gauge({
        name: `orderwire_disk_${name}_bytes`,
        help: `${help} of the file system with the folder of this process; in containers, that of the images.`,
        collect: async () => {
          const { bsize, [blocks]: count } = await readDisk();
          gauge.set(bsize * count);
        },
      });
    };
    disk('free', 'Free bytes', 'bavail');
    disk('size', 'Size', 'blocks');
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
