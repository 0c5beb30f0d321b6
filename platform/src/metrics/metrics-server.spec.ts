import { afterEach, describe, expect, test } from '@jest/globals';
import { createLogger, stdout } from '../log/logger.js';
import { type Gauge, Metrics } from './metrics.js';
import { MetricsServer } from './metrics-server.js';

const log = createLogger('test', 'silent');
let servers: MetricsServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.onModuleDestroy()));
  servers = [];
});

const shown = async (metrics: Metrics, port: number | undefined = 0) => {
  const server = new MetricsServer(metrics, log, { host: '127.0.0.1', port });
  servers.push(server);
  await server.onApplicationBootstrap();
  return server;
};

const page = async ({ url = '' }: MetricsServer) => (await fetch(url)).text();

describe('the metrics of a service', () => {
  test('are served in Prometheus format, each with the service’s name', async () => {
    const metrics = new Metrics('sample-ms');
    metrics.counter({ name: 'sample_total', help: 'Samples.', labels: ['colour'] }).inc({ colour: 'red' }, 3);
    const server = await shown(metrics);
    const answer = await fetch(server.url ?? '');
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const body = await answer.text();
    expect(body).toContain('sample_total{colour="red",service="sample-ms"} 3');
    expect(body).toContain('process_resident_memory_bytes');
  });

  test('count the log lines that a full disk or a slow pipe lost', async () => {
    const server = await shown(new Metrics('sample-ms'));
    const counted = async () => /^orderwire_log_lines_lost_total\S* (\d+)$/m.exec(await page(server))?.[1];
    expect(await counted()).toBe('0');
    stdout.lost = 7;
    try {
      expect([await counted(), await counted()]).toEqual(['7', '7']);
    } finally {
      stdout.lost = 0;
    }
  });

  test('are collected at each scrape', async () => {
    const metrics = new Metrics('sample-ms');
    let left = 5;
    const gauge: Gauge = metrics.gauge({
      name: 'samples_left',
      help: 'Samples.',
      collect: () => gauge.set(left),
    });
    const server = await shown(metrics);
    expect(await (await fetch(server.url ?? '')).text()).toContain('samples_left{service="sample-ms"} 5');
    left = 4;
    expect(await (await fetch(server.url ?? '')).text()).toContain('samples_left{service="sample-ms"} 4');
  });

  test('are refused as a whole when one cannot be collected', async () => {
    const metrics = new Metrics('sample-ms');
    metrics.gauge({ name: 'samples_left', help: 'Samples.', collect: () => Promise.reject(new Error('no')) });
    const server = await shown(metrics);
    expect((await fetch(server.url ?? '')).status).toBe(503);
  });

  test('are served at no other path of that port, and nowhere without a port', async () => {
    const server = await shown(new Metrics('sample-ms'));
    expect((await fetch((server.url ?? '').replace('/metrics', '/'))).status).toBe(404);
    expect((await fetch(server.url ?? '', { method: 'POST' })).status).toBe(404);
    const off = new MetricsServer(new Metrics('sample-ms'), log, { host: '127.0.0.1', port: undefined });
    servers.push(off);
    await off.onApplicationBootstrap();
    expect(off.url).toBeUndefined();
  });
});
