import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { buildServer } from './api/server.js';
import { Scheduler } from './checkout/scheduler.js';
import type { Config } from './config.js';
import { Core } from './core.js';
import { Store } from './store/store.js';
import { Deliveries } from './webhooks/deliveries.js';

/** A running sandbox. */
export interface RunningSandbox {
  /** Where the API answers, e.g. `http://127.0.0.1:12111`. */
  url: string;
  port: number;
  /** Ends requests and webhooks in flight and closes the journal. Safe to call twice. */
  close(): Promise<void>;
}

/** Opens the journal, listens, and starts the scheduler and the webhooks. */
export async function runSandbox(config: Config, now: () => number = Date.now): Promise<RunningSandbox> {
  const log = pino({ level: config.logLevel, base: { service: 'stripe-sandbox' } }, logOutput());
  const store = Store.open(config.dataDir);
  const core = new Core(config, store, log, now);
  const deliveries = new Deliveries(core);
  const scheduler = new Scheduler(core);
  const app = buildServer(core, deliveries);
  await app.listen({ host: config.host, port: config.port });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  core.publicUrl =
    config.publicUrl?.replace(/\/+$/, '') ?? url.replace('0.0.0.0', '127.0.0.1').replace('[::]', '[::1]');
  deliveries.start();
  scheduler.start();
  log.info(
    { url, publicUrl: core.publicUrl, webhooks: config.webhookUrl ?? null },
    'stripe-sandbox listening',
  );
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    scheduler.stop();
    core.stopping.abort();
    await app.close();
    await deliveries.stop();
    store.close();
    log.info('stripe-sandbox stopped');
  };
  return { url, port, close: () => (closing ??= close()) };
}

/**
 * Never blocks and never throws: on a full disk or pipe up to 256 KiB wait for the next line, and
 * further lines are lost.
 */
function logOutput() {
  const output = pino.destination({ dest: 1, sync: true, maxLength: 262_144, retryEAGAIN: () => false });
  return output.on('error', () => undefined);
}
