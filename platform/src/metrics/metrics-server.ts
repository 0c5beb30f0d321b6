import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from '../log/logger.js';
import type { Metrics } from './metrics.js';

/**
 * Serves `GET /metrics` on a port of its own, so that a public port never exposes metrics. A slow
 * or failed scrape does not affect the service.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnModuleDestroy {
  private server: Server | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly log: Logger,
    private readonly where: { host: string; port: number | undefined },
  ) {}

  /** Undefined without a port. */
  get url(): string | undefined {
    const address = this.server?.address() as AddressInfo | null | undefined;
    return address ? `http://${this.where.host}:${address.port}/metrics` : undefined;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { host, port } = this.where;
    if (port === undefined) return;
    this.metrics.collectProcess();
    const server = createServer((request, response) => {
      const path = (request.url ?? '').split('?')[0];
      if (request.method !== 'GET' || path !== '/metrics') return response.writeHead(404).end();
      return void this.metrics.page().then(
        ({ contentType, body }) => response.writeHead(200, { 'content-type': contentType }).end(body),
        (err: unknown) => {
          this.log.warn({ err }, 'the metrics could not be collected');
          response.writeHead(503).end();
        },
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    this.server = server;
    this.log.info({ url: this.url }, 'metrics are served');
  }

  async onModuleDestroy(): Promise<void> {
    const { server } = this;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
