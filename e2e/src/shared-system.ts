import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bareEnvironment, startSystem, type System } from '@orderwire/launcher/system';

/**
 * Two gateways, for behaviour that shows only between two; short delays. The specs create their own
 * products.
 */
const options = {
  seed: false,
  replicas: { 'client-gateway': 2 },
  backoff: { firstMs: 200, longestMs: 1_000 },
  environment: {
    ...bareEnvironment(),
    // Each process gets a free port of its own.
    METRICS_PORT: '9464',
    TRACE_STORE: 'true',
    EVENT_ACK_WAIT_SECONDS: '5',
    WEBHOOK_RETRY_BASE_MS: '250',
    // Specs end delayed payments themselves.
    DELAYED_PAYMENT_SECONDS: '3600',
  },
};

/**
 * One system for all specs that need no system of their own. It starts on the first request and
 * stops with the run. Jest isolates test files from each other, so they control it over HTTP: `POST
 * /kill?name=…&signal=…`, `/stop?name=…`, `/start?name=…`. One file at a time uses it: the answer to
 * `/use` has one line with the data folder when it is the file's turn, which lasts until the file
 * closes the connection.
 */
export class SharedSystem {
  private starting: Promise<System> | undefined;
  private lastTurn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly dataDir: string,
    private readonly server: Server,
  ) {}

  static async listen(folder: string): Promise<SharedSystem> {
    // Specs keep their connections: an idle one must not be closed just as it is used again.
    const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://host');
      const done =
        pathname === '/use'
          ? shared.use(response)
          : shared.control(pathname, searchParams).then(() => response.end());
      done.catch((error: Error) => response.writeHead(500).end(error.message));
    });
    const shared = new SharedSystem(join(folder, 'shared'), server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return shared;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await (await this.starting?.catch(() => undefined))?.stop();
  }

  private async use(response: ServerResponse): Promise<void> {
    const previous = this.lastTurn;
    this.lastTurn = once(response, 'close').then(() => previous);
    await previous;
    if (response.destroyed) return;
    await this.system();
    response.write(`${this.dataDir}\n`);
  }

  private system(): Promise<System> {
    return (this.starting ??= startSystem({ dataDir: this.dataDir, durable: false, ...options }));
  }

  private async control(action: string, parameters: URLSearchParams): Promise<void> {
    const system = await this.system();
    const name = parameters.get('name') ?? '';
    if (action === '/kill') system.kill(name, (parameters.get('signal') ?? 'SIGKILL') as NodeJS.Signals);
    if (action === '/stop') await system.stopService(name);
    if (action === '/start') await system.start(name);
  }
}
