import { Injectable } from '@nestjs/common';
import { type Gauge, Metrics, oncePerScrape } from '@orderwire/platform';
import { type Backlog, BacklogRepository } from './backlog.repository.js';
import { DeliverDueUseCase } from './deliver-due.use-case.js';

const PREFIX = 'orderwire_notifications_webhook';

/**
 * Metrics of outgoing webhooks. Gauges are read from the database at each scrape, so all replicas
 * report the same values; attempts are counted per process.
 */
@Injectable()
export class WebhooksMetrics {
  constructor(
    private readonly metrics: Metrics,
    backlog: BacklogRepository,
    deliverDue: DeliverDueUseCase,
  ) {
    const attempts = metrics.counter({
      name: `${PREFIX}_attempts_total`,
      help: 'Requests to webhook endpoints, by outcome.',
      labels: ['outcome'],
    });
    deliverDue.onAttempt((outcome) => attempts.inc({ outcome }));
    const read = oncePerScrape(() => backlog.read());
    this.gauge('deliveries_waiting', 'Webhook deliveries that wait for enabled endpoints.', read, 'waiting');
    this.gauge('oldest_waiting_seconds', 'Age of the oldest of them.', read, 'oldestSeconds');
    this.gauge(
      'overdue_seconds',
      'For how long the most overdue attempt has been due. It grows when too few are sent at once.',
      read,
      'overdueSeconds',
    );
    this.gauge(
      'endpoints_disabled',
      'Endpoints that were disabled because nothing could be delivered.',
      read,
      'disabledEndpoints',
    );
  }

  private gauge(
    name: string,
    help: string,
    read: () => Promise<Backlog | undefined>,
    field: keyof Backlog,
  ): void {
    const gauge: Gauge = this.metrics.gauge({
      name: `${PREFIX}_${name}`,
      help,
      collect: async () => gauge.set((await read())?.[field] ?? 0),
    });
  }
}
