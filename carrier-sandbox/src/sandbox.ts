import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { buildServer } from './api/server.js';
import { finishLater } from './carrier/refund-shipment.js';
import type { Config } from './config.js';
import { type Core, dated } from './core.js';
import { FaultInjector } from './faults/fault-injector.js';
import { Store } from './store/store.js';
import { Deliveries } from './webhooks/deliveries.js';

/** A running carrier sandbox. */
export interface RunningCarrier {
  /** Where the page answers, e.g. `http://127.0.0.1:3011`; the API is at `/v2`. */
  url: string;
  /** Ends all connections. Safe to call twice. */
  close(): Promise<void>;
}

/** Listens for requests. State is in memory, and in the data folder if there is one. */
export async function runCarrier(config: Config): Promise<RunningCarrier> {
  const log = pino({ level: config.logLevel, base: { service: 'carrier-sandbox' } }, logOutput());
  const store = new Store(config.dataFolder, config.maxShipments);
  let url = '';
  const deliveries = new Deliveries(() => core);
  const core: Core = {
    config,
    store,
    faults: new FaultInjector(config.faults),
    deliveries,
    log,
    publicUrl: () => withoutSlash(config.publicUrl ?? url),
    labelUrl: () => withoutSlash(config.labelUrl ?? config.publicUrl ?? url),
  };
  const app = buildServer(core);
  await app.listen({ host: config.host, port: config.port });
  const { port } = app.server.address() as AddressInfo;
  url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  addConfiguredWebhook(core);
  deliveries.start();
  for (const { id, refundStatus } of store.list('shipment'))
    if (refundStatus === 'submitted') finishLater(core, id);
  log.info({ url }, 'carrier sandbox listening');
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    deliveries.stop();
    await app.close();
    log.info('carrier sandbox stopped');
  };
  return { url, close: () => (closing ??= close()) };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** The webhook of the environment replaces the one of an earlier process. */
function addConfiguredWebhook({ config, store }: Core): void {
  const id = 'hook_environment';
  if (!config.webhook) return store.remove('webhook', id);
  const { url, secret } = config.webhook;
  store.put('webhook', { id, ...dated(), url, secret: secret ?? null, disabledAt: null });
}

/** Never blocks and never throws: on a full disk or pipe up to 256 KiB wait, further lines are lost. */
function logOutput() {
  const output = pino.destination({ dest: 1, sync: true, maxLength: 262_144, retryEAGAIN: () => false });
  return output.on('error', () => undefined);
}
